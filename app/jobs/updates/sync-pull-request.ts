import type { UpdatePullRequest } from '../../../db/update-pull-requests.ts';
import type { Octokit } from '../../github/github.ts';
import { deleteBranch } from '../../github/updates/push-commit.ts';
import {
  type PullRequestNow,
  readPullRequestState,
  readWhoClosed,
} from '../../github/updates/read-pull-request-state.ts';
import { haltPullRequest } from './halt-pull-request.ts';
import { type PullRequestToSave, savePullRequest } from './save-pull-request.ts';
import type { UpdateContext } from './update-tools.ts';

export interface PullRequestToSync extends PullRequestToSave {
  octokit: Octokit;
}

/**
 * Brings what we know of an open pull request to what GitHub says: merged, closed and by whom, or pushed to by people.
 * @returns the row as it is then
 */
export async function syncPullRequest(context: UpdateContext, given: PullRequestToSync): Promise<UpdatePullRequest> {
  const { octokit, place, row } = given;
  const { number } = row;
  if (number === null) return row;
  const there = await readPullRequestState(octokit, place, number);
  if (there === undefined) return end(context, given, 'closed', { reason: 'GitHub has no such pull request any more' });
  if (there.state === 'merged') {
    const merged = await end(context, given, 'merged', { at: there.mergedAt });
    await deleteBranch(octokit, place, row.branch);
    return merged;
  }
  if (there.state === 'closed') return endClosed(context, given, there);
  if (there.headSha === row.head_sha || row.halted) return row;
  return haltPullRequest(context, octokit, { ...given, number });
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

async function end(
  context: UpdateContext,
  given: PullRequestToSave,
  state: 'merged' | 'closed' | 'rejected',
  { at, reason = null, by }: { at?: string | null; reason?: string | null; by?: string },
): Promise<UpdatePullRequest> {
  const ended_at = at == null ? context.now() : new Date(at);
  return savePullRequest(context, given, { state, ended_at, reason }, { event: state, by });
}

/** Ends what we close ourselves, once GitHub has heard of it. */
export function endPullRequest(
  context: UpdateContext,
  given: PullRequestToSave,
  reason: string,
): Promise<UpdatePullRequest> {
  return end(context, given, 'closed', { reason });
}
