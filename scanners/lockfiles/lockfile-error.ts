import { printable } from './shown.ts';

export type LockfileErrorCode =
  | 'too-large'
  | 'too-deep'
  | 'too-many-entries'
  | 'syntax'
  | 'merge-conflict'
  | 'shape'
  | 'unsupported-version'
  | 'unsupported-format';

export interface LockfileErrorDetail {
  code: LockfileErrorCode;
  path: string;
  /** 1-based; left out where the fault has no place. */
  line?: number;
  expected: string;
  found: string;
  /** What a person does about it. */
  cure: string;
  cause?: unknown;
}

/** A lockfile that cannot be read. The message names file, line, what was expected, what was found, and the cure. */
export class LockfileError extends Error {
  override readonly name = 'LockfileError';
  readonly detail: LockfileErrorDetail;

  constructor(detail: LockfileErrorDetail) {
    const path = printable(detail.path);
    const place = detail.line === undefined ? path : `${path}:${detail.line}`;
    super(`${place}: expected ${detail.expected}, found ${detail.found}. ${detail.cure}`, { cause: detail.cause });
    this.detail = detail;
  }
}
