import { listChangesOf } from '../../../db/maintainer-changes.ts';
import type { Db } from '../../../db/open-database.ts';
import { loadLedgers } from '../../../db/packages-to-judge.ts';
import { findTrackedPackage } from '../../../db/tracked-packages.ts';
import type { LedgerEntry, MaintainerChange, Person } from '../../../scanners/maintainers/index.ts';
import type { CliContext } from '../cli-context.ts';
import { CliError } from '../cli-error.ts';
import { useDatabase } from '../service/use-database.ts';
import type { KnownPackage } from './known-package.ts';
import { unknownsOf } from './unknowns.ts';

export interface StoredPackage {
  known: KnownPackage;
  /** As the service judged them last: the oldest first. */
  changes: MaintainerChange[];
  notKnown: string[];
}

/** A package as the service's database knows it, for whoever runs the service: it is the same for all installations. */
export function readStoredPackage(context: CliContext, name: string): Promise<StoredPackage> {
  return useDatabase(context, (db) => loadStoredPackage(db, name));
}

async function loadStoredPackage(db: Db, name: string): Promise<StoredPackage> {
  const tracked = await findTrackedPackage(db, name);
  const { entries } = (await loadLedgers(db, [name])).get(name)!;
  if (tracked === undefined && entries.length === 0) {
    const cure = 'Without --stored its registry is asked.';
    throw new CliError(`${name}: expected a package that some lockfile of the service holds, found none. ${cure}`);
  }
  const published = new Set(entries.flatMap((entry) => (entry.kind === 'published' ? [entry.version] : [])));
  const known: KnownPackage = {
    name,
    maintainers: currentSet(entries, tracked?.maintainers ?? undefined),
    repository: tracked?.repository ?? undefined,
    created: tracked?.first_published_at?.toISOString(),
    versions: published.size,
    undated: 0,
    entries,
  };
  const changes = (await listChangesOf(db, [name])).get(name) ?? [];
  return { known, changes, notKnown: [...unknownsOf(known), since(tracked)] };
}

/** With the domains of their addresses, where the ledger has them. */
function currentSet(entries: readonly LedgerEntry[], names: readonly string[] | undefined): Person[] | undefined {
  const sets = entries.flatMap((entry) =>
    entry.kind === 'maintainers' ? [entry.after] : entry.kind === 'baseline' ? [entry.maintainers ?? []] : [],
  );
  const people = new Map(sets.flat().map((person) => [person.name, person]));
  return names?.map((name) => people.get(name) ?? { name });
}

function since(tracked: Awaited<ReturnType<typeof findTrackedPackage>>): string {
  if (tracked === undefined) return 'what happened since: no lockfile holds it any more, and it is not asked about';
  const { baseline_at, polled_at } = tracked;
  if (polled_at === null || baseline_at === null) return 'anything beyond this: its registry gave no document yet';
  const [from, until] = [baseline_at.toISOString(), polled_at.toISOString()];
  return `what happened after ${until}, when its registry was asked last; it is watched since ${from}`;
}
