/** Whom a folder's reading is told to while it goes on: a terminal, or the log of a workflow. */
export interface Telling {
  /** The one live line, where there is a terminal to show it; the next one takes its place. */
  progress(text: string): void;
  /** Worth knowing, and nothing that a finding hangs on. */
  note(text: string): void;
  /** Takes the live line away. */
  done(): void;
}
