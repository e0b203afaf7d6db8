import { sql } from 'kysely';
import { jsonRows } from './json-rows.ts';
import type { Db, Trx } from './open-database.ts';

export interface OwedRefresh {
  lockfileId: number;
  /** Empty: every package of the lockfile. */
  packageName: string;
}

/** Notes that alerts must be decided again, in the transaction of what makes that so. */
export async function oweRefreshes(trx: Trx, refreshes: readonly OwedRefresh[]): Promise<void> {
  if (refreshes.length === 0) return;
  const rows = refreshes.map(({ lockfileId, packageName }) => ({ lockfile_id: lockfileId, package_name: packageName }));
  await sql`insert into pending_refreshes (lockfile_id, package_name)
    select lockfile_id, package_name from ${jsonRows(rows, 'owed', 'lockfile_id integer, package_name text')}`.execute(
    trx,
  );
}

/**
 * Owes everything of a repository again: when it is archived, removed or comes back, or when its suppressions change.
 * Lockfiles that are gone are left out: their alerts are resolved already.
 */
export async function oweRepositoryRefresh(trx: Trx, repositoryId: number): Promise<void> {
  await sql`insert into pending_refreshes (lockfile_id, package_name)
    select id, '' from lockfiles where repository_id = ${repositoryId} and removed_at is null`.execute(trx);
}

/** The same for all repositories of an installation: when it is no longer suspended, or its suppressions change. */
export async function oweInstallationRefresh(trx: Trx, installationId: number): Promise<void> {
  await sql`insert into pending_refreshes (lockfile_id, package_name)
    select l.id, '' from lockfiles l join repositories r on r.id = l.repository_id
    where r.installation_id = ${installationId} and l.removed_at is null`.execute(trx);
}

/** Owes the alerts whose suppression ended by `now`. @returns how many. */
export async function oweExpiredSuppressions(db: Db, now: Date): Promise<number> {
  const result = await sql<{ id: number }>`insert into pending_refreshes (lockfile_id, package_name)
    select distinct lockfile_id, package_name from alerts
    where state = 'suppressed' and suppressed_until <= ${now}
    returning id`.execute(db);
  return result.rows.length;
}

/** A lockfile whose alerts are to be decided again, and what the decision needs to know of it. */
export interface TakenLockfile {
  id: number;
  path: string;
  contentId: number | null;
  /** When it last changed. */
  updatedAt: Date;
  removed: boolean;
  repository: { id: number; owner: string; name: string; removed: boolean; archived: boolean };
  installationId: number;
  /** Packages that are owed; the empty name stands for all. */
  owed: Set<string>;
}

/**
 * Takes over lockfiles that are owed a refresh, and what is owed. They stay locked until the transaction ends, so that
 * no second worker decides on them meanwhile and no scan replaces them; nothing is waited for. Those whose package
 * versions were not matched yet are left for later: an alert would be resolved only to be opened again.
 */
export async function takeRefreshes(trx: Trx, limit: number): Promise<TakenLockfile[]> {
  const lockfiles = await lockOwed(trx, limit);
  if (lockfiles.length === 0) return [];
  // What is added from here on is a row of its own, and stays.
  const ids = lockfiles.map(({ id }) => id);
  const taken = await trx
    .deleteFrom('pending_refreshes')
    .where('lockfile_id', 'in', ids)
    .returning(['lockfile_id', 'package_name'])
    .execute();
  const owed = Map.groupBy(taken, (row) => row.lockfile_id);
  return lockfiles.flatMap((lockfile) => {
    const rows = owed.get(lockfile.id);
    // Another worker was done with it before we got the lock.
    if (rows === undefined) return [];
    return [
      {
        id: lockfile.id,
        path: lockfile.path,
        contentId: lockfile.content_id,
        updatedAt: lockfile.updated_at,
        removed: lockfile.removed,
        repository: {
          id: lockfile.repository_id,
          owner: lockfile.owner,
          name: lockfile.name,
          removed: lockfile.repository_removed,
          archived: lockfile.archived,
        },
        installationId: lockfile.installation_id,
        owed: new Set(rows.map((row) => row.package_name)),
      },
    ];
  });
}

interface LockfileRow {
  id: number;
  path: string;
  content_id: number | null;
  updated_at: Date;
  removed: boolean;
  repository_id: number;
  owner: string;
  name: string;
  repository_removed: boolean;
  archived: boolean;
  installation_id: number;
}

/** Repository and installation are held too, so that a retention job in between makes us wait for nothing later on. */
async function lockOwed(trx: Trx, limit: number): Promise<LockfileRow[]> {
  const unmatched = await sql`select 1 from package_versions where matched_at is null limit 1`.execute(trx);
  const ready = unmatched.rows.length === 0 ? sql`` : sql`and not exists (${unmatchedContent})`;
  const result = await sql<LockfileRow>`
    select l.id, l.path, l.content_id, l.updated_at, l.removed_at is not null as removed, l.repository_id,
      r.owner, r.name, r.removed_at is not null as repository_removed, r.archived, r.installation_id
    from lockfiles l
    join repositories r on r.id = l.repository_id
    join installations i on i.id = r.installation_id
    where exists (select from pending_refreshes p where p.lockfile_id = l.id) ${ready}
    order by l.id limit ${limit}
    for no key update of l skip locked for key share of r, i skip locked`.execute(trx);
  return result.rows;
}

const unmatchedContent = sql`select from package_versions v
  join dependencies d on d.package_version_id = v.id
  where v.matched_at is null and d.content_id = l.content_id`;
