import { storableJson } from '../../../db/json-rows.ts';
import type { UpdatePullRequest } from '../../../db/update-pull-requests.ts';
import type { CarriedOut } from '../../updates/carry-out.ts';
import { haltPullRequest } from './halt-pull-request.ts';
import type { PullRequestToMake } from './make-pull-request.ts';
import { proofOf } from './proof-of.ts';
import { savePullRequest } from './save-pull-request.ts';
import type { UpdateContext } from './update-tools.ts';

/** Nothing could be carried out. What was proven before stays open; what never was is refused. */
export async function leaveRefused(
  context: UpdateContext,
  given: PullRequestToMake,
  { refused }: CarriedOut,
): Promise<UpdatePullRequest> {
  const { row, group } = given;
  context.updates.documents.forget(group.updates.flatMap(({ steps }) => steps.map(({ name }) => name)));
  const passing = refused.some((each) => each.passing);
  const reasons = [...new Set(refused.flatMap((each) => each.reasons))];
  const reason = (reasons.join(' ') || 'the edit changed nothing').slice(0, 2000);
  if (row.state === 'open') {
    context.log.warn({ number: row.number, reason }, 'an update pull request cannot be brought up to date');
    return savePullRequest(context, given, { reason: `not brought up to date: ${reason}` });
  }
  // What may pass is tried again at the next run; what will not waits until something changes.
  const changes = {
    state: 'refused',
    reason,
    run_id: null,
    content_key: passing ? null : group.contentKey,
    updates: storableJson(group.updates),
    proof: storableJson(proofOf({ before: [], after: [], programs: [], refused })),
  } as const;
  return savePullRequest(context, given, changes, { event: 'refused' });
}

/** The branch is there, and what it holds is not ours: it stays as it is. */
export async function leaveForeign(context: UpdateContext, given: PullRequestToMake): Promise<UpdatePullRequest> {
  const { octokit, row, group } = given;
  const { number } = row;
  if (number !== null) return haltPullRequest(context, octokit, { ...given, number });
  const reason = `the branch ${group.branch} is there already with commits that are not Lockkeeper's: delete it, or rename it`;
  const changes = { state: 'refused', reason, content_key: null, run_id: null } as const;
  return savePullRequest(context, given, changes, { event: 'refused' });
}
