export { escapeMarkdown } from './escape-markdown.ts';
export { findingTable, type TableLook } from './finding-table.ts';
export { advisoryUrl, fixTexts, severityText, whyText } from './finding-text.ts';
export type { JsonFinding, JsonReport } from './json-report.ts';
export { plainText } from './plain-text.ts';
export { REPORT_FORMATS, type ReportFormat, renderReport } from './render-report.ts';
export type { ReportedFinding, ScanFailure, ScannedLockfile, ScanReport, SuppressedFinding } from './scan-report.ts';
export { type ScanSummary, summarize, summaryText } from './summarize.ts';
