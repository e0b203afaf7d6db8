import { compareSeverity, SEVERITIES } from '../../../scanners/osv/index.ts';
import { advisoryUrl, escapeMarkdown } from '../../../scanners/reports/index.ts';
import type { DashboardAlert, DashboardFacts } from './dashboard-facts.ts';
import { describeState } from './describe-state.ts';
import { table, tableRow } from './fit-lines.ts';

const MANY = 8;

/** Heading with the counts, and the alerts by package: the worst first, so that the least severe go where there is no room. */
export function alertSection(facts: DashboardFacts, bytes: number): string {
  const alerts = facts.alerts.filter(({ kind }) => kind !== 'maintainer-change');
  const rows = groupRows(facts, alerts).map((row) =>
    tableRow([
      severityCell(row.alerts),
      `${escapeMarkdown(row.packageName, 214)}<br>${versionsCell(row.alerts)}`,
      some(row.alerts.map(advisoryCell), '<br>'),
      escapeMarkdown(row.lockfilePath, 200),
      row.state,
    ]),
  );
  const heading = `## ${headline(alerts)}`;
  if (rows.length === 0) return heading;
  return `${heading}\n\n${table(['Severity', 'Package', 'Advisories', 'Lockfile', 'State'], rows, bytes)}`;
}

interface Row {
  packageName: string;
  lockfilePath: string;
  state: string;
  /** The worst first. */
  alerts: DashboardAlert[];
}

/** One row for what shares package, lockfile and state. The rows of a package stand together. */
function groupRows(facts: DashboardFacts, shown: readonly DashboardAlert[]): Row[] {
  const byPackage = Map.groupBy([...shown].sort(worstFirst), ({ packageName }) => packageName);
  return [...byPackage].flatMap(([packageName, alerts]) => {
    const rows = new Map<string, Row>();
    for (const alert of alerts) {
      const state = describeState(alert, facts);
      const key = JSON.stringify([alert.lockfilePath, state]);
      const row = rows.get(key);
      if (row === undefined) rows.set(key, { packageName, lockfilePath: alert.lockfilePath, state, alerts: [alert] });
      else row.alerts.push(alert);
    }
    return [...rows.values()];
  });
}

/** Open before suppressed, malware before the rest, then severity and names. */
export function worstFirst(a: DashboardAlert, b: DashboardAlert): number {
  return (
    Number(a.state === 'suppressed') - Number(b.state === 'suppressed') ||
    Number(b.kind === 'malware') - Number(a.kind === 'malware') ||
    compareSeverity(a.severity, b.severity) ||
    byText(a.packageName, b.packageName) ||
    byText(a.lockfilePath, b.lockfilePath) ||
    byText(a.groupKey, b.groupKey)
  );
}

function headline(alerts: readonly DashboardAlert[]): string {
  const open = alerts.filter(({ state }) => state === 'open');
  const suppressed = alerts.length - open.length;
  const held = suppressed === 0 ? '' : `, ${suppressed} suppressed`;
  if (open.length === 0) return `No open alerts${held}`;
  const malware = open.filter(({ kind }) => kind === 'malware').length;
  const counts = SEVERITIES.map((level) => [level, open.filter(({ severity }) => severity === level).length] as const)
    .filter(([, count]) => count > 0)
    .map(([level, count]) => `${count} ${level}`);
  const kinds = malware === 0 ? '' : `; ${malware} of them malware`;
  return `${open.length} open alert${open.length === 1 ? '' : 's'}: ${counts.join(', ')}${kinds}${held}`;
}

function severityCell(alerts: readonly DashboardAlert[]): string {
  const { kind, severity } = alerts[0]!;
  return kind === 'malware' ? `**${severity} (malware)**` : severity === 'critical' ? `**${severity}**` : severity;
}

export function versionsCell(alerts: readonly DashboardAlert[]): string {
  const versions = [...new Set(alerts.flatMap(({ versions }) => versions))];
  return some(
    versions.map((version) => escapeMarkdown(version, 60)),
    ', ',
  );
}

function advisoryCell({ groupKey, summary }: DashboardAlert): string {
  const title = escapeMarkdown(summary, 100);
  return `[${escapeMarkdown(groupKey, 128)}](${advisoryUrl(groupKey)})${title === '' ? '' : ` ${title}`}`;
}

export function some(texts: readonly string[], between: string): string {
  const shown = texts.slice(0, MANY).join(between);
  return texts.length > MANY ? `${shown} and ${texts.length - MANY} more` : shown;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
