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

export interface TakenRefreshes {
  lockfiles: TakenLockfile[];
  /** How far the look for work went: the next one goes on after it. Undefined when there is no more. */
  last: number | undefined;
  /** Owed too, but in the hands of somebody else, or with versions that are not matched yet. */
  passedOver: number;
}

export interface RefreshesToTake {
  /** Lockfiles with higher ids only. */
  after: number;
  limit: number;
  /**
   * Whether to wait for lockfiles that somebody else has. It may be a worker that is no more, whose end the server has
   * not noticed yet: then nobody else does what it left.
   */
  wait: boolean;
}

/**
 * Takes over lockfiles that are owed a refresh, in the order of their ids, and what is owed. They stay locked until the
 * transaction ends, so that no second worker decides on them meanwhile and no scan replaces them. Those whose package
 * versions were not matched yet are passed over: an alert would be resolved only to be opened again.
 */
export async function takeRefreshes(trx: Trx, { after, limit, wait }: RefreshesToTake): Promise<TakenRefreshes> {
  const owing = await sql<{ id: number }>`select distinct lockfile_id as id from pending_refreshes
    where lockfile_id > ${after} order by lockfile_id limit ${limit}`.execute(trx);
  const last = owing.rows.at(-1)?.id;
  if (last === undefined) return { lockfiles: [], last, passedOver: 0 };
  const ids = owing.rows.map(({ id }) => id);
  if (wait) await waitForOwners(trx, ids);
  const locked = await lockLockfiles(trx, ids, wait);
  // What is added from here on is a row of its own, and stays.
  const taken = await sql<{ lockfile_id: number; package_name: string }>`delete from pending_refreshes
    where lockfile_id = any(${locked.map(({ id }) => id)}::integer[])
    returning lockfile_id, package_name`.execute(trx);
  const owed = Map.groupBy(taken.rows, (row) => row.lockfile_id);
  // Where nothing is owed any more, another worker was done with it before we got the lock.
  const lockfiles = locked.flatMap((row) => {
    const rows = owed.get(row.id) ?? [];
    return rows.length === 0 ? [] : [toTaken(row, new Set(rows.map((one) => one.package_name)))];
  });
  return { lockfiles, last, passedOver: ids.length - locked.length };
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
async function lockLockfiles(trx: Trx, ids: readonly number[], wait: boolean): Promise<LockfileRow[]> {
  const passOver = wait ? sql`` : sql`skip locked`;
  const unmatched = await sql`select 1 from package_versions where matched_at is null limit 1`.execute(trx);
  const ready = unmatched.rows.length === 0 ? sql`` : sql`and not exists (${unmatchedContent})`;
  const result = await sql<LockfileRow>`
    select l.id, l.path, l.content_id, l.updated_at, l.removed_at is not null as removed, l.repository_id,
      r.owner, r.name, r.removed_at is not null as repository_removed, r.archived, r.installation_id
    from lockfiles l
    join repositories r on r.id = l.repository_id
    join installations i on i.id = r.installation_id
    where l.id = any(${ids}::integer[]) ${ready}
    order by l.id
    for no key update of l ${passOver} for key share of r, i ${passOver}`.execute(trx);
  return result.rows;
}

/** A scan takes its repository before its lockfiles: who waits does it in the same order, and nobody waits in a circle. */
async function waitForOwners(trx: Trx, lockfileIds: readonly number[]): Promise<void> {
  await sql`select from repositories r join installations i on i.id = r.installation_id
    where r.id in (select repository_id from lockfiles where id = any(${lockfileIds}::integer[]))
    order by r.id for key share of r, i`.execute(trx);
}

const unmatchedContent = sql`select from dependencies d
  join package_versions v on v.id = d.package_version_id
  where d.content_id = l.content_id and v.matched_at is null`;

function toTaken(row: LockfileRow, owed: Set<string>): TakenLockfile {
  return {
    id: row.id,
    path: row.path,
    contentId: row.content_id,
    updatedAt: row.updated_at,
    removed: row.removed,
    repository: {
      id: row.repository_id,
      owner: row.owner,
      name: row.name,
      removed: row.repository_removed,
      archived: row.archived,
    },
    installationId: row.installation_id,
    owed,
  };
}
