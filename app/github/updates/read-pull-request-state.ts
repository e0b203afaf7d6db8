import type { Octokit } from '../github.ts';
import { statusOf } from '../status-of.ts';
import type { Place } from './branch-head.ts';

export interface PullRequestNow {
  state: 'open' | 'merged' | 'closed';
  headSha: string;
  baseRef: string;
  title: string;
  body: string;
  /** ISO 8601. */
  mergedAt: string | null;
  closedAt: string | null;
}

/** A pull request as it is now; undefined where there is none. */
export async function readPullRequestState(
  octokit: Octokit,
  place: Place,
  number: number,
): Promise<PullRequestNow | undefined> {
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
      ...place,
      pull_number: number,
    });
    return {
      state: data.state === 'open' ? 'open' : data.merged_at ? 'merged' : 'closed',
      headSha: data.head.sha,
      baseRef: data.base.ref,
      title: data.title,
      body: data.body ?? '',
      mergedAt: data.merged_at ?? null,
      closedAt: data.closed_at ?? null,
    };
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** Who closed it; undefined where GitHub does not say. Bots have `[bot]` behind their name. */
export async function readWhoClosed(octokit: Octokit, place: Place, number: number): Promise<string | undefined> {
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}', {
    ...place,
    issue_number: number,
  });
  return data.closed_by?.login;
}
