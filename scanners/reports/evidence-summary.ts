import { type EvidenceEntry, type EvidenceKind, evidenceKinds, readEvidence } from './evidence-entry.ts';

/** What is said of a month before its rows. */
export interface EvidenceSummary {
  entries: number;
  counts: Record<EvidenceKind, number>;
  /** Where the rows stand in the chain; null where the month has none. */
  chain: EvidenceChain | null;
}

/** Enough to check the rows: against each other by their hashes, and against the store by the ends. */
export interface EvidenceChain {
  first: ChainLink;
  last: ChainLink;
  /**
   * Entries between first and last that are of another month: clocks of several machines differ, and the chain goes by
   * the order of writing.
   */
  ofOtherMonths: number;
}

export type ChainLink = Pick<EvidenceEntry, 'seq' | 'at' | 'prevHash' | 'hash'>;

/** Takes entries one by one, in any order; keeps counts and the two ends, and none of the entries. */
export function createEvidenceSummary(): { add: (entry: EvidenceEntry) => void; result: () => EvidenceSummary } {
  const counts = Object.fromEntries(evidenceKinds.map((kind) => [kind, 0])) as Record<EvidenceKind, number>;
  let entries = 0;
  let first: ChainLink | undefined;
  let last: ChainLink | undefined;

  return {
    add(entry) {
      const { seq, at, prevHash, hash } = entry;
      entries += 1;
      counts[readEvidence(entry).kind] += 1;
      if (first === undefined || seq < first.seq) first = { seq, at, prevHash, hash };
      if (last === undefined || seq > last.seq) last = { seq, at, prevHash, hash };
    },
    result() {
      if (first === undefined || last === undefined) return { entries, counts: { ...counts }, chain: null };
      const ofOtherMonths = last.seq - first.seq + 1 - entries;
      return { entries, counts: { ...counts }, chain: { first, last, ofOtherMonths } };
    },
  };
}
