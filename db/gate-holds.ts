import { type Selectable, sql } from 'kysely';
import type { Db, Trx } from './open-database.ts';
import type { GateHoldState, GateHoldsTable } from './schema/gate-holds.ts';

export type GateHold = Selectable<GateHoldsTable>;

export interface NewHold {
  installationId: number;
  repositoryId: number;
  runId: number;
  environment: string;
  deploymentId: number | null;
  sha: string | null;
  /** Path at the API of GitHub, checked by whoever calls. */
  callbackPath: string;
  now: Date;
}

/**
 * Writes down that a run waits, to be looked at now. Told again it is the same hold: one that was answered stays answered.
 * @returns undefined where the repository is none of the installation's.
 */
export async function saveHold(trx: Db | Trx, hold: NewHold): Promise<GateHold | undefined> {
  const { installationId, repositoryId, runId, environment, deploymentId, sha, callbackPath, now } = hold;
  await sql`insert into gate_holds
    (installation_id, repository_id, run_id, environment, deployment_id, sha, callback_path, state, requested_at, next_look_at)
    select installation_id, id, ${runId}::bigint, ${environment}::text, ${deploymentId}::bigint, ${sha}::text,
      ${callbackPath}::text, 'waiting', ${now}::timestamptz, ${now}::timestamptz
    from repositories where id = ${repositoryId} and installation_id = ${installationId} and removed_at is null
    on conflict do nothing`.execute(trx);
  return trx
    .selectFrom('gate_holds')
    .selectAll()
    .where('installation_id', '=', installationId)
    .where('repository_id', '=', repositoryId)
    .where('run_id', '=', runId)
    .where('environment', '=', environment)
    .where(sql`coalesce(deployment_id, 0)`, '=', deploymentId ?? 0)
    .executeTakeFirst();
}

/**
 * Takes holds that are due, the longest due first, and moves their next look to `nextLook`: two workers never take the same one, and one
 * whose worker dies is taken again then.
 */
export async function takeDueHolds(
  db: Db | Trx,
  { now, nextLook, limit, installationId }: { now: Date; nextLook: Date; limit: number; installationId?: number },
): Promise<GateHold[]> {
  const own = installationId === undefined ? sql`` : sql`and installation_id = ${installationId}`;
  const { rows } = await sql<GateHold>`update gate_holds set next_look_at = ${nextLook} where id in (
    select id from gate_holds where state = 'waiting' and next_look_at <= ${now} ${own}
    order by next_look_at, id limit ${limit} for update skip locked)
    returning *`.execute(db);
  return rows.sort((a, b) => a.id - b.id);
}

/** Has holds looked at now: something that they go by has changed. Without a repository: those of the whole installation. */
export async function hurryHolds(
  db: Db | Trx,
  { installationId, repositoryId, now }: { installationId: number; repositoryId?: number; now: Date },
): Promise<number> {
  const result = await db
    .updateTable('gate_holds')
    .set({ next_look_at: now })
    .where('installation_id', '=', installationId)
    .where('state', '=', 'waiting')
    .where('next_look_at', '>', now)
    .$if(repositoryId !== undefined, (query) => query.where('repository_id', '=', repositoryId!))
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** The same for repositories, by their ids. */
export async function hurryHoldsOf(db: Db | Trx, repositoryIds: readonly number[], now: Date): Promise<number> {
  if (repositoryIds.length === 0) return 0;
  const { numAffectedRows = 0n } = await sql`update gate_holds set next_look_at = ${now} where id in (
    select id from gate_holds
    where state = 'waiting' and next_look_at > ${now} and repository_id = any(${repositoryIds}::bigint[])
    order by id for update)`.execute(db);
  return Number(numAffectedRows);
}

/** How things stand was decided, and GitHub was told it in a status comment, or not. */
export async function noteStatus(
  db: Db | Trx,
  { id, statusHash, told }: { id: number; statusHash: string; told: boolean },
): Promise<void> {
  await db
    .updateTable('gate_holds')
    .set((eb) => ({ status_hash: statusHash, comments: eb('comments', '+', told ? 1 : 0) }))
    .where('id', '=', id)
    .execute();
}

/** It waits again, from now on: where GitHub names no deployment, a run that is run again asks as the one before did. */
export async function reopenHold(db: Db | Trx, { id, now }: { id: number; now: Date }): Promise<void> {
  await db
    .updateTable('gate_holds')
    .set({ state: 'waiting', requested_at: now, next_look_at: now, answered_at: null, comments: 0, status_hash: null })
    .where('id', '=', id)
    .where('state', '!=', 'waiting')
    .execute();
}

/** @returns false where it was answered before. */
export async function answerHold(
  db: Db | Trx,
  { id, state, now }: { id: number; state: Exclude<GateHoldState, 'waiting'>; now: Date },
): Promise<boolean> {
  const result = await db
    .updateTable('gate_holds')
    .set({ state, answered_at: now })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Those of an installation that wait, the oldest first. */
export function listWaitingHolds(
  db: Db | Trx,
  { installationId, repositoryId, limit = 100 }: { installationId: number; repositoryId?: number; limit?: number },
): Promise<GateHold[]> {
  return db
    .selectFrom('gate_holds')
    .selectAll()
    .where('installation_id', '=', installationId)
    .where('state', '=', 'waiting')
    .$if(repositoryId !== undefined, (query) => query.where('repository_id', '=', repositoryId!))
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** As it is now; undefined where it is none of the installation's. */
export function findHold(
  db: Db | Trx,
  { installationId, id }: { installationId: number; id: number },
): Promise<GateHold | undefined> {
  return db
    .selectFrom('gate_holds')
    .selectAll()
    .where('id', '=', id)
    .where('installation_id', '=', installationId)
    .executeTakeFirst();
}
