import { burnOver, type Reading, readBurn } from './reading.ts';
import type { BurnWindow, SloFact } from './slo-fact.ts';

/**
 * Share of the error budget that is left: 1 - burn rate over the whole window. Negative when more was used than there was. Never throws.
 */
export function remainingBudget(slo: SloFact): Reading<number> {
  const burn = readBurn(slo, slo.budget, { over: `${slo.windowDays} days` });
  return burn.state === 'known' ? { ...burn, value: 1 - burn.value } : burn;
}

/**
 * Days until the budget is spent at the recent speed: remaining × window / burn rate. Nothing left: 0, whatever the speed. Nothing
 * burning: never. Old errors leave a rolling window as well, so the true day is later, if it comes at all.
 */
export function exhaustion(given: { remaining: number; windowDays: number; burn: number }): number | 'never' {
  const { remaining, windowDays, burn } = given;
  if (remaining <= 0) return 0;
  return burn <= 0 ? 'never' : (remaining * windowDays) / burn;
}

/** Of an objective, at its speed over a window. What is not known of either is not known of the day. Never throws. */
export function exhaustionOf(slo: SloFact, recent: BurnWindow = '6h'): Reading<number | 'never'> {
  const remaining = remainingBudget(slo);
  if (remaining.state !== 'known') return remaining;
  if (remaining.value <= 0) return { ...remaining, value: 0 };
  const burn = burnOver(slo, recent);
  if (burn.state !== 'known') return burn;
  return { ...burn, value: exhaustion({ remaining: remaining.value, windowDays: slo.windowDays, burn: burn.value }) };
}
