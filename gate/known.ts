/**
 * Something that was learned, or why it was not. A fact that is missing is never a number that looks good. Everything here is plain
 * JSON, so that a decision can be kept with the facts as they were and be made again.
 */
export type Known<T> =
  | {
      known: true;
      value: T;
      /** ISO 8601: when it was so. */
      asOf: string;
    }
  | Unknown;

export interface Unknown {
  known: false;
  /** Nobody measures or reports it (`no-data`), or the asking failed (`error`). */
  why: 'no-data' | 'error';
  /** A sentence without its full stop: what is not known, and the cure. */
  text: string;
}

export function known<T>(value: T, asOf: string): Known<T> {
  return { known: true, value, asOf };
}

export function unknown(why: Unknown['why'], text: string): Unknown {
  return { known: false, why, text };
}
