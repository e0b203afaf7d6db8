import type { Selectable } from 'kysely';
import type { Db, Trx } from './open-database.ts';
import type { UpdateRunsTable, UpdateTrigger } from './schema/update-runs.ts';

export type UpdateRun = Selectable<UpdateRunsTable>;

export interface NewUpdateRun {
  installationId: number;
  /** Left out: every repository of the installation. */
  repositoryId?: number;
  trigger: UpdateTrigger;
  requestedBy?: string;
  dryRun?: boolean;
  cap: number;
  now: Date;
}

export async function insertUpdateRun(db: Db | Trx, given: NewUpdateRun): Promise<UpdateRun> {
  return db
    .insertInto('update_runs')
    .values({
      installation_id: given.installationId,
      repository_id: given.repositoryId ?? null,
      trigger: given.trigger,
      requested_by: given.requestedBy ?? null,
      dry_run: given.dryRun ?? false,
      cap: given.cap,
      created_at: given.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function findUpdateRun(
  db: Db | Trx,
  { id, installationId }: { id: number; installationId: number },
): Promise<UpdateRun | undefined> {
  return db
    .selectFrom('update_runs')
    .selectAll()
    .where('id', '=', id)
    .where('installation_id', '=', installationId)
    .executeTakeFirst();
}

/** The newest run whose places count: one that opens pull requests. */
export async function findLatestRun(db: Db | Trx, installationId: number): Promise<UpdateRun | undefined> {
  return db
    .selectFrom('update_runs')
    .selectAll()
    .where('installation_id', '=', installationId)
    .where('dry_run', '=', false)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Whether one over the whole installation waits or runs already. */
export async function hasUnfinishedRun(db: Db | Trx, installationId: number, since: Date): Promise<boolean> {
  const found = await db
    .selectFrom('update_runs')
    .select('id')
    .where('installation_id', '=', installationId)
    .where('dry_run', '=', false)
    .where('repository_id', 'is', null)
    .where('state', 'in', ['waiting', 'running'])
    .where('created_at', '>', since)
    .executeTakeFirst();
  return found !== undefined;
}

export async function startUpdateRun(db: Db | Trx, id: number, now: Date): Promise<void> {
  await db.updateTable('update_runs').set({ state: 'running', started_at: now }).where('id', '=', id).execute();
}

/** `error`: why it came to no end. */
export async function finishUpdateRun(db: Db | Trx, id: number, now: Date, error?: string): Promise<void> {
  await db
    .updateTable('update_runs')
    .set({ state: error === undefined ? 'done' : 'failed', error: error ?? null, finished_at: now })
    .where('id', '=', id)
    .execute();
}
