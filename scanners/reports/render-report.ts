import type { TableLook } from './finding-table.ts';
import type { ScanReport } from './scan-report.ts';

export const REPORT_FORMATS = ['table', 'json', 'sarif', 'cyclonedx', 'markdown'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** A format's code is loaded when it is asked for. `look` is for the table alone. */
export async function renderReport(format: ReportFormat, report: ScanReport, look?: TableLook): Promise<string> {
  switch (format) {
    case 'table':
      return (await import('./render-table.ts')).renderTable(report, look);
    case 'json':
      return (await import('./render-json.ts')).renderJson(report);
    case 'sarif':
      return (await import('./render-sarif.ts')).renderSarif(report);
    case 'cyclonedx':
      return (await import('./render-cyclonedx.ts')).renderCyclonedx(report);
    case 'markdown':
      return (await import('./render-markdown.ts')).renderMarkdown(report);
  }
}
