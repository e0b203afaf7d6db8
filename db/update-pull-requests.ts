import type { Insertable, Selectable, Updateable } from 'kysely';
import { sql } from 'kysely';
import type { PlannedUpdate } from '../scanners/updates/index.ts';
import { appendEvidence } from './evidence.ts';
import type { Db, Trx } from './open-database.ts';
import type { UpdatePullRequestState, UpdatePullRequestsTable } from './schema/update-pull-requests.ts';

export type UpdatePullRequest = Selectable<UpdatePullRequestsTable>;

const CURRENT = ['wanted', 'deferred', 'refused', 'open'] as const satisfies UpdatePullRequestState[];

/** What is under way in a repository: one of a branch. */
export async function listCurrentPullRequests(db: Db | Trx, repositoryId: number): Promise<UpdatePullRequest[]> {
  return db
    .selectFrom('update_pull_requests')
    .selectAll()
    .where('repository_id', '=', repositoryId)
    .where('state', 'in', CURRENT)
    .orderBy('id')
    .execute();
}

/** The newest one of each branch that has come to its end. */
export async function listEndedPullRequests(db: Db | Trx, repositoryId: number): Promise<UpdatePullRequest[]> {
  return db
    .selectFrom('update_pull_requests')
    .selectAll()
    .distinctOn('branch')
    .where('repository_id', '=', repositoryId)
    .where('state', 'not in', CURRENT)
    .orderBy('branch')
    .orderBy('id', 'desc')
    .execute();
}

/** Ours, whatever has become of it. */
export async function findPullRequest(
  db: Db | Trx,
  { repositoryId, number }: { repositoryId: number; number: number },
): Promise<UpdatePullRequest | undefined> {
  return db
    .selectFrom('update_pull_requests')
    .selectAll()
    .where('repository_id', '=', repositoryId)
    .where('number', '=', number)
    .orderBy('id', 'desc')
    .executeTakeFirst();
}

/** Merged ones that brought a version in, the newest first: who wants to know since when it is there. */
export async function findMergedWith(
  db: Db | Trx,
  { lockfileId, name, version }: { lockfileId: number; name: string; version: string },
): Promise<UpdatePullRequest | undefined> {
  return db
    .selectFrom('update_pull_requests')
    .selectAll()
    .where('lockfile_id', '=', lockfileId)
    .where('state', '=', 'merged')
    .where(sql<boolean>`updates @> ${JSON.stringify([{ steps: [{ name, version }] }])}::jsonb`)
    .orderBy('id', 'desc')
    .executeTakeFirst();
}

/** What waits for a place anywhere in an installation. */
export async function listDeferred(db: Db | Trx, installationId: number): Promise<UpdatePullRequest[]> {
  return db
    .selectFrom('update_pull_requests as p')
    .innerJoin('repositories as r', 'r.id', 'p.repository_id')
    .selectAll('p')
    .where('p.installation_id', '=', installationId)
    .where('p.state', '=', 'deferred')
    .where('r.removed_at', 'is', null)
    .where('r.archived', '=', false)
    .orderBy('p.id')
    .execute();
}

export async function insertPullRequest(
  trx: Trx,
  given: Insertable<UpdatePullRequestsTable>,
): Promise<UpdatePullRequest> {
  return trx.insertInto('update_pull_requests').values(given).returningAll().executeTakeFirstOrThrow();
}

/**
 * Has open ones made anew at the next look, upon the base as it is then: all of a repository, or one. Those that people pushed to
 * are left. @returns how many
 */
export async function remakePullRequests(
  trx: Trx,
  { repositoryId, number, now }: { repositoryId: number; number?: number; now: Date },
): Promise<number> {
  const rows = await trx
    .updateTable('update_pull_requests')
    .set({ content_key: null, updated_at: now })
    .where('repository_id', '=', repositoryId)
    .where('state', '=', 'open')
    .where('halted', '=', false)
    .$if(number !== undefined, (query) => query.where('number', '=', number!))
    .returning('id')
    .execute();
  return rows.length;
}

/** Repositories in reach that have pull requests under way. */
export async function listRepositoriesWithPullRequests(
  db: Db | Trx,
  { installationId, repositoryId }: { installationId: number; repositoryId: number | null },
): Promise<number[]> {
  const rows = await db
    .selectFrom('update_pull_requests')
    .select('repository_id')
    .distinct()
    .where('installation_id', '=', installationId)
    .where('state', 'in', CURRENT)
    .$if(repositoryId !== null, (query) => query.where('repository_id', '=', repositoryId!))
    .orderBy('repository_id')
    .execute();
  return rows.map((row) => row.repository_id);
}

/** Forgets one that never was opened. */
export async function deletePullRequest(db: Db | Trx, id: number): Promise<void> {
  await db.deleteFrom('update_pull_requests').where('id', '=', id).where('number', 'is', null).execute();
}

/** What happened to a pull request: the words after `update.` in evidence. */
export type UpdateEvent =
  | 'proposed'
  | 'changed'
  | 'deferred'
  | 'refused'
  | 'halted'
  | 'merged'
  | 'closed'
  | 'rejected'
  | 'again';

export interface UpdateEventFacts {
  event: UpdateEvent;
  /** `owner/name`, and the lockfile's path. */
  repository: string;
  lockfile: string;
  by?: string;
}

/** Changes a row, and puts what happened on evidence where it is an event. */
export async function changePullRequest(
  trx: Trx,
  id: number,
  changes: Updateable<UpdatePullRequestsTable>,
  facts?: UpdateEventFacts,
): Promise<UpdatePullRequest> {
  const row = await trx
    .updateTable('update_pull_requests')
    .set(changes)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  if (facts !== undefined) await recordPullRequest(trx, row, facts);
  return row;
}

export async function recordPullRequest(
  trx: Trx,
  row: UpdatePullRequest,
  { event, repository, lockfile, by }: UpdateEventFacts,
): Promise<void> {
  const { updates, branch, number, reason, updated_at } = row;
  const data = {
    repository,
    lockfile,
    branch,
    ...(number === null ? {} : { number }),
    package: updates.map(({ name }) => name).join(', '),
    versions: updates.map(changeText),
    advisories: [...new Set(updates.flatMap(({ clears, reduces = [] }) => [...clears, ...reduces]))],
    reason: reason ?? '',
    ...(by === undefined ? {} : { by }),
  };
  await appendEvidence(trx, row.installation_id, [
    { at: updated_at, event: `update.${event}`, subject: `update:${row.id}`, data },
  ]);
}

function changeText({ name, from, to, how }: PlannedUpdate): string {
  if (how === 'unneeded-override') return `${name}: an override goes${to === '' ? '' : `, ${from.join(', ')} stays`}`;
  return `${name} ${from.join(', ')} → ${to === '' ? '(gone)' : to}`;
}
