import { LockfileError } from '../../scanners/lockfiles/index.ts';

/**
 * Why an edit did not come about. `input`: a file of the repository makes it impossible; `unsupported`: so does a feature that we
 * do not follow; `conflict`: the package manager finds no solution; `not-exact`: it found another than the planned one.
 */
export type EditFailureCode =
  | 'input'
  | 'too-large'
  | 'unsupported'
  | 'package-manager'
  | 'registry'
  | 'conflict'
  | 'not-exact'
  | 'time'
  | 'memory'
  | 'stopped'
  | 'program';

/** An outcome, not a fault: the text says to people what was expected, what was found, and what they can do. */
export interface EditFailure {
  code: EditFailureCode;
  text: string;
}

/** Thrown inside this room only; `editProject` and `proveEdit` turn it into their outcome. */
export class EditError extends Error {
  override readonly name = 'EditError';
  readonly code: EditFailureCode;

  /** What was asked for in vain, where it was that. */
  readonly missing?: { name: string; range: string };

  constructor(code: EditFailureCode, text: string, options: ErrorOptions & Pick<EditError, 'missing'> = {}) {
    super(text, options);
    this.code = code;
    this.missing = options.missing;
  }
}

/** The failure that an error stands for; undefined for a fault of ours. */
export function toFailure(error: unknown): EditFailure | undefined {
  if (error instanceof EditError) return { code: error.code, text: error.message };
  if (error instanceof LockfileError) return { code: 'input', text: error.message };
  return undefined;
}
