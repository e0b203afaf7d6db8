import type { Trx } from './open-database.ts';
import { countPlaces, lockPlaces } from './update-places.ts';
import { changePullRequest, remakePullRequests } from './update-pull-requests.ts';
import { findLatestRun } from './update-runs.ts';

export type UpdateAction = { act: 'rebase-all' } | { act: 'open' | 'again' | 'retry'; id: number };

export interface AskedFor {
  installationId: number;
  repositoryId: number;
  /** `owner/name`. */
  repository: string;
  by: string;
  now: Date;
}

/**
 * What a box of the dashboard asks for, as the update job finds it: it does the rest. What is no longer in the state that the
 * box was about is left alone.
 * @returns whether anything is to be done.
 */
export async function takeDashboardAction(trx: Trx, action: UpdateAction, asked: AskedFor): Promise<boolean> {
  switch (action.act) {
    case 'rebase-all':
      return (await remakePullRequests(trx, asked)) > 0;
    case 'open':
      return openDeferred(trx, { ...asked, id: action.id, from: 'deferred' });
    case 'retry':
      // Refused once more or not: it is not the same again, so it is tried.
      return change(trx, { ...asked, id: action.id, from: 'refused' }, { content_key: null });
    case 'again':
      // What a person turned down no longer stands in the way.
      return change(
        trx,
        { ...asked, id: action.id, from: 'rejected' },
        { state: 'closed', reason: `${asked.by} asked for it again` },
      );
  }
}

/** It is given one of the places that are left, before all others: the cap holds for people too. Where none is left it waits on. */
async function openDeferred(trx: Trx, given: Changed): Promise<boolean> {
  const run = await findLatestRun(trx, given.installationId);
  // Where nothing ever ran, the update job starts a run of its own.
  if (run === undefined) return true;
  await lockPlaces(trx, run);
  if (run.cap - (await countPlaces(trx, run)) <= 0) return false;
  return change(trx, given, { state: 'wanted', run_id: run.id, reason: null });
}

interface Changed extends AskedFor {
  id: number;
  from: 'deferred' | 'refused' | 'rejected';
}

async function change(
  trx: Trx,
  { id, from, repositoryId, repository, by, now }: Changed,
  changes: Parameters<typeof changePullRequest>[2],
): Promise<boolean> {
  const row = await trx
    .selectFrom('update_pull_requests as p')
    .innerJoin('lockfiles as l', 'l.id', 'p.lockfile_id')
    .select(['p.id', 'l.path'])
    .where('p.id', '=', id)
    .where('p.repository_id', '=', repositoryId)
    .where('p.state', '=', from)
    .forUpdate('p')
    .executeTakeFirst();
  if (row === undefined) return false;
  const facts = { event: 'again', repository, lockfile: row.path, by } as const;
  await changePullRequest(trx, id, { ...changes, updated_at: now }, facts);
  return true;
}
