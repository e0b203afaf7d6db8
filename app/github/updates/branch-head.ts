import type { Octokit } from '../github.ts';
import { statusOf } from '../status-of.ts';

export interface Place {
  owner: string;
  repo: string;
}

/** The commit that a branch points to; undefined where there is no such branch. */
export async function branchHead(octokit: Octokit, place: Place, branch: string): Promise<string | undefined> {
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/ref/{ref}', {
      ...place,
      ref: `heads/${branch}`,
    });
    return data.object.sha;
  } catch (error) {
    // 409: the repository has no commit at all.
    if (statusOf(error) === 404 || statusOf(error) === 409) return undefined;
    throw error;
  }
}
