import type { UpdatePullRequest } from '../../../db/update-pull-requests.ts';
import type { Octokit } from '../../github/github.ts';
import { commentOnce } from '../../github/updates/comment-once.ts';
import { type PullRequestToSave, savePullRequest } from './save-pull-request.ts';
import type { UpdateContext } from './update-tools.ts';

/** People pushed to an open one: it is left as it is from now on, and says so in a comment. */
export async function haltPullRequest(
  context: UpdateContext,
  octokit: Octokit,
  toHalt: PullRequestToSave & { number: number },
): Promise<UpdatePullRequest> {
  const { place, number } = toHalt;
  await commentOnce(octokit, place, {
    number,
    marker: 'halted',
    text: 'Somebody pushed to this branch: from now on Lockkeeper leaves it as it is. `/recreate` as a comment makes it anew, without what was pushed.',
  });
  const reason = 'people pushed to its branch, so Lockkeeper does not change it any more';
  return savePullRequest(context, toHalt, { halted: true, reason }, { event: 'halted' });
}
