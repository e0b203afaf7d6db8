import { findingTable, type TableLook } from './finding-table.ts';
import { count } from './finding-text.ts';
import { plainText } from './plain-text.ts';
import type { ScanReport } from './scan-report.ts';
import { summarize, summaryText } from './summarize.ts';

/** For people: a table for each lockfile that has findings, and a line that sums up. */
export function renderTable(report: ScanReport, look: TableLook = {}): string {
  const parts = report.lockfiles
    .filter(({ findings }) => findings.length > 0)
    .map(({ path, lockfile, items, findings }) => {
      const { format, formatVersion } = lockfile;
      const head = `${plainText(path)} (${format} ${plainText(formatVersion, 20)}, ${count(items.length, 'package')})`;
      return `${head}\n${findingTable(
        findings.map(({ facts }) => facts),
        look,
      )}\n`;
    });
  return `${[...parts, summaryText(summarize(report))].join('\n')}\n`;
}
