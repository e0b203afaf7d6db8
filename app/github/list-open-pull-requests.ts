import type { Octokit } from './github.ts';

/** Of so many, those that were changed last: nobody looks at the others. */
const MOST = 100;

/** The numbers of a repository's open pull requests, those that were changed last first. */
export async function listOpenPullRequests(
  octokit: Octokit,
  { owner, repo }: { owner: string; repo: string },
): Promise<number[]> {
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls', {
    owner,
    repo,
    state: 'open',
    sort: 'updated',
    direction: 'desc',
    per_page: MOST,
  });
  return data.map(({ number }) => number);
}
