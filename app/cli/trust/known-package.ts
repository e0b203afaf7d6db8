import {
  type LedgerEntry,
  type PackageSnapshot,
  type Person,
  readHistory,
} from '../../../scanners/maintainers/index.ts';

/** What is kept of a package's document. */
export interface KnownPackage {
  name: string;
  /** Who may publish now; left out where the registry does not say. */
  maintainers?: readonly Person[];
  repository?: string;
  /** ISO 8601 */
  created?: string;
  versions: number;
  /** How many of them nobody says when they were published. */
  undated: number;
  /** As `judgeLedger` takes them: the past that the document tells. */
  entries: LedgerEntry[];
}

export function toKnownPackage(snapshot: PackageSnapshot, seenAt: Date): KnownPackage {
  const { name, maintainers, repository, created, versions } = snapshot;
  const entries = readHistory(snapshot, { seenAt }).filter(({ kind }) => kind !== 'baseline');
  const undated = versions.filter(({ publishedAt }) => publishedAt === undefined).length;
  return { name, maintainers, repository, created, versions: versions.length, undated, entries };
}
