/**
 * - `unreachable`: the network or the server, after all retries.
 * - `incomplete`: an answer or file that ends too early; what was handed over before it stands.
 * - `format`: it is all there and it is not what OSV's documentation says, or it is larger than we read.
 */
export type OsvErrorCode = 'unreachable' | 'incomplete' | 'format';

export interface OsvErrorDetail {
  code: OsvErrorCode;
  /** The address or path that was read. */
  source: string;
  expected: string;
  found: string;
  /** What a person does about it. */
  cure: string;
  cause?: unknown;
}

/** Advisories that cannot be read. The message names the source, what was expected, what was found, and the cure. */
export class OsvError extends Error {
  override readonly name = 'OsvError';
  readonly code: OsvErrorCode;
  readonly detail: OsvErrorDetail;

  constructor(detail: OsvErrorDetail) {
    super(`${detail.source}: expected ${detail.expected}, found ${detail.found}. ${detail.cure}`, {
      cause: detail.cause,
    });
    this.code = detail.code;
    this.detail = detail;
  }
}
