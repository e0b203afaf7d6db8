import { escapeMarkdown } from './escape-markdown.ts';
import {
  EVIDENCE_KINDS,
  type EvidenceEntry,
  type EvidenceKind,
  evidenceKinds,
  readEvidence,
} from './evidence-entry.ts';
import type { EvidenceSource } from './evidence-report.ts';
import { createEvidenceSummary, type EvidenceChain } from './evidence-summary.ts';

/** Rows of a kind: a page for people. The other formats have every one. */
const ROWS_SHOWN = 500;
const LISTED = 10;
const HEAD =
  '| When (UTC) | Repository | Lockfile | Package | Advisories | Why | Entry |\n| --- | --- | --- | --- | --- | --- | --- |';

/** For people: counts, the rows of every kind, and what to check them by. */
export async function* evidenceMarkdown(source: EvidenceSource): AsyncGenerator<string> {
  const { month, installation, now } = source;
  const summary = createEvidenceSummary();
  const shown = new Map<EvidenceKind, string[]>(evidenceKinds.map((kind) => [kind, []]));
  for await (const page of source.read()) {
    for (const entry of page) {
      summary.add(entry);
      const rows = shown.get(readEvidence(entry).kind)!;
      if (rows.length < ROWS_SHOWN) rows.push(tableRow(entry));
    }
  }
  const { entries, counts, chain } = summary.result();
  const account = escapeMarkdown(installation.login, 100);
  yield `# Evidence of ${month.name}: ${account}\n\n`;
  if (month.to > now) yield `The month is not over: this is what was recorded until ${now.toISOString()}.\n\n`;
  yield '| What | Entries |\n| --- | ---: |\n';
  for (const kind of evidenceKinds) yield `| ${EVIDENCE_KINDS[kind]} | ${counts[kind]} |\n`;
  yield `| **All** | **${entries}** |\n`;
  for (const kind of evidenceKinds) {
    const rows = shown.get(kind)!;
    if (rows.length === 0) continue;
    yield `\n## ${EVIDENCE_KINDS[kind]}\n\n${HEAD}\n${rows.join('\n')}\n`;
    if (counts[kind] > rows.length) {
      yield `\n${counts[kind] - rows.length} more are left out here; the CSV and the JSON of this report have them.\n`;
    }
  }
  yield `\n## How to check this\n\n${chain === null ? 'Nothing was recorded.' : howToCheck(chain)}\n`;
}

function tableRow(entry: EvidenceEntry): string {
  const row = readEvidence(entry);
  const versions = row.versions.slice(0, LISTED).join(', ');
  const until = row.until === '' ? '' : `until ${row.until.slice(0, 10)}`;
  const by = row.by === '' ? '' : `by ${row.by}`;
  // The reason is last: a long one is cut.
  const why = [entry.event.replace(/^alert\./, ''), until, by, row.reason].filter((part) => part !== '').join('; ');
  const cells = [
    entry.at.toISOString().slice(0, 16).replace('T', ' '),
    escapeMarkdown(row.repository, 150),
    escapeMarkdown(row.lockfile, 200),
    escapeMarkdown([row.package, versions].filter((part) => part !== '').join(' '), 300),
    escapeMarkdown([...row.advisories.slice(0, LISTED), row.severity].filter((part) => part !== '').join(', '), 300),
    escapeMarkdown(why, 500),
    String(entry.seq),
  ];
  return `| ${cells.join(' | ')} |`;
}

function howToCheck({ first, last, ofOtherMonths }: EvidenceChain): string {
  const between =
    ofOtherMonths === 0 ? '' : ` Of those, ${ofOtherMonths} of another month: the chain goes by the order of writing.`;
  return `Entries ${first.seq} to ${last.seq} of the chain.${between}

- Hash before the first: \`${first.prevHash}\`
- Hash of the last: \`${last.hash}\`

\`lockkeeper evidence verify\` proves the whole chain; the JSON of this report has every entry with its hashes.`;
}
