import { areSamePeople } from './compare-people.ts';
import type { LedgerEntry, LedgerFact, Person } from './ledger-entry.ts';
import type { PackageSnapshot, SnapshotVersion } from './package-snapshot.ts';
import { isPrerelease, releaseLine } from './release-line.ts';
import { publicationOf } from './to-publication.ts';

const NEWEST = 300;

/**
 * The ledger of a package that is seen for the first time: what its document tells of the past, marked as history, and the baseline,
 * which is no change. Every change of the set and of the publisher is there; of other versions the newest ones, and the last ones of
 * each line, with which what comes will be compared. Who may publish now can differ from what the last version says: that happened at an
 * unknown moment until the document was last changed.
 */
export function readHistory(snapshot: PackageSnapshot, { seenAt }: { seenAt: Date }): LedgerEntry[] {
  const entries: LedgerEntry[] = [];
  const until = seenAt.toISOString();
  const add = (at: string, history: boolean, fact: LedgerFact) =>
    entries.push({ at: at < until ? at : until, seenAt: until, history, ...fact });
  const { compared, told } = versionsToTell(snapshot.versions);
  let set: readonly Person[] | undefined;
  for (const version of snapshot.versions) {
    if (version.publishedAt === undefined) continue;
    set = tellSet(version.maintainers, version.publishedAt);
    if (told.has(version)) {
      const publication = publicationOf(version);
      if (!compared.has(version)) delete publication.dependencies;
      add(version.publishedAt, true, publication);
    }
  }
  tellSet(snapshot.maintainers, snapshot.modified ?? until);
  const { maintainers, repository, versions } = snapshot;
  add(until, false, { kind: 'baseline', maintainers, versions: versions.length, repository });
  return entries;

  function tellSet(after: readonly Person[] | undefined, at: string): readonly Person[] | undefined {
    if (after === undefined || (set !== undefined && areSamePeople(set, after))) return after ?? set;
    add(at, true, { kind: 'maintainers', ...(set === undefined ? {} : { before: set }), after });
    return after;
  }
}

function versionsToTell(versions: readonly SnapshotVersion[]) {
  const dated = versions.filter(({ publishedAt }) => publishedAt !== undefined);
  const told = new Set(dated.slice(-NEWEST));
  const lastOf = new Map<string, SnapshotVersion>();
  let publisher: string | undefined;
  for (const version of dated) {
    lastOf.set(`${releaseLine(version.version)} ${isPrerelease(version.version)}`, version);
    if (version.publisher === undefined || version.publisher.name === publisher) continue;
    publisher = version.publisher.name;
    told.add(version);
  }
  const compared = new Set(lastOf.values());
  for (const version of compared) told.add(version);
  return { compared, told };
}
