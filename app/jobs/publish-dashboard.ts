import { saveDashboard } from '../../db/dashboard.ts';
import { findInstallation } from '../../db/installations.ts';
import { findRepository, type Repository } from '../../db/repositories.ts';
import { botLogin } from '../github/bot-login.ts';
import { keepTicks } from '../github/dashboard/check-boxes.ts';
import { closeDashboard } from '../github/dashboard/close-dashboard.ts';
import {
  DASHBOARD_MARKER,
  type Dashboard,
  describeDashboard,
  isWorthAnIssue,
} from '../github/dashboard/describe-dashboard.ts';
import type { Octokit } from '../github/github.ts';
import { findOwnIssue, type RepositoryPlace, readOwnIssue } from '../github/own-issue.ts';
import { retryAfter } from '../github/retry-after.ts';
import { statusOf } from '../github/status-of.ts';
import { gatherDashboard, readDashboardConfig } from './dashboard/gather-dashboard.ts';
import { readIssuePlace } from './read-issue-place.ts';
import type { ShellContext } from './shell-context.ts';

/** Key of a dashboard that is switched off: nothing is written until that ends. */
const OFF = 'off';

/**
 * Brings a repository's dashboard issue to what is so now. Where it says that already, GitHub is not asked. Run again at any
 * point, it comes to one issue: one that was opened and not noted is found again by its marker.
 */
export async function publishDashboard(
  context: ShellContext,
  { repositoryId }: { repositoryId: number },
): Promise<void> {
  const { db, github, log } = context;
  const repository = await findRepository(db, repositoryId);
  if (repository === undefined || repository.removed_at !== null || repository.archived) return;
  // Without a scan nobody knows whether a dashboard is wanted.
  if (repository.scanned_at === null) return;
  const installation = await findInstallation(db, repository.installation_id);
  if (installation?.state !== 'active') return;

  const wanted = await decide(context, repository);
  const key = wanted === 'off' ? OFF : wanted?.key;
  if (key === undefined || (key === repository.dashboard_key && repository.dashboard_number !== null)) return;
  if (wanted === 'off' && repository.dashboard_number === null) return;
  const octokit = await github.installation(installation.id);
  try {
    const place = await readIssuePlace(context, octokit, repository);
    if (place === undefined) return;
    const bot = await botLogin(github);
    const write: Write = { repository, place, bot };
    const done = wanted === 'off' ? await switchOff(octokit, write) : await writeIssue(octokit, write, wanted!);
    await saveDashboard(db, repository.id, { number: done.number, key, before: repository.dashboard_key });
    log.info({ repositoryId, ...done }, 'dashboard published');
  } catch (error) {
    if (retryAfter(error, context.now()) !== undefined) throw error;
    const status = statusOf(error);
    if (status === 410) log.info({ repositoryId }, 'no dashboard: the repository has issues switched off');
    else if (status === 403)
      log.warn({ repositoryId, err: error }, 'the App may not write issues: give it the permission "issues: write"');
    else throw error;
  }
}

/** Undefined where there is nothing to say and no issue in which it would have to be said. */
async function decide(context: ShellContext, repository: Repository): Promise<Dashboard | 'off' | undefined> {
  if (!readDashboardConfig(repository).dashboard) return 'off';
  const facts = await gatherDashboard(context.db, repository, context.now());
  return repository.dashboard_number === null && !isWorthAnIssue(facts) ? undefined : describeDashboard(facts);
}

interface Write {
  repository: Repository;
  place: RepositoryPlace;
  bot: string;
}

interface Written {
  number: number | null;
  done: 'created' | 'updated' | 'closed' | 'gone';
}

async function writeIssue(
  octokit: Octokit,
  { repository, place, bot }: Write,
  { title, body }: Dashboard,
): Promise<Written> {
  const { dashboard_number: number, dashboard_key: key } = repository;
  const known = number === null ? undefined : await readOwnIssue(octokit, place, { number, bot });
  const issue = known ?? (await findOwnIssue(octokit, place, { bot, marker: DASHBOARD_MARKER }));
  if (issue === undefined) {
    const { data } = await octokit.request('POST /repos/{owner}/{repo}/issues', { ...place, title, body });
    return { number: Number(data.number), done: 'created' };
  }
  // Boxes that somebody ticked meanwhile stay so until it was acted on them: that takes the key away.
  const text = key === null ? body : keepTicks(body, issue.body);
  await octokit.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', {
    ...place,
    issue_number: issue.number,
    title,
    body: text,
    state: 'open',
  });
  return { number: issue.number, done: 'updated' };
}

async function switchOff(octokit: Octokit, { repository, place, bot }: Write): Promise<Written> {
  const number = repository.dashboard_number!;
  const issue = await readOwnIssue(octokit, place, { number, bot });
  if (issue === undefined) return { number: null, done: 'gone' };
  await closeDashboard(octokit, place, { issue, bot });
  return { number, done: 'closed' };
}
