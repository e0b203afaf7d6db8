import type { TrustBand } from './trust-score.ts';

/** From the worst. `from` is the least score of a band. */
export const BANDS: readonly { band: TrustBand; from: number }[] = [
  { band: 'red', from: 0 },
  { band: 'orange', from: 50 },
  { band: 'green', from: 70 },
  { band: 'dark-green', from: 85 },
];

export function bandOf(score: number): TrustBand {
  return BANDS.findLast(({ from }) => score >= from)?.band ?? 'red';
}
