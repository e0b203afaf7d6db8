import Table from 'cli-table3';
import { plainText } from '../scanners/reports/index.ts';
import { addressOf } from './github-pages/list-page.ts';
import type { ShownChange } from './read-changes.ts';

const HEAD = ['level', 'package', 'what changed', 'alerts', 'updates'];
/** The third is what is long. */
const COLUMN_WIDTHS = [null, null, 66];

/** A table of what changed about who publishes packages, and where each is told of. */
export function showChanges(changes: readonly ShownChange[], githubUrl: string): string {
  if (changes.length === 0) return '\nNo maintainer change.';
  const table = new Table({
    head: HEAD,
    style: { head: [], border: [], compact: true },
    colWidths: COLUMN_WIDTHS,
    wordWrap: true,
  });
  for (const change of changes) table.push(rowOf(change));
  const places = changes.flatMap(({ packageName, issue }) =>
    issue === undefined ? [] : [`  ${plainText(packageName)}: ${githubUrl}${addressOf(issue)}`],
  );
  const count = changes.length === 1 ? 'maintainer change' : 'maintainer changes';
  return [`\n${table}`, `\n${changes.length} ${count}, told of in:`, ...places].join('\n');
}

function rowOf({ level, score, packageName, signals, alerts, pinned }: ShownChange): string[] {
  const what = signals.map(({ text }) => plainText(text)).join('\n');
  const states = [...Map.groupBy(alerts, (state) => state)].map(([state, of]) => `${of.length} ${state}`);
  const updates = pinned.length > 0 ? pinned.map((range) => `none ${range}`) : ['free'];
  return [`${level} (${score})`, plainText(packageName), what, states.join(', '), updates.join(', ')];
}
