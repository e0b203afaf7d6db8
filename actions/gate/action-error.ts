/**
 * `mistake`: the workflow has to be set right, and nothing makes that go away. `fault`: one of ours, which a checkout may have brought about.
 * `no-answer`: no verdict came, and what then is done says the input `on-error`.
 */
export type ActionErrorCode = 'mistake' | 'fault' | 'no-answer';

/** The message says what was expected, what was found, and the cure. */
export class ActionError extends Error {
  override readonly name = 'ActionError';
  readonly code: ActionErrorCode;

  constructor(code: ActionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** By its name: the two bundles of this action each have a class of their own. */
export function isActionError(cause: unknown): cause is ActionError {
  return cause instanceof Error && cause.name === 'ActionError';
}
