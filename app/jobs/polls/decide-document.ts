import { canonicalJson } from '../../../db/canonical-json.ts';
import type { TrackedPackage } from '../../../db/package-polls.ts';
import {
  compareSnapshots,
  isOlder,
  type LedgerEntry,
  type PackageSnapshot,
  readHistory,
  type SeenSnapshot,
  toSeen,
} from '../../../scanners/maintainers/index.ts';

export interface PolledSnapshot {
  tracked: Pick<TrackedPackage, 'registry' | 'seen'>;
  /** The one that it was asked of now. */
  registry: string;
  snapshot: PackageSnapshot;
  /** `entryKey` of what the ledger says of the past: not to be told again where a package is seen for the first time again. */
  told: ReadonlySet<string>;
  now: Date;
}

export interface LearnedDocument {
  entries: LedgerEntry[];
  seen: SeenSnapshot;
  baseline: boolean;
}

/** What a document tells beyond what is known; null where it is older than that: a mirror lags behind, and nothing follows from it. */
export function decideDocument({ tracked, registry, snapshot, told, now }: PolledSnapshot): LearnedDocument | null {
  const before = isFirstSight(tracked, registry) ? null : tracked.seen;
  if (before === null) {
    const entries = readHistory(snapshot, { seenAt: now }).filter(
      (entry) => !entry.history || !told.has(entryKey(entry)),
    );
    return { entries, seen: toSeen(snapshot), baseline: true };
  }
  const seen = rememberReturned(before, snapshot);
  if (isOlder(seen, snapshot)) return null;
  return {
    entries: compareSnapshots({ seen, snapshot, seenAt: now }),
    seen: toSeen(snapshot, seen),
    baseline: false,
  };
}

/** What another registry said says nothing of this one. */
export function isFirstSight({ registry: before, seen }: PolledSnapshot['tracked'], registry: string): boolean {
  return seen === null || (before !== null && before !== registry);
}

/** The same for the same fact, however it is stored. */
export function entryKey(entry: LedgerEntry): string {
  if (entry.kind === 'published') return `published ${entry.version}`;
  const { seenAt, history, ...fact } = entry;
  return canonicalJson(fact);
}

/** Where everything was gone: versions that come back are those that were known before, not new ones. */
function rememberReturned(seen: SeenSnapshot, snapshot: PackageSnapshot): SeenSnapshot {
  const { modified } = seen;
  if (modified === undefined || Object.keys(seen.versions).length > 0) return seen;
  const returned = snapshot.versions.filter(({ publishedAt }) => publishedAt !== undefined && publishedAt <= modified);
  return {
    ...seen,
    versions: Object.fromEntries(returned.map(({ version, deprecated = null }) => [version, deprecated])),
  };
}
