import { sql } from 'kysely';
import { allowEvidenceDeletion } from './evidence.ts';
import { lockMatching } from './findings.ts';
import type { Db } from './open-database.ts';

/** Rows of one statement at most: what is deleted stays locked until then. */
const BATCH = 2000;

/** Deletes installations that were removed before then, with all that is theirs, evidence included. @returns their ids. */
export async function purgeInstallations(db: Db, removedBefore: Date): Promise<number[]> {
  const due = await db
    .selectFrom('installations')
    .select('id')
    .where('state', '=', 'removed')
    .where('removed_at', '<', removedBefore)
    .orderBy('id')
    .execute();
  for (const { id } of due) {
    await db.transaction().execute(async (trx) => {
      await allowEvidenceDeletion(trx);
      // Looked at again: it may have come back.
      await trx
        .deleteFrom('installations')
        .where('id', '=', id)
        .where('state', '=', 'removed')
        .where('removed_at', '<', removedBefore)
        .execute();
    });
  }
  return due.map(({ id }) => id);
}

/** Deletes repositories that their installation lost before then. Evidence of what was decided on them stays. */
export async function purgeRepositories(db: Db, removedBefore: Date): Promise<number> {
  const deleted = await db.deleteFrom('repositories').where('removed_at', '<', removedBefore).returning('id').execute();
  return deleted.length;
}

export async function purgeDeliveries(db: Db, receivedBefore: Date): Promise<number> {
  const result = await db.deleteFrom('deliveries').where('received_at', '<', receivedBefore).executeTakeFirst();
  return Number(result.numDeletedRows);
}

/**
 * Deletes runs of the planner that began before then, with what they planned. The pull requests that came of them stay with their
 * repository, and what is planned now with its lockfile.
 */
export async function purgeUpdateRuns(db: Db, createdBefore: Date): Promise<number> {
  return inBatches(async () => {
    const { numAffectedRows = 0n } = await sql`delete from update_runs where id in (
      select id from update_runs where created_at < ${createdBefore} order by id limit ${BATCH})`.execute(db);
    return Number(numAffectedRows);
  });
}

/** Deletes alerts of monitoring that were resolved, and told of last before then. What fires stays, however long nobody spoke of it. */
export async function purgeMonitoringAlerts(db: Db, receivedBefore: Date): Promise<number> {
  return inBatches(async () => {
    const { numAffectedRows = 0n } = await sql`delete from monitoring_alerts where id in (
      select id from monitoring_alerts where status = 'resolved' and received_at < ${receivedBefore} limit ${BATCH})`.execute(
      db,
    );
    return Number(numAffectedRows);
  });
}

/**
 * Deletes what the gate kept of the time before then: decisions, overrides that had ended, runs that were answered, and deploys, but for the
 * last one to each environment. Evidence of it stays.
 */
export async function purgeGate(db: Db, before: Date): Promise<number> {
  const parts = [
    sql`workflow_tokens where token in (select token from workflow_tokens where expires_at < ${before} limit ${BATCH})`,
    sql`gate_decisions where id in (select id from gate_decisions where at < ${before} limit ${BATCH})`,
    sql`gate_overrides where id in (select id from gate_overrides where expires_at < ${before} limit ${BATCH})`,
    sql`gate_holds where id in (
      select id from gate_holds where state <> 'waiting' and answered_at < ${before} limit ${BATCH})`,
    sql`deploys where id in (
      select id from deploys d where at < ${before} and exists (
        select from deploys later where later.repository_id = d.repository_id
          and lower(later.environment) = lower(d.environment) and (later.at, later.id) > (d.at, d.id))
      limit ${BATCH})`,
  ];
  let total = 0;
  for (const part of parts) {
    total += await inBatches(async () => Number((await sql`delete from ${part}`.execute(db)).numAffectedRows ?? 0n));
  }
  return total;
}

/**
 * Deletes contents that no lockfile holds any more. Those read since then are left: a scan that is under way may be about to
 * point to them.
 */
export async function purgeContents(db: Db, readBefore: Date): Promise<number> {
  return inBatches(async () => {
    const { numAffectedRows = 0n } = await sql`delete from lockfile_contents where id in (
      select id from lockfile_contents c
      where c.parsed_at < ${readBefore} and not exists (select from lockfiles l where l.content_id = c.id)
      limit ${BATCH})`.execute(db);
    return Number(numAffectedRows);
  });
}

/** Deletes package versions that no content holds any more. Their findings go with them. */
export async function purgePackageVersions(db: Db): Promise<number> {
  return inBatches(() =>
    db.transaction().execute(async (trx) => {
      // Matching writes findings of versions that it has read: none of them may go in between.
      await lockMatching(trx);
      // Storing a content looks first whether a version is there and points to it afterwards: nothing may go in between.
      await sql`lock table package_versions in share row exclusive mode`.execute(trx);
      const { numAffectedRows = 0n } = await sql`delete from package_versions where id in (
        select id from package_versions v
        where not exists (select from dependencies d where d.package_version_id = v.id)
        limit ${BATCH})`.execute(trx);
      return Number(numAffectedRows);
    }),
  );
}

async function inBatches(next: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const count = await next();
    total += count;
    if (count < BATCH) return total;
  }
}
