import { addressOf } from './github-pages/list-page.ts';
import { PEOPLE } from './people.ts';
import type { ShownChange } from './read-changes.ts';
import { ORGANISATION } from './read-organisation.ts';
import type { ShownUpdates } from './read-updates.ts';
import type { Demo } from './start-demo.ts';

/** Where to look, and what to try. */
export function showPlaces(
  { lockkeeper, token, pageUrl, githubUrl }: Demo,
  { updates, changes }: { updates: ShownUpdates; changes: readonly ShownChange[] },
): string {
  return `
Open ${pageUrl}
  API docs ${lockkeeper.url}/api/docs
  token    ${token}
Open ${githubUrl}/
  pull requests and issues of the emulated GitHub, with a form to comment${askLedger(lockkeeper.url, token, changes)}${tryAccept(githubUrl, changes)}${tryCommand(githubUrl, updates)}
Ctrl-C ends it.`;
}

/** All that is known of the package that changed worst. */
function askLedger(url: string, token: string, [worst]: readonly ShownChange[]): string {
  if (worst === undefined) return '';
  return `
Read all that is on record of ${worst.packageName}
  curl -H 'authorization: Bearer ${token}' \\
    ${url}/api/v1/packages/${encodeURIComponent(worst.packageName)}/ledger`;
}

/** On the issue that is still open. */
function tryAccept(githubUrl: string, changes: readonly ShownChange[]): string {
  const left = changes.find(({ issue, alerts }) => issue !== undefined && alerts.includes('open'));
  if (left?.issue === undefined) return '';
  return `
Say what is to become of ${left.packageName}, by a comment: /accept, or /investigate @${PEOPLE[0].login}
${githubUrl}${addressOf(left.issue)}`;
}

/** On the pull request that updates lodash, or else on the first one. */
function tryCommand(githubUrl: string, { pulls }: ShownUpdates): string {
  const open = pulls.filter(({ state }) => state === 'open');
  const pull = open.find(({ packages }) => packages.includes('lodash')) ?? open[0];
  if (pull === undefined) return '';
  const name = pull.packages.includes('lodash') ? 'lodash' : pull.packages[0];
  const body = JSON.stringify({ body: `/suppress ${name} for 30d because demo` });
  return `
Hold an update back for a while, by a comment; the answer and the changed pull request are at
${githubUrl}/${ORGANISATION}/${pull.repository}/${pull.number}
  curl -H 'content-type: application/json' -d '${body}' \\
    ${githubUrl}/repos/${ORGANISATION}/${pull.repository}/issues/${pull.number}/comments`;
}
