import { type Selectable, sql } from 'kysely';
import type { MaintainerChange } from '../scanners/maintainers/index.ts';
import type { Db, Trx } from './open-database.ts';
import type { MaintainerChangesTable } from './schema/maintainer-changes.ts';

/** Beyond so many days nobody waits for further signals, whatever a configuration says: only an investigation keeps a change open. */
export const LONGEST_COOLDOWN_DAYS = 90;

/** A change as it was judged last. */
export interface StoredChange extends MaintainerChange {
  id: number;
  /** The advisory that says that one of its versions is malware. */
  malware: string | null;
  /** The change that it turned out to be a part of. */
  mergedInto: number | null;
  openedAt: Date;
  updatedAt: Date;
}

/** One change. One that is part of another by now is given out as it was. */
export async function findChange(db: Db | Trx, id: number): Promise<StoredChange | undefined> {
  const row = await db.selectFrom('maintainer_changes').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toStoredChange(row);
}

export async function listChangesById(db: Db | Trx, ids: readonly number[]): Promise<StoredChange[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('maintainer_changes')
    .selectAll()
    .where(sql<boolean>`id = any(${[...ids]}::integer[])`)
    .orderBy('id')
    .execute();
  return rows.map(toStoredChange);
}

/** All changes of packages but those that are parts of others, by the package's name: the oldest first. */
export async function listChangesOf(
  db: Db | Trx,
  packageNames: readonly string[],
): Promise<Map<string, StoredChange[]>> {
  if (packageNames.length === 0) return new Map();
  const rows = await db
    .selectFrom('maintainer_changes')
    .selectAll()
    .where(sql<boolean>`package_name = any(${[...packageNames]}::text[])`)
    .where('merged_into', 'is', null)
    .orderBy('started_at')
    .execute();
  return Map.groupBy(rows.map(toStoredChange), ({ packageName }) => packageName);
}

/**
 * The changes that may be open somewhere, and those that alerts are about: by the package's name. Those are few whatever else was
 * judged of a package over the years.
 * @param alerted ids of changes
 */
export async function listChangesToDecide(
  db: Db | Trx,
  { packageNames, alerted, now }: { packageNames: readonly string[]; alerted: readonly number[]; now: Date },
): Promise<Map<string, StoredChange[]>> {
  const rows = await db
    .selectFrom('maintainer_changes as c')
    .selectAll()
    .where((where) =>
      where.or([
        where.and([sql<boolean>`c.package_name = any(${[...packageNames]}::text[])`, mayBeOpen(now)]),
        sql<boolean>`c.id = any(${[...alerted]}::integer[])`,
      ]),
    )
    .orderBy('started_at')
    .execute();
  return Map.groupBy(rows.map(toStoredChange), ({ packageName }) => packageName);
}

/** For a condition on `maintainer_changes as c`: open in some installation, as far as the change itself tells. */
export function mayBeOpen(now: Date) {
  const since = new Date(now.getTime() - LONGEST_COOLDOWN_DAYS * 24 * 60 * 60 * 1000);
  return sql<boolean>`(c.level <> 'info' and not c.reverted and c.malware is null and c.merged_into is null
    and (c.last_signal_at > ${since}::timestamptz
      or exists (select from maintainer_decisions d where d.change_id = c.id and d.kind = 'investigate')))`;
}

export function toStoredChange(row: Selectable<MaintainerChangesTable>): StoredChange {
  return {
    id: row.id,
    packageName: row.package_name,
    startedAt: row.started_at.toISOString(),
    lastSignalAt: row.last_signal_at.toISOString(),
    level: row.level,
    score: row.score,
    weights: row.weights,
    signals: row.signals,
    ...(row.maintainers === null ? {} : { maintainers: row.maintainers }),
    versions: row.versions,
    reverted: row.reverted,
    malware: row.malware,
    mergedInto: row.merged_into,
    openedAt: row.opened_at,
    updatedAt: row.updated_at,
  };
}
