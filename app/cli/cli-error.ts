/** Something that the person at the keyboard can cure. Its message is all they need; there is no stack to show. */
export class CliError extends Error {
  override readonly name = 'CliError';
}
