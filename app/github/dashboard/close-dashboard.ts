import { CONFIG_PATH } from '../../../scanners/config/index.ts';
import type { Octokit } from '../github.ts';
import type { OwnIssue, RepositoryPlace } from '../own-issue.ts';

const MARKER = '<!-- lockkeeper:dashboard-off -->';
const WHY = `${MARKER}\nThe configuration says \`dashboard: false\` (in \`${CONFIG_PATH}\`, or in what it extends), so this issue is kept no longer.`;

/** Closes the dashboard with a comment that says why. Killed in between, it does not comment twice. */
export async function closeDashboard(
  octokit: Octokit,
  place: RepositoryPlace,
  { issue, bot }: { issue: OwnIssue; bot: string },
): Promise<void> {
  if (!issue.open) return;
  const on = { ...place, issue_number: issue.number };
  const comments = await octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
    ...on,
    per_page: 100,
  });
  const said = comments.data.some(({ user, body }) => user?.login === bot && body?.startsWith(MARKER));
  if (!said) await octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { ...on, body: WHY });
  await octokit.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', {
    ...on,
    state: 'closed',
    state_reason: 'not_planned',
  });
}
