import type { Logger } from 'pino';
import type { Octokit } from '../github.ts';
import { retryAfter } from '../retry-after.ts';
import { statusOf } from '../status-of.ts';
import type { Place } from './branch-head.ts';
import { commentOnce } from './comment-once.ts';

export interface PullRequestToOpen {
  branch: string;
  base: string;
  title: string;
  body: string;
  draft: boolean;
}

/**
 * Opens a pull request, or finds the one that is open from the branch already: run again at any point there is one.
 * @returns its number
 */
export async function openPullRequest(octokit: Octokit, place: Place, given: PullRequestToOpen): Promise<number> {
  const { branch, base, title, body, draft } = given;
  const { data: there } = await octokit.request('GET /repos/{owner}/{repo}/pulls', {
    ...place,
    state: 'open',
    head: `${place.owner}:${branch}`,
    per_page: 100,
  });
  const known = there.find(
    ({ head }) => head.ref === branch && head.repo?.full_name === `${place.owner}/${place.repo}`,
  );
  if (known !== undefined) {
    await editPullRequest(octokit, place, { number: Number(known.number), title, body, base });
    return Number(known.number);
  }
  const { data } = await octokit.request('POST /repos/{owner}/{repo}/pulls', {
    ...place,
    head: branch,
    base,
    title,
    body,
    draft,
    maintainer_can_modify: true,
  });
  return Number(data.number);
}

export async function editPullRequest(
  octokit: Octokit,
  place: Place,
  { number, ...fields }: { number: number; title: string; body: string; base?: string },
): Promise<void> {
  await octokit.request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', {
    ...place,
    pull_number: number,
    ...fields,
  });
}

export interface PeopleAndLabels {
  labels: readonly string[];
  /** Logins, or teams as `org/team`. */
  reviewers: readonly string[];
  assignees: readonly string[];
}

/** What GitHub refuses here (a person who may not review, say) is logged, and no reason to leave the rest. */
export async function addPeopleAndLabels(
  octokit: Octokit,
  place: Place,
  { number, labels, reviewers, assignees, log, now }: PeopleAndLabels & { number: number; log: Logger; now: Date },
): Promise<void> {
  const issue = { ...place, issue_number: number };
  const people = reviewers.filter((each) => !each.includes('/'));
  const teams = reviewers.filter((each) => each.includes('/')).map((each) => each.slice(each.indexOf('/') + 1));
  await attempt(labels.length > 0, 'labels', () =>
    octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/labels', { ...issue, labels: [...labels] }),
  );
  await attempt(assignees.length > 0, 'assignees', () =>
    octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/assignees', {
      ...issue,
      assignees: [...assignees],
    }),
  );
  await attempt(reviewers.length > 0, 'reviewers', () =>
    octokit.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers', {
      ...place,
      pull_number: number,
      reviewers: people,
      team_reviewers: teams,
    }),
  );

  async function attempt(wanted: boolean, what: string, act: () => Promise<unknown>): Promise<void> {
    if (!wanted) return;
    try {
      await act();
    } catch (error) {
      const status = statusOf(error) ?? 500;
      if (status >= 500 || retryAfter(error, now) !== undefined) throw error;
      log.warn({ err: error, number, what }, 'GitHub does not take these for a pull request or an issue');
    }
  }
}

/** Closes it, and says why in one comment, which is found again by its marker. */
export async function closePullRequest(
  octokit: Octokit,
  place: Place,
  { number, why }: { number: number; why: string },
): Promise<void> {
  await commentOnce(octokit, place, { number, marker: 'closed', text: why });
  await octokit.request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', {
    ...place,
    pull_number: number,
    state: 'closed',
  });
}
