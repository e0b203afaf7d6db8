import Table from 'cli-table3';
import { plainText } from '../../scanners/reports/plain-text.ts';

export interface Look {
  color?: boolean;
  /** Columns to stay within, by wrapping the last cell. */
  width?: number;
}

/** Where there is no terminal, the last column is still kept readable. */
const WIDEST = 100;

/** A table for people. Cells may be of several lines; every text is made harmless for terminals. */
export function textTable(head: string[], rows: readonly string[][], { width }: Look): string {
  const plain = rows.map((row) =>
    row.map((cell) =>
      cell
        .split('\n')
        .map((line) => plainText(line, 1000))
        .join('\n'),
    ),
  );
  const table = new Table({
    head,
    style: { head: [], border: [], compact: true },
    wordWrap: true,
    wrapOnWordBoundary: true,
    colWidths: head.map((_, column) => (column === head.length - 1 ? lastWidth(head, plain, width) : null)),
  });
  table.push(...plain);
  return table.toString();
}

/** Only the last column gives way: names and versions are no use in pieces. */
function lastWidth(head: readonly string[], rows: readonly string[][], width: number | undefined): number {
  const last = head.length - 1;
  const widest = (column: number) =>
    Math.max(
      ...[head[column]!, ...rows.map((row) => row[column] ?? '')]
        .flatMap((cell) => cell.split('\n'))
        .map((line) => line.length),
    );
  const padding = 2;
  const taken = head.slice(0, last).reduce((sum, _, column) => sum + widest(column) + padding + 1, 2);
  const left = width === undefined ? WIDEST : Math.max(40, width - taken);
  return Math.min(widest(last) + padding, left);
}
