import { styleText } from 'node:util';
import Table from 'cli-table3';
import type { AlertFacts } from '../alerts/index.ts';
import type { Severity } from '../osv/advisory.ts';
import { fixTexts, severityText, whyTexts } from './finding-text.ts';
import { plainText } from './plain-text.ts';

const HEAD = ['severity', 'package', 'version', 'advisory', 'fixed in', 'why it is there'];
const STYLES: Record<Severity, Parameters<typeof styleText>[0]> = {
  critical: ['bold', 'red'],
  high: 'red',
  unknown: 'magenta',
  medium: 'yellow',
  low: 'dim',
};

export interface TableLook {
  /** Colours, for terminals that show them. */
  color?: boolean;
  /** Columns to stay within, by wrapping the last cell; left out: as wide as it gets. */
  width?: number;
}

/** The findings as a table, a row for each version: its fix and its way stay beside it, wrapped or not. */
export function findingTable(findings: readonly AlertFacts[], { color = false, width }: TableLook = {}): string {
  const shown = findings.flatMap((facts) => rowsOf(facts).map((cells) => ({ cells, severity: facts.severity })));
  const rows = shown.map(({ cells }) => cells);
  const table = new Table({
    head: HEAD,
    style: { head: [], border: [], compact: true },
    wordWrap: true,
    wrapOnWordBoundary: true,
    colWidths: width === undefined ? [] : [...HEAD.keys()].map((column) => widthOf(column, rows, width)),
  });
  for (const { cells, severity } of shown) {
    const [first = '', ...rest] = cells;
    const styled = color && first !== '';
    table.push([styled ? styleText(STYLES[severity], first, { validateStream: false }) : first, ...rest]);
  }
  return table.toString();
}

/** What all versions have in common stands in the first row only. */
function rowsOf(facts: AlertFacts): string[][] {
  const fixes = fixTexts(facts);
  const ways = whyTexts(facts);
  return facts.versions.map((version, index) => [
    index === 0 ? severityText(facts) : '',
    index === 0 ? plainText(facts.packageName) : '',
    plainText(version),
    index === 0 ? plainText(facts.groupKey) : '',
    plainText(fixes[index] ?? ''),
    plainText(ways[index] ?? ''),
  ]);
}

/** Only the last column gives way, and no further than to its longest word: names and versions are no use in pieces. */
function widthOf(column: number, rows: string[][], width: number): number | null {
  const last = HEAD.length - 1;
  if (column !== last) return null;
  const taken = HEAD.slice(0, last).map((head, at) =>
    Math.max(head.length, ...rows.map((row) => row[at]?.length ?? 0)),
  );
  const borders = HEAD.length + 1;
  const padding = 2;
  const left = width - borders - taken.reduce((sum, each) => sum + each + padding, 0);
  const cells = [HEAD[last]!, ...rows.map((row) => row[last] ?? '')];
  const wanted = Math.max(...cells.map((cell) => cell.length)) + padding;
  const least = Math.max(20, ...cells.map((cell) => longestOf(cell, ' ') + padding));
  return Math.min(wanted, Math.max(least, left));
}

function longestOf(cell: string, between: string): number {
  return Math.max(...cell.split(between).map((part) => part.length));
}
