import type { Undecided } from '../policy.ts';
import { type BurnPair, burnPairs } from './burn-pairs.ts';
import { burnOver, type Reading } from './reading.ts';
import type { SloFact } from './slo-fact.ts';

/** What a pair says of an objective now. */
export interface PairState {
  pair: BurnPair;
  state: 'fires' | 'quiet' | Undecided;
  long: Reading<number>;
  short: Reading<number>;
}

/** Whichever is first tells of both windows. */
const WORST_FIRST: readonly Undecided[] = ['error', 'no-data', 'no-traffic'];

/**
 * Each pair fires when both of its windows burn faster than its threshold; the alert is the OR over them (Google SRE workbook). One window
 * that is known to be slower settles it: whatever the other is, the pair cannot fire. Counts that cannot be true
 * are state `error`.
 * @throws SloError when the objective's window is no length, which the configuration's reader refuses.
 */
export function pairsOf(slo: SloFact, { minimumEvents = 0 }: { minimumEvents?: number } = {}): PairState[] {
  return burnPairs(slo.windowDays).map((pair) => {
    const long = burnOver(slo, pair.long, minimumEvents);
    const short = burnOver(slo, pair.short, minimumEvents);
    return { pair, state: stateOf(pair, [long, short]), long, short };
  });
}

function stateOf({ threshold }: BurnPair, readings: readonly Reading<number>[]): PairState['state'] {
  const isQuiet = (reading: Reading<number>) => reading.state === 'known' && !(reading.value > threshold);
  if (readings.some(isQuiet)) return 'quiet';
  const worst = WORST_FIRST.find((state) => readings.some((reading) => reading.state === state));
  return worst ?? 'fires';
}
