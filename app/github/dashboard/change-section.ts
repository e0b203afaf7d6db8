import { escapeMarkdown } from '../../../scanners/reports/index.ts';
import { some, versionsCell, worstFirst } from './alert-section.ts';
import type { DashboardAlert, DashboardFacts } from './dashboard-facts.ts';
import { describeState } from './describe-state.ts';
import { table, tableRow } from './fit-lines.ts';

/** The maintainer changes that stand, each once for all lockfiles in the same state: the worst first. */
export function changeSection(facts: DashboardFacts, bytes: number): string {
  const alerts = facts.alerts.filter(({ kind }) => kind === 'maintainer-change').sort(worstFirst);
  if (alerts.length === 0) return '';
  const byRow = Map.groupBy(alerts, (alert) => JSON.stringify([alert.groupKey, describeState(alert, facts)]));
  const rows = [...byRow.values()].map((same) => changeRow(same, facts));
  return `## Maintainer changes\n\n${table(['Level', 'Package', 'What changed', 'Lockfiles', 'State'], rows, bytes)}`;
}

function changeRow(same: readonly DashboardAlert[], facts: DashboardFacts): string {
  const { severity, packageName, groupKey, summary } = same[0]!;
  const urgent = severity === 'critical' || severity === 'high';
  const paths = [...new Set(same.map(({ lockfilePath }) => lockfilePath))];
  return tableRow([
    urgent ? `**${severity}**` : severity,
    `${escapeMarkdown(packageName, 214)}<br>${versionsCell(same)}`,
    `${escapeMarkdown(summary, 400)}<br>${escapeMarkdown(groupKey, 128)}`,
    some(
      paths.map((path) => escapeMarkdown(path, 200)),
      '<br>',
    ),
    describeState(same[0]!, facts),
  ]);
}
