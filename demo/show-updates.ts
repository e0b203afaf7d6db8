import Table from 'cli-table3';
import { plainText } from '../scanners/reports/index.ts';
import type { ShownPull, ShownUpdates } from './read-updates.ts';

const HEAD = ['repository', 'pull request', 'title', 'clears', 'with', 'state'];
const LONGEST_LINE = 160;

/** A table of the pull requests; below it, a line for each thing that none is about, and where the dashboards are. */
export function showUpdates({ pulls, left, dashboards }: ShownUpdates): string {
  const table = new Table({ head: HEAD, style: { head: [], border: [], compact: true } });
  for (const pull of pulls) table.push(rowOf(pull));
  const open = pulls.filter(({ state }) => state === 'open');
  const cleared = open.reduce((sum, pull) => sum + pull.cleared, 0);
  const parts = [
    ...(pulls.length === 0 ? [] : [`\n${table}`]),
    `\n${count(open.length, 'open pull request')} that together ${open.length === 1 ? 'clears' : 'clear'} ${count(cleared, 'finding')}.`,
  ];
  const troubled = pulls.filter(({ state, reason }) => state !== 'open' && reason !== null);
  const lines = [
    ...troubled.map(({ repository, state, reason }) => `${repository}: ${state}: ${reason}`),
    ...left.map(({ place, packageName, reason, text }) =>
      [place, packageName, reason, firstSentence(text)].filter((part) => part !== undefined).join(': '),
    ),
  ];
  if (lines.length > 0)
    parts.push(`\nLeft as it is:\n${lines.map((line) => `  ${short(plainText(line))}`).join('\n')}`);
  if (dashboards.length > 0) {
    const places = dashboards.map(({ repository, number }) => `${repository} #${number}`);
    parts.push(`\nDashboard issues: ${plainText(places.join(', '))}.`);
  }
  return parts.join('\n');
}

function rowOf({ repository, number, title, cleared, ways, state }: ShownPull): string[] {
  return [repository, number === null ? '–' : `#${number}`, title, String(cleared), ways.join(', '), state].map(
    (cell) => plainText(cell),
  );
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** What may be done about it, the pull request and the dashboard say. */
function firstSentence(text: string): string {
  return text.split(/(?<=\.) /, 1)[0] ?? '';
}

function short(line: string): string {
  return line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE - 1)}…`;
}
