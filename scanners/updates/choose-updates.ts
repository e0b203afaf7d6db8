import { compareRanks, type UpdateRank } from './rank-updates.ts';

/** A pull request that could be opened. */
export interface UpdateCandidate {
  /** Breaks ties, so that the same comes of the same: repository and branch. */
  key: string;
  rank: UpdateRank;
  /** Since when it waits for a place; undefined: it is new. */
  deferredAt?: Date;
}

/** At most so many pull requests a run over an installation. */
export const UPDATE_CAP = 25;

/** Who gets the places that are left: the worst first, and among equals who has waited longest. */
export function chooseUpdates<Candidate extends UpdateCandidate>(
  candidates: readonly Candidate[],
  places: number,
): { chosen: Candidate[]; deferred: Candidate[] } {
  const sorted = [...candidates].sort(compareCandidates);
  return { chosen: sorted.slice(0, Math.max(0, places)), deferred: sorted.slice(Math.max(0, places)) };
}

export function compareCandidates(a: UpdateCandidate, b: UpdateCandidate): number {
  return compareRanks(a.rank, b.rank) || waitsSince(a) - waitsSince(b) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}

function waitsSince({ deferredAt }: UpdateCandidate): number {
  return deferredAt?.getTime() ?? Number.MAX_SAFE_INTEGER;
}
