import { sql } from 'kysely';
import type { Advisory } from '../scanners/osv/index.ts';
import { jsonRows } from './json-rows.ts';
import type { Db, Trx } from './open-database.ts';

/** An advisory affects a version of a package. */
export interface Finding {
  packageVersionId: number;
  advisoryId: string;
}

export interface KnownVersion {
  id: number;
  name: string;
  version: string;
}

export interface FindingChanges {
  added: readonly Finding[];
  removed: readonly Finding[];
  /** Package versions whose alerts must be decided again, in every lockfile that holds them. */
  touched: Iterable<number>;
}

/** Any number; no other lock of ours has it. */
const MATCHING = 7_145_402;

/**
 * Writers of advisories and of findings go one at a time, until the transaction ends: a version that is matched with a
 * record that is just being replaced would keep the old answer.
 */
export async function lockMatching(trx: Trx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(MATCHING)})`.execute(trx);
}

/** Advisories that changed since they were last matched, and the packages that they name or have findings on. */
export async function listPendingAdvisories(
  trx: Trx,
  limit: number,
): Promise<{ advisory: Advisory; packageNames: string[] }[]> {
  const result = await sql<{ record: Advisory; found_in: string[] }>`
    select a.record, array(
      select v.name from findings f join package_versions v on v.id = f.package_version_id where f.advisory_id = a.id
    ) as found_in
    from advisories a where a.match_pending order by a.id limit ${limit}`.execute(trx);
  return result.rows.map(({ record, found_in: foundIn }) => ({
    advisory: record,
    packageNames: [...new Set([...record.affected.map(({ name }) => name), ...foundIn])],
  }));
}

export async function clearPendingAdvisories(trx: Trx, advisoryIds: readonly string[]): Promise<void> {
  await sql`update advisories set match_pending = false where id = any(${advisoryIds}::text[])`.execute(trx);
}

/** The versions of these packages that some lockfile holds. */
export function listVersions(trx: Trx, packageNames: readonly string[]): Promise<KnownVersion[]> {
  return trx
    .selectFrom('package_versions')
    .select(['id', 'name', 'version'])
    .where(sql<boolean>`name = any(${packageNames}::text[])`)
    .execute();
}

export function listUnmatchedVersions(trx: Trx, limit: number): Promise<KnownVersion[]> {
  return trx
    .selectFrom('package_versions')
    .select(['id', 'name', 'version'])
    .where('matched_at', 'is', null)
    .orderBy('id')
    .limit(limit)
    .execute();
}

export async function markMatched(trx: Trx, packageVersionIds: readonly number[], now: Date): Promise<void> {
  await sql`update package_versions set matched_at = ${now}
    where id = any(${packageVersionIds}::integer[])`.execute(trx);
}

/** Ids of the advisories found, by package version. */
export async function listFindings(
  db: Db | Trx,
  packageVersionIds: readonly number[],
): Promise<Map<number, Set<string>>> {
  const rows = await db
    .selectFrom('findings')
    .select(['package_version_id', 'advisory_id'])
    .where(sql<boolean>`package_version_id = any(${packageVersionIds}::integer[])`)
    .execute();
  const found = new Map<number, Set<string>>();
  for (const { package_version_id: id, advisory_id: advisoryId } of rows) {
    found.set(id, (found.get(id) ?? new Set()).add(advisoryId));
  }
  return found;
}

/** Writes findings, and owes a refresh to the lockfiles that hold what was touched, where anyone watches them. */
export async function saveFindings(trx: Trx, { added, removed, touched }: FindingChanges, now: Date): Promise<void> {
  const columns = 'package_version_id integer, advisory_id text';
  if (removed.length > 0) {
    await sql`delete from findings f using ${jsonRows(removed.map(toRow), 'r', columns)}
      where f.package_version_id = r.package_version_id and f.advisory_id = r.advisory_id`.execute(trx);
  }
  if (added.length > 0) {
    await sql`insert into findings (package_version_id, advisory_id, found_at)
      select package_version_id, advisory_id, ${now}::timestamptz
      from ${jsonRows(added.map(toRow), 'a', columns)} on conflict do nothing`.execute(trx);
  }
  const versions = [...touched];
  if (versions.length === 0) return;
  // Step by step: left to itself, the planner may well begin with every lockfile there is.
  await sql`
    with contents as materialized (
      select d.content_id, v.name from package_versions v join dependencies d on d.package_version_id = v.id
      where v.id = any(${versions}::integer[])
    ),
    holders as materialized (
      select l.id, l.repository_id, c.name from contents c join lockfiles l on l.content_id = c.content_id
      where l.removed_at is null
    )
    insert into pending_refreshes (lockfile_id, package_name)
    select distinct h.id, h.name
    from holders h
    join repositories r on r.id = h.repository_id and r.removed_at is null and not r.archived
    join installations i on i.id = r.installation_id and i.state = 'active'`.execute(trx);
}

function toRow({ packageVersionId, advisoryId }: Finding) {
  return { package_version_id: packageVersionId, advisory_id: advisoryId };
}
