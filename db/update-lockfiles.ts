import { sql } from 'kysely';
import type { Db, Trx } from './open-database.ts';
import { HAS_OWN_OVERRIDES } from './own-overrides.ts';

export interface LockfileToPlan {
  lockfileId: number;
  path: string;
}

/** No update makes a maintainer change undone. */
const IS_UPDATED_FOR = sql.raw("a.kind <> 'maintainer-change'");

/** A repository's lockfiles with alerts that are not resolved, with pull requests under way, or with overrides that we added. */
export async function findRepositoryLockfiles(db: Db | Trx, repositoryId: number): Promise<LockfileToPlan[]> {
  const { rows } = await sql<LockfileToPlan>`
    select l.id as "lockfileId", l.path from lockfiles l
    where l.repository_id = ${repositoryId} and l.removed_at is null and (
      exists (select from alerts a where a.lockfile_id = l.id and a.state <> 'resolved' and ${IS_UPDATED_FOR})
      or exists (select from update_pull_requests p where p.lockfile_id = l.id
        and p.state in ('wanted', 'deferred', 'refused', 'open'))
      or ${HAS_OWN_OVERRIDES})
    order by l.path`.execute(db);
  return rows;
}

/** Where a lockfile is, or was, in its repository. */
export async function findLockfilePath(db: Db | Trx, lockfileId: number): Promise<string | undefined> {
  const found = await db.selectFrom('lockfiles').select('path').where('id', '=', lockfileId).executeTakeFirst();
  return found?.path;
}

/** An installation's repositories for which there is something to plan, or to bring to an end. */
export async function findRepositoriesToPlan(db: Db | Trx, installationId: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select r.id from repositories r
    where r.installation_id = ${installationId} and r.removed_at is null and not r.archived and r.scanned_at is not null
      and (exists (select from alerts a where a.repository_id = r.id and a.state <> 'resolved' and ${IS_UPDATED_FOR})
        or exists (select from update_plans p where p.repository_id = r.id)
        or exists (select from update_pull_requests p where p.repository_id = r.id
          and p.state in ('wanted', 'deferred', 'refused', 'open'))
        or exists (select from lockfiles l where l.repository_id = r.id and l.removed_at is null and ${HAS_OWN_OVERRIDES}))
    order by r.id`.execute(db);
  return rows.map(({ id }) => id);
}
