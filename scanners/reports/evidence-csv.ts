import { readEvidence } from './evidence-entry.ts';
import type { EvidenceSource } from './evidence-report.ts';
import { plainText } from './plain-text.ts';

const COLUMNS =
  'seq,at,kind,event,subject,repository,lockfile,package,versions,advisories,severity,reason,until,by,prev_hash,hash';
const LONGEST = 2000;

/**
 * RFC 4180, one line an entry. A cell that a spreadsheet would take for a formula gets an apostrophe before it
 * (https://owasp.org/www-community/attacks/CSV_Injection); the names of scoped packages are among them.
 */
export async function* evidenceCsv({ read }: EvidenceSource): AsyncGenerator<string> {
  yield `${COLUMNS}\r\n`;
  for await (const page of read()) {
    let lines = '';
    for (const entry of page) {
      const row = readEvidence(entry);
      const cells = [
        ...[entry.event, entry.subject, row.repository, row.lockfile, row.package, row.versions.join(' ')],
        ...[row.advisories.join(' '), row.severity, row.reason, row.until, row.by, entry.prevHash, entry.hash],
      ];
      lines += `${[entry.seq, entry.at.toISOString(), row.kind, ...cells.map(csvCell)].join(',')}\r\n`;
    }
    yield lines;
  }
}

/** What makes a formula, in the full-width forms that spreadsheets take for the same too. */
const FORMULA = /^\s*[=+\-@＝＋－＠|%]/;

export function csvCell(text: string): string {
  const plain = plainText(text, LONGEST);
  const safe = FORMULA.test(plain) ? `'${plain}` : plain;
  return /[",;\s]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
