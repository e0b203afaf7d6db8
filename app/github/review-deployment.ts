import type { Octokit } from './github.ts';
import { retryAfter } from './retry-after.ts';
import { statusOf } from './status-of.ts';

export interface WaitingJob {
  owner: string;
  repo: string;
  runId: number;
  environment: string;
}

/** `gone`: nobody waits any longer. `untaken`: GitHub does not want this comment. `forbidden`: the App may not. */
export type Reviewed = 'done' | 'gone' | 'untaken' | 'forbidden';

/**
 * Answers a custom deployment protection rule. Without a state the comment is a status report, and the job goes on waiting.
 * https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/create-custom-protection-rules
 * @throws whatever may be better the next time: GitHub's faults and limits
 */
export async function reviewDeployment(
  octokit: Octokit,
  job: WaitingJob,
  { state, comment }: { state?: 'approved' | 'rejected'; comment: string },
): Promise<Reviewed> {
  const first = await send(octokit, job, state === undefined ? { comment } : { state, comment });
  if (first !== 'refused') return first;
  if (state === undefined) return 'untaken';
  // The comment may be what is refused: an answer without one is better than a job that waits for thirty days.
  const second = await send(octokit, job, { state });
  return second === 'refused' ? 'gone' : second;
}

type Body = { comment: string } | { state: 'approved' | 'rejected'; comment?: string };

async function send(
  octokit: Octokit,
  { owner, repo, runId, environment }: WaitingJob,
  body: Body,
): Promise<'done' | 'gone' | 'refused' | 'forbidden'> {
  try {
    await octokit.request('POST /repos/{owner}/{repo}/actions/runs/{run_id}/deployment_protection_rule', {
      owner,
      repo,
      run_id: runId,
      environment_name: environment,
      ...body,
    });
    return 'done';
  } catch (error) {
    const status = statusOf(error);
    if (status === 404) return 'gone';
    if (status === 422) return 'refused';
    if (status === 403 && retryAfter(error, new Date()) === undefined) return 'forbidden';
    throw error;
  }
}
