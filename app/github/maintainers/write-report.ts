import type { Logger } from 'pino';
import type { StoredReport } from '../../../db/maintainer-reports.ts';
import type { Octokit } from '../github.ts';
import { findOwnIssue, type RepositoryPlace, readOwnIssue } from '../own-issue.ts';
import { addPeopleAndLabels } from '../updates/write-pull-request.ts';
import { type Report, reportMarker } from './describe-report.ts';

export interface ReportWrite {
  place: RepositoryPlace;
  bot: string;
  report: StoredReport;
  described: Report;
  /** Undefined: as people left it. */
  state: 'open' | 'closed' | undefined;
  /** Logins that are assigned if GitHub lets them be; nobody is taken off. */
  assignees: readonly string[];
  log: Logger;
  now: Date;
}

export interface ReportWritten {
  number: number | null;
  done: 'created' | 'updated' | 'nothing';
}

/** Writes an issue about maintainer changes in place, or opens it. One that people deleted comes back only when there is something new. */
export async function writeReport(octokit: Octokit, write: ReportWrite): Promise<ReportWritten> {
  const { place, bot, report, described, state } = write;
  const { title, body } = described;
  const { issueNumber } = report;
  const marker = reportMarker({ key: report.key, since: report.createdAt });
  const known = issueNumber === null ? undefined : await readOwnIssue(octokit, place, { number: issueNumber, bot });
  const issue = known ?? (await findOwnIssue(octokit, place, { bot, marker }));
  if (issue === undefined) {
    if (!described.open || state !== 'open') return { number: null, done: 'nothing' };
    const { data } = await octokit.request('POST /repos/{owner}/{repo}/issues', { ...place, title, body });
    await assign(octokit, write, Number(data.number));
    return { number: Number(data.number), done: 'created' };
  }
  await octokit.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', {
    ...place,
    issue_number: issue.number,
    title,
    body,
    ...(state === undefined ? {} : { state }),
    ...(state === 'closed' ? { state_reason: 'completed' } : {}),
  });
  await assign(octokit, write, issue.number);
  return { number: issue.number, done: 'updated' };
}

async function assign(octokit: Octokit, { place, assignees, log, now }: ReportWrite, number: number): Promise<void> {
  if (assignees.length === 0) return;
  await addPeopleAndLabels(octokit, place, { number, labels: [], reviewers: [], assignees, log, now });
}
