/** What a registry answered is no document of the package that it was asked for. */
export class SnapshotError extends Error {
  override name = 'SnapshotError';
  readonly code = 'format';
}
