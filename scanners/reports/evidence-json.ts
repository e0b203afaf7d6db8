import { type EvidenceEntry, readEvidence } from './evidence-entry.ts';
import type { EvidenceSource } from './evidence-report.ts';
import { createEvidenceSummary, type EvidenceChain, type EvidenceSummary } from './evidence-summary.ts';
import { escapeJson } from './safe-json.ts';

/** As `EvidenceReport` of the API's document: what is counted first, then every entry as it is stored. */
export async function* evidenceJson(source: EvidenceSource): AsyncGenerator<string> {
  const summary = createEvidenceSummary();
  for await (const page of source.read()) for (const entry of page) summary.add(entry);
  const head = escapeJson(JSON.stringify(headOf(source, summary.result()), null, 2));
  yield `${head.slice(0, head.lastIndexOf('\n}'))},\n  "rows": [`;
  let separator = '\n';
  for await (const page of source.read()) {
    let lines = '';
    for (const entry of page) {
      lines += `${separator}    ${escapeJson(JSON.stringify(rowOf(entry)))}`;
      separator = ',\n';
    }
    yield lines;
  }
  yield '\n  ]\n}\n';
}

function headOf({ month, installation, now }: EvidenceSource, { entries, counts, chain }: EvidenceSummary) {
  return {
    month: month.name,
    from: month.from.toISOString(),
    to: month.to.toISOString(),
    complete: month.to <= now,
    installation,
    entries,
    counts,
    chain: chain === null ? null : chainOf(chain),
  };
}

function chainOf({ first, last, ofOtherMonths }: EvidenceChain) {
  return {
    first: { seq: first.seq, prev_hash: first.prevHash, hash: first.hash },
    last: { seq: last.seq, prev_hash: last.prevHash, hash: last.hash },
    of_other_months: ofOtherMonths,
  };
}

function rowOf(entry: EvidenceEntry) {
  const { seq, at, event, subject, prevHash: prev_hash, hash } = entry;
  const { kind } = readEvidence(entry);
  return { seq, at: at.toISOString(), kind, event, subject, data: JSON.parse(entry.data), prev_hash, hash };
}
