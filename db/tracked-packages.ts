import { type RawBuilder, sql } from 'kysely';
import type { InventoryItem } from '../scanners/lockfiles/index.ts';
import { lineRows } from './line-rows.ts';
import type { Db, Trx } from './open-database.ts';

/** Packages of one statement at most: what is forgotten stays locked until then. */
const BATCH = 2000;

/**
 * Has packages tracked that are not yet, and asked about sooner where a project asks for them itself. Where all are tracked, nothing is
 * written. In the order of their names, so that two who do it wait for each other and never cross.
 */
export async function trackPackages(trx: Trx, items: readonly Pick<InventoryItem, 'name' | 'direct'>[]): Promise<void> {
  const direct = new Map<string, boolean>();
  for (const item of items) direct.set(item.name, item.direct || direct.get(item.name) === true);
  await sql`insert into tracked_packages as t (name, direct)
    select i.name, i.direct::boolean from ${lineRows({ name: [...direct.keys()], direct: [...direct.values()] }, 'i')}
    where not exists (select from tracked_packages k where k.name = i.name and (k.direct or not i.direct::boolean))
    order by i.name collate "C"
    on conflict (name) do update set direct = true, next_poll_at = '-infinity' where excluded.direct and not t.direct`.execute(
    trx,
  );
}

/**
 * Forgets packages that no content holds any more, and that projects asked for some which none does now. Their ledgers stay. Each batch is
 * a transaction of its own: a run that is killed is simply run again.
 * @returns how many were forgotten.
 */
export async function forgetPackages(db: Db): Promise<number> {
  await inBatches(
    db,
    sql`update tracked_packages set direct = false where name in (
    select name from tracked_packages t
    where t.direct and not exists (
      select from package_versions v join dependencies d on d.package_version_id = v.id
      where v.name = t.name and d.direct)
    limit ${BATCH})`,
  );
  return inBatches(
    db,
    sql`delete from tracked_packages where name in (
    select name from tracked_packages t
    where not exists (select from package_versions v where v.name = t.name) limit ${BATCH})`,
  );
}

async function inBatches(db: Db, statement: RawBuilder<unknown>): Promise<number> {
  for (let total = 0; ; ) {
    const count = await db.transaction().execute(async (trx) => {
      // Storing a content looks first whether its packages are tracked: none may go in between.
      await sql`lock table tracked_packages in share row exclusive mode`.execute(trx);
      const { numAffectedRows = 0n } = await statement.execute(trx);
      return Number(numAffectedRows);
    });
    total += count;
    if (count < BATCH) return total;
  }
}

/** Advisories that name these packages, one for each, by name: a package of that name is known to the public registry. */
export async function listNamedByAdvisories(db: Db | Trx, names: readonly string[]): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  const { rows } = await sql<{ name: string; id: string }>`select package_name as name, min(advisory_id) as id
    from advisory_packages where package_name = any(${[...names]}::text[]) group by package_name`.execute(db);
  return new Map(rows.map(({ name, id }) => [name, id]));
}

/** What is known of a package beyond its ledger; undefined where nobody looks after it yet. */
export async function findTrackedPackage(db: Db | Trx, name: string) {
  return db
    .selectFrom('tracked_packages')
    .select(['maintainers', 'repository', 'first_published_at', 'baseline_at', 'polled_at', 'missing_since'])
    .where('name', '=', name)
    .executeTakeFirst();
}
