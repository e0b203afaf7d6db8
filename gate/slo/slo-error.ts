/** Numbers that no service level can be worked out of. A message says what was expected and what was found. */
export class SloError extends Error {
  override readonly name = 'SloError';
}
