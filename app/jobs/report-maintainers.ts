import { findInstallation } from '../../db/installations.ts';
import { oweReport, type StoredReport, saveReport } from '../../db/maintainer-reports.ts';
import { botLogin } from '../github/bot-login.ts';
import type { Octokit } from '../github/github.ts';
import { describeReport, type Report } from '../github/maintainers/describe-report.ts';
import { type ReportWrite, writeReport } from '../github/maintainers/write-report.ts';
import { retryAfter } from '../github/retry-after.ts';
import { statusOf } from '../github/status-of.ts';
import type { JobPayload } from '../queue/jobs.ts';
import { type GatheredReports, gatherReports } from './maintainers/gather-reports.ts';
import { type PlannedReport, planReports } from './maintainers/plan-reports.ts';
import { toReportFacts } from './maintainers/to-report-facts.ts';
import { readIssuePlace } from './read-issue-place.ts';
import type { ShellContext } from './shell-context.ts';

/**
 * Brings an installation's issues about maintainer changes to what is so now. Where they say that already, GitHub is not asked. Killed at
 * any point and run again it comes to the same issues: that there has to be one is noted before it is opened, and one that was opened and
 * not noted is found again by its marker.
 */
export async function reportMaintainers(
  context: ShellContext,
  { installationId }: JobPayload<'report-maintainers'>,
): Promise<void> {
  const { db, github, now, signal } = context;
  const installation = await findInstallation(db, installationId);
  if (installation?.state !== 'active') return;
  const gathered = await gatherReports(db, installationId, now());
  if (gathered === undefined) return;
  let octokit: Octokit | undefined;
  for (const planned of planReports(gathered)) {
    signal?.throwIfAborted();
    const report = await noted(context, installationId, planned);
    const described = describeReport(toReportFacts(planned, report, gathered));
    if (isSaid(planned, report, described)) continue;
    octokit ??= await github.installation(installationId);
    await tell(context, octokit, { planned, report, described, gathered });
  }
}

/** The row of a planned issue: made before the issue is. */
async function noted(
  { db, now }: ShellContext,
  installationId: number,
  { known, repositoryId, key, changes }: PlannedReport,
): Promise<StoredReport> {
  if (known !== undefined) return known;
  const changeIds = changes.map(({ change }) => change.id);
  return db
    .transaction()
    .execute((trx) => oweReport(trx, { installationId, repositoryId, key, changeIds, now: now() }));
}

/** Nothing is different, and nothing happened after which the issue is to be opened again. */
function isSaid({ further }: PlannedReport, report: StoredReport, described: Report): boolean {
  return report.state !== 'owed' && report.issueKey === described.key && !further;
}

interface Told {
  planned: PlannedReport;
  report: StoredReport;
  described: Report;
  gathered: GatheredReports;
}

async function tell(context: ShellContext, octokit: Octokit, told: Told): Promise<void> {
  const { github, log, now } = context;
  const { planned, report, described, gathered } = told;
  const repository = gathered.repositoryRows.get(planned.repositoryId)!;
  const { id: reportId, repositoryId, key } = report;
  try {
    const place = await readIssuePlace(context, octokit, repository);
    if (place === undefined) return;
    const write: ReportWrite = {
      place,
      bot: await botLogin(github),
      report,
      described,
      state: wantedState(planned, report),
      assignees: assigneesOf(planned),
      log,
      now: now(),
    };
    const done = await writeReport(octokit, write);
    await save(context, told, done.number);
    log.info({ reportId, repositoryId, key, ...done }, 'maintainer changes reported');
  } catch (error) {
    if (retryAfter(error, now()) !== undefined) throw error;
    const status = statusOf(error);
    if (status === 410) log.info({ repositoryId }, 'no issue: the repository has issues switched off');
    else if (status === 403)
      log.warn({ repositoryId, err: error }, 'the App may not write issues: give it the permission "issues: write"');
    else throw error;
  }
}

/** Undefined: as people left it. */
function wantedState({ open, further }: PlannedReport, { state }: StoredReport): 'open' | 'closed' | undefined {
  if (!open) return state === 'closed' ? undefined : 'closed';
  return state === 'closed' || further ? 'open' : undefined;
}

/** Who is to look into what is open. */
function assigneesOf({ changes }: PlannedReport): string[] {
  return [...new Set(changes.flatMap(({ state }) => state.investigatedBy ?? []))];
}

async function save(
  { db, now }: ShellContext,
  { planned, report, described }: Told,
  number: number | null,
): Promise<void> {
  const changes = planned.changes.map(({ change }) => ({ id: change.id, signalsUntil: new Date(change.lastSignalAt) }));
  const state = planned.open ? 'open' : 'closed';
  const saved = { issueNumber: number, issueKey: described.key, state, changes } as const;
  await db.transaction().execute((trx) => saveReport(trx, report.id, saved, now()));
}
