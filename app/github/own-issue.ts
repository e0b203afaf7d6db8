import type { Octokit } from './github.ts';
import { statusOf } from './status-of.ts';

export interface RepositoryPlace {
  owner: string;
  repo: string;
}

/** An issue that the App's bot opened. */
export interface OwnIssue {
  number: number;
  open: boolean;
  title: string;
  body: string;
}

/** Pages of our own issues and pull requests, the newest first, that are looked through. */
const MOST_PAGES = 10;

/**
 * Our issue with a marker as its first line, among those that the App's bot opened: where the number was never stored, because we were
 * killed or the repository was forgotten. In another one's issue the marker proves nothing.
 */
export async function findOwnIssue(
  octokit: Octokit,
  place: RepositoryPlace,
  { bot, marker }: { bot: string; marker: string },
): Promise<OwnIssue | undefined> {
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/issues', {
      ...place,
      creator: bot,
      state: 'all',
      per_page: 100,
      page,
    });
    const ours = data.filter(
      ({ pull_request, user, body }) =>
        pull_request === undefined && user?.login === bot && body?.startsWith(marker) === true,
    );
    // Where there are several, the oldest of a page is the one that people know.
    const found = ours.at(-1);
    if (found !== undefined) return toIssue(found);
    if (data.length < 100) return undefined;
  }
  return undefined;
}

/** Undefined where it is gone, was moved to another repository, or is not ours. */
export async function readOwnIssue(
  octokit: Octokit,
  place: RepositoryPlace,
  { number, bot }: { number: number; bot: string },
): Promise<OwnIssue | undefined> {
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}', {
      ...place,
      issue_number: number,
    });
    // GitHub leads on to where it was moved.
    const here = data.repository_url?.toLowerCase().endsWith(`/repos/${place.owner}/${place.repo}`.toLowerCase());
    return here && Number(data.number) === number && data.user?.login === bot ? toIssue(data) : undefined;
  } catch (error) {
    if ([301, 404, 410].includes(statusOf(error) ?? 0)) return undefined;
    throw error;
  }
}

function toIssue(issue: { number: number; state: string; title: string; body?: string | null }): OwnIssue {
  const { number, state, title, body } = issue;
  return { number: Number(number), open: state === 'open', title, body: body ?? '' };
}
