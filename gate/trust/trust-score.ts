/** The parts of the score. Their weights are in `weights.ts` and docs/trust-score.md. */
export const TRUST_PARTS = [
  'vulnerabilities',
  'supply-chain',
  'reliability',
  'configuration',
  'change-safety',
] as const;
export type TrustPart = (typeof TRUST_PARTS)[number];

/** Below 50, 70, 85, and from 85 on. */
export type TrustBand = 'red' | 'orange' | 'green' | 'dark-green';

/** Points of the whole score that something costs. */
export interface PointsLost {
  part: TrustPart;
  /** Of the 100, after re-weighting; a cap's is what it took away beyond the rest. */
  points: number;
  /** In words, such as `2 critical vulnerabilities that a fix is known for`. */
  cause: string;
  /** The act that wins them back, such as `Merge the update pull requests of minimist and qs`. */
  cure: string;
}

export interface TrustScore {
  version: number;
  /** Whole, 0 to 100. */
  score: number;
  band: TrustBand;
  /** Share of the weights that the score rests on, 0 to 1. */
  coverage: number;
  /** Each part, 0 to 100 in tenths, rounded down, with its share of this score; null: not known, and why. */
  parts: Record<TrustPart, { score: number; weight: number } | { score: null; why: string }>;
  /** What held it down beyond its parts. */
  cap: { at: number; why: string } | null;
  /** Largest first. */
  lost: readonly PointsLost[];
}
