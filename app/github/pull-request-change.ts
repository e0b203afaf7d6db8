import type { Octokit } from './github.ts';
import { statusOf } from './status-of.ts';

export interface PullRequestPlace {
  owner: string;
  repo: string;
  number: number;
}

export interface PullRequest {
  /** GitHub's id of the repository that it would be merged into. */
  repositoryId: number;
  open: boolean;
  headSha: string;
  baseRef: string;
}

/** A pull request as it is now; undefined where there is none. */
export async function readPullRequest(octokit: Octokit, place: PullRequestPlace): Promise<PullRequest | undefined> {
  const { owner, repo, number } = place;
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
      owner,
      repo,
      pull_number: number,
    });
    const { state, head, base } = data;
    return { repositoryId: Number(base.repo.id), open: state === 'open', headSha: head.sha, baseRef: base.ref };
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

export interface MergeBase {
  sha: string;
  /** Files that differ, under their names on both sides; undefined where GitHub does not show them all. */
  changedPaths: string[] | undefined;
}

/** GitHub shows no more files of a comparison than these. */
const MOST_FILES = 300;

/**
 * The commit from which a pull request's changes count, by what its base branch holds now: the base commit that GitHub keeps
 * in the pull request can be older than what was merged into the head since. A fork's commits are asked for in the base's
 * repository, which has them under refs/pull.
 */
export async function readMergeBase(
  octokit: Octokit,
  { owner, repo }: { owner: string; repo: string },
  { baseRef, headSha }: PullRequest,
): Promise<MergeBase> {
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/compare/{basehead}', {
    owner,
    repo,
    basehead: `${baseRef}...${headSha}`,
    // Commits come in pages, files all with the first.
    per_page: 1,
  });
  const files = data.files ?? [];
  const paths = files.flatMap(({ filename, previous_filename: before }) => (before ? [filename, before] : [filename]));
  return { sha: data.merge_base_commit.sha, changedPaths: files.length < MOST_FILES ? paths : undefined };
}
