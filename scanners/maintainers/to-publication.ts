import type { Publication } from './ledger-entry.ts';
import type { SnapshotVersion } from './package-snapshot.ts';

/** The fact that a version was published. Who could publish then is told by an entry of its own, where it changed. */
export function publicationOf(version: SnapshotVersion): { kind: 'published'; version: string } & Publication {
  const { publishedAt: _, deprecated: __, maintainers: ___, ...publication } = version;
  return { kind: 'published', ...publication };
}
