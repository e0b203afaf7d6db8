import { changePullRequest, type UpdateEvent, type UpdatePullRequest } from '../../../db/update-pull-requests.ts';
import type { Octokit } from '../../github/github.ts';
import type { Place } from '../../github/updates/branch-head.ts';
import { deleteBranch } from '../../github/updates/push-commit.ts';
import {
  type PullRequestNow,
  readPullRequestState,
  readWhoClosed,
} from '../../github/updates/read-pull-request-state.ts';
import { commentOnce } from '../../github/updates/write-pull-request.ts';
import type { UpdateContext } from './update-tools.ts';

export interface PullRequestToSync {
  octokit: Octokit;
  place: Place;
  row: UpdatePullRequest;
  /** The lockfile's. */
  path: string;
}

/**
 * Brings what we know of an open pull request to what GitHub says: merged, closed and by whom, or pushed to by people.
 * @returns the row as it is then
 */
export async function syncPullRequest(context: UpdateContext, given: PullRequestToSync): Promise<UpdatePullRequest> {
  const { octokit, place, row } = given;
  if (row.number === null) return row;
  const there = await readPullRequestState(octokit, place, row.number);
  if (there === undefined) return end(context, given, 'closed', { reason: 'GitHub has no such pull request any more' });
  if (there.state === 'merged') {
    const merged = await end(context, given, 'merged', { at: there.mergedAt });
    await deleteBranch(octokit, place, row.branch);
    return merged;
  }
  if (there.state === 'closed') return endClosed(context, given, there);
  return there.headSha === row.head_sha || row.halted ? row : halt(context, given);
}

async function endClosed(
  context: UpdateContext,
  given: PullRequestToSync,
  { closedAt }: PullRequestNow,
): Promise<UpdatePullRequest> {
  const who = await readWhoClosed(given.octokit, given.place, given.row.number!);
  // We closed it, and were stopped before we could write it down.
  if (who?.endsWith('[bot]')) return end(context, given, 'closed', { at: closedAt, reason: 'closed by Lockkeeper' });
  const by = who ?? 'a person';
  return end(context, given, 'rejected', { at: closedAt, reason: `closed by ${by}`, by });
}

async function halt(
  context: UpdateContext,
  { octokit, place, row, path }: PullRequestToSync,
): Promise<UpdatePullRequest> {
  const reason = 'people pushed to its branch, so Lockkeeper does not change it any more';
  await commentOnce(octokit, place, {
    number: row.number!,
    marker: 'halted',
    text: `Somebody pushed to this branch: from now on Lockkeeper leaves it as it is. \`/recreate\` as a comment makes it anew, without what was pushed.`,
  });
  return change(context, { row, place, path }, { halted: true, reason }, 'halted');
}

async function end(
  context: UpdateContext,
  { row, place, path }: Pick<PullRequestToSync, 'row' | 'place' | 'path'>,
  state: 'merged' | 'closed' | 'rejected',
  { at, reason = null, by }: { at?: string | null; reason?: string | null; by?: string },
): Promise<UpdatePullRequest> {
  const ended_at = at == null ? context.now() : new Date(at);
  return change(context, { row, place, path }, { state, ended_at, reason }, state, by);
}

async function change(
  { db, now, log }: UpdateContext,
  { row, place, path }: Pick<PullRequestToSync, 'row' | 'place' | 'path'>,
  changes: Parameters<typeof changePullRequest>[2],
  event: UpdateEvent,
  by?: string,
): Promise<UpdatePullRequest> {
  const repository = `${place.owner}/${place.repo}`;
  const changed = await db
    .transaction()
    .execute((trx) =>
      changePullRequest(trx, row.id, { ...changes, updated_at: now() }, { event, repository, lockfile: path, by }),
    );
  log.info({ number: row.number, branch: row.branch, event }, 'update pull request');
  return changed;
}

/** Ends what we close ourselves, once GitHub has heard of it. */
export function endPullRequest(
  context: UpdateContext,
  given: Pick<PullRequestToSync, 'row' | 'place' | 'path'>,
  reason: string,
): Promise<UpdatePullRequest> {
  return end(context, given, 'closed', { reason });
}
