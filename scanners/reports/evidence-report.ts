import { evidenceCsv } from './evidence-csv.ts';
import type { EvidenceEntry } from './evidence-entry.ts';
import { evidenceJson } from './evidence-json.ts';
import { evidenceMarkdown } from './evidence-markdown.ts';
import type { Month } from './evidence-month.ts';

export const EVIDENCE_FORMATS = ['json', 'csv', 'markdown'] as const;
export type EvidenceFormat = (typeof EVIDENCE_FORMATS)[number];

/** A month of an installation's evidence, to be read as often as a format needs it: every time the same entries. */
export interface EvidenceSource {
  month: Month;
  installation: { id: number; login: string };
  /** The report is of what was written before this moment. */
  now: Date;
  /** Pages of entries, by time. */
  read(): AsyncIterable<readonly EvidenceEntry[]>;
}

/** The report, bit by bit: however long the month, no more than a page is held. */
export function renderEvidence(format: EvidenceFormat, source: EvidenceSource): AsyncGenerator<string> {
  if (format === 'csv') return evidenceCsv(source);
  return format === 'markdown' ? evidenceMarkdown(source) : evidenceJson(source);
}
