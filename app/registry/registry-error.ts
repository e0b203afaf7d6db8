export type RegistryErrorCode =
  /** No answer, or only errors of the server, after retries. */
  | 'unreachable'
  /** The registry wants another sign-in. */
  | 'refused'
  | 'too-large'
  /** What came is no package document. */
  | 'format'
  /** Our own settings are not what they should be. */
  | 'settings';

/** A package document could not be had. The message says what was expected, found, and the cure. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
  readonly code: RegistryErrorCode;

  constructor(code: RegistryErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
