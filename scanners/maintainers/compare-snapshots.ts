import { areSamePeople } from './compare-people.ts';
import type { LedgerEntry, LedgerFact, Person } from './ledger-entry.ts';
import type { PackageSnapshot, SeenSnapshot } from './package-snapshot.ts';
import { isOlder } from './seen-snapshot.ts';
import { publicationOf } from './to-publication.ts';

export interface SnapshotComparison {
  seen: SeenSnapshot;
  snapshot: PackageSnapshot;
  seenAt: Date;
}

/**
 * What became of a package since it was seen last, in the order in which it happened. Nothing, where the snapshot is older than what was
 * seen. Who could publish when a version was published counts too: whoever came and went between two looks is told.
 */
export function compareSnapshots({ seen, snapshot, seenAt }: SnapshotComparison): LedgerEntry[] {
  if (isOlder(seen, snapshot)) return [];
  const entries: LedgerEntry[] = [];
  const until = seenAt.toISOString();
  let set = seen.maintainers;
  let last = '';
  for (const version of snapshot.versions) {
    if (Object.hasOwn(seen.versions, version.version)) continue;
    const at = version.publishedAt ?? until;
    // What turns up late tells nothing of who may publish since.
    if (seen.modified === undefined || at > seen.modified) tellSet(version.maintainers, at);
    add(at, publicationOf(version));
    if (at > last) last = at;
    if (version.deprecated !== undefined)
      add(until, { kind: 'deprecated', version: version.version, notice: version.deprecated });
  }
  const { modified } = snapshot;
  const isDated = modified !== undefined && modified !== seen.modified && modified >= last;
  tellSet(snapshot.maintainers, isDated ? modified : until);
  for (const fact of [...fates(seen, snapshot), ...movedTags(seen, snapshot)]) add(until, fact);
  return entries;

  function add(at: string, fact: LedgerFact): void {
    entries.push({ at: at < until ? at : until, seenAt: until, history: false, ...fact });
  }

  function tellSet(after: readonly Person[] | undefined, at: string): void {
    if (after === undefined) return;
    if (set === undefined || !areSamePeople(set, after))
      add(at, { kind: 'maintainers', ...(set === undefined ? {} : { before: set }), after });
    set = after;
  }
}

function fates(seen: SeenSnapshot, snapshot: PackageSnapshot): LedgerFact[] {
  const facts: LedgerFact[] = [];
  const present = new Set<string>();
  for (const { version, deprecated } of snapshot.versions) {
    present.add(version);
    const notice = deprecated ?? null;
    if (Object.hasOwn(seen.versions, version) && seen.versions[version] !== notice)
      facts.push({ kind: 'deprecated', version, notice });
  }
  for (const version of Object.keys(seen.versions))
    if (!present.has(version)) facts.push({ kind: 'unpublished', version });
  return facts;
}

function movedTags({ distTags: before }: SeenSnapshot, { distTags: now }: PackageSnapshot): LedgerFact[] {
  const facts: LedgerFact[] = [];
  for (const tag of new Set([...Object.keys(before), ...Object.keys(now)])) {
    const from = (Object.hasOwn(before, tag) ? before[tag] : null) ?? null;
    const to = (Object.hasOwn(now, tag) ? now[tag] : null) ?? null;
    if (from !== to) facts.push({ kind: 'dist-tag', tag, from, to });
  }
  return facts;
}
