export type ApiErrorCode = 'unknown-installation' | 'token-name' | 'token-scopes' | 'token-expiry';

/** A token that cannot be made as asked. The message says what was expected, what was found, and the cure. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ApiErrorCode;

  constructor(code: ApiErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
