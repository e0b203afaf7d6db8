import { severityAtLeast } from '../../../scanners/osv/index.ts';
import { escapeMarkdown } from '../../../scanners/reports/index.ts';
import type { SkippedUpdate } from '../../../scanners/updates/index.ts';
import type { DashboardAlert, DashboardFacts, DashboardPullRequest } from './dashboard-facts.ts';
import { day } from './fit-lines.ts';

const LONGEST = 300;

/** What becomes of an alert, in words for a table cell. What comes from outside is escaped. */
export function describeState(alert: DashboardAlert, facts: DashboardFacts): string {
  if (alert.state === 'suppressed') return suppressedText(alert, facts);
  if (alert.kind === 'maintainer-change') return 'for people to judge';
  if (!facts.updates.enabled) return 'updates are off (`updates: { enabled: false }`)';
  const plan = facts.plans.find(({ lockfileId }) => lockfileId === alert.lockfileId);
  const skips = plan?.plan.skipped.filter((skip) => isAbout(skip, alert)).map(skipText) ?? [];
  const pullRequests = facts.pullRequests.filter((one) => clears(one, alert) || reduces(one, alert));
  const said = pullRequests.map(pullRequestText);
  if (pullRequests.some((one) => clears(one, alert))) return joined(said);
  if (said.length + skips.length > 0) return joined([...said, ...skips]);
  if (plan === undefined) return 'being planned';
  if (plan.error !== null) return `could not be planned: ${escapeMarkdown(plan.error, LONGEST)}`;
  const update = plan.plan.updates.find((one) => one.name === alert.packageName && one.clears.includes(alert.groupKey));
  if (update !== undefined) return `planned${update.to === '' ? '' : `: ${escapeMarkdown(update.to, 60)}`}`;
  const { minSeverity } = facts.updates;
  if (alert.kind !== 'malware' && !severityAtLeast(alert.severity, minSeverity))
    return `not updated for: below \`min-severity: ${minSeverity}\``;
  return 'being planned';
}

function suppressedText({ suppressedUntil, reason }: DashboardAlert, { suppressions }: DashboardFacts): string {
  const end = suppressedUntil?.getTime();
  const by = suppressions.find(
    (one) => one.range === null && one.reason === reason && one.expiresAt?.getTime() === end,
  )?.author;
  const until = suppressedUntil === null ? 'for good' : `until ${day(suppressedUntil)}`;
  const author = by == null ? '' : ` by ${escapeMarkdown(by, 100)}`;
  return `suppressed ${until}${author}${reason === null ? '' : `: ${escapeMarkdown(reason, LONGEST)}`}`;
}

function pullRequestText({ state, number, reason, halted, deferredAt }: DashboardPullRequest): string {
  const why = reason === null ? '' : `: ${escapeMarkdown(reason, LONGEST)}`;
  switch (state) {
    case 'open':
      return halted ? `pull request #${number}, left as it is: people pushed to it` : `pull request #${number}`;
    case 'wanted':
      return 'pull request is being made';
    case 'deferred':
      return `deferred by the cap${deferredAt === null ? '' : ` since ${day(deferredAt)}`}`;
    case 'refused':
      return `refused${why}`;
    case 'rejected':
      return `closed by a person in #${number}: not proposed again until something changes`;
    case 'merged':
      return `merged in #${number}`;
    case 'closed':
      return `#${number} was closed${why}`;
  }
}

function skipText({ reason, text, path }: SkippedUpdate): string {
  // Of what is held people must read to the end: it says what releases it.
  const words = escapeMarkdown(text, reason === 'held' ? 2 * LONGEST : LONGEST);
  if (reason === 'no-fix') return `no fix yet: ${words}`;
  if (reason !== 'waiting-on-parent' || path.length === 0) return words;
  return `waiting on ${escapeMarkdown(path.at(-1)!, 150)}: ${words} (${escapeMarkdown(path.join(' > '), LONGEST)})`;
}

function isAbout({ name, groups, versions }: SkippedUpdate, alert: DashboardAlert): boolean {
  return (
    name === alert.packageName &&
    groups.includes(alert.groupKey) &&
    versions.some((version) => alert.versions.includes(version))
  );
}

function clears({ lockfileId, updates }: DashboardPullRequest, alert: DashboardAlert): boolean {
  return lockfileId === alert.lockfileId && updates.some((one) => isFor(one, alert, one.clears));
}

function reduces({ lockfileId, updates }: DashboardPullRequest, alert: DashboardAlert): boolean {
  return lockfileId === alert.lockfileId && updates.some((one) => isFor(one, alert, one.reduces ?? []));
}

function isFor({ name }: { name: string }, alert: DashboardAlert, groups: readonly string[]): boolean {
  return name === alert.packageName && groups.includes(alert.groupKey);
}

function joined(texts: readonly string[]): string {
  return [...new Set(texts)].join('<br>');
}
