/** What the action is given by the machine that it runs on; only main.ts takes it from there. */
export interface Machine {
  env: Readonly<Record<string, string | undefined>>;
  fetch: typeof globalThis.fetch;
  now: () => Date;
  /** Where runners read workflow commands and people read the log. */
  print: (text: string) => void;
  append: (file: string, text: string) => void;
}
