import type { Octokit } from '../github.ts';
import { statusOf } from '../status-of.ts';
import { DASHBOARD_MARKER } from './describe-dashboard.ts';

export interface RepositoryPlace {
  owner: string;
  repo: string;
}

export interface DashboardIssue {
  number: number;
  open: boolean;
  title: string;
  body: string;
}

/** Pages of our own issues and pull requests, the newest first, that are looked through. */
const MOST_PAGES = 10;

/**
 * Our dashboard among the issues that the App's bot opened: where the number was never stored, because we were killed or the
 * repository was forgotten. In another one's issue the marker proves nothing.
 */
export async function findDashboard(
  octokit: Octokit,
  place: RepositoryPlace,
  bot: string,
): Promise<DashboardIssue | undefined> {
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/issues', {
      ...place,
      creator: bot,
      state: 'all',
      per_page: 100,
      page,
    });
    const ours = data.filter((issue) => issue.pull_request === undefined && isDashboard(issue, bot));
    // Where there are several, the oldest of a page is the one that people know.
    const found = ours.at(-1);
    if (found !== undefined) return toDashboard(found);
    if (data.length < 100) return undefined;
  }
  return undefined;
}

/** Undefined where it is gone, was moved to another repository, or is not ours. */
export async function readDashboard(
  octokit: Octokit,
  place: RepositoryPlace,
  { number, bot }: { number: number; bot: string },
): Promise<DashboardIssue | undefined> {
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}', {
      ...place,
      issue_number: number,
    });
    // GitHub leads on to where it was moved.
    const here = data.repository_url?.toLowerCase().endsWith(`/repos/${place.owner}/${place.repo}`.toLowerCase());
    return here && Number(data.number) === number && data.user?.login === bot ? toDashboard(data) : undefined;
  } catch (error) {
    if ([301, 404, 410].includes(statusOf(error) ?? 0)) return undefined;
    throw error;
  }
}

function isDashboard({ user, body }: { user: { login: string } | null; body?: string | null }, bot: string): boolean {
  return user?.login === bot && body?.startsWith(DASHBOARD_MARKER) === true;
}

function toDashboard(issue: { number: number; state: string; title: string; body?: string | null }): DashboardIssue {
  const { number, state, title, body } = issue;
  return { number: Number(number), open: state === 'open', title, body: body ?? '' };
}
