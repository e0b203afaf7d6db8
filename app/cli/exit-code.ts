/** What the shell is told. The highest that applies wins: an incomplete scan must not look clean, nor merely found. */
export const EXIT = {
  ok: 0,
  /** Findings at or above the threshold; problems in a configuration; a broken chain of evidence. */
  found: 1,
  /** It could not be done, or not wholly: stderr says why. */
  failed: 2,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
