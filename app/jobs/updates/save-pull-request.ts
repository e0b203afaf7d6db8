import { changePullRequest, type UpdateEvent, type UpdatePullRequest } from '../../../db/update-pull-requests.ts';
import type { Place } from '../../github/updates/branch-head.ts';
import type { UpdateContext } from './update-tools.ts';

export interface PullRequestToSave {
  place: Place;
  row: UpdatePullRequest;
  /** The lockfile's, in the repository. */
  path: string;
}

/** Writes down what became of a pull request; where that is an event, with its evidence. @returns the row as it is then */
export async function savePullRequest(
  { db, now, log }: Pick<UpdateContext, 'db' | 'now' | 'log'>,
  { place, row, path }: PullRequestToSave,
  changes: Parameters<typeof changePullRequest>[2],
  { event, by }: { event?: UpdateEvent; by?: string } = {},
): Promise<UpdatePullRequest> {
  const facts =
    event === undefined ? undefined : { event, repository: `${place.owner}/${place.repo}`, lockfile: path, by };
  const saved = await db
    .transaction()
    .execute((trx) => changePullRequest(trx, row.id, { ...changes, updated_at: now() }, facts));
  log.info({ branch: saved.branch, number: saved.number, state: saved.state, event }, 'update pull request');
  return saved;
}
