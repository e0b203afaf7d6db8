import { known } from '../known.ts';
import type { Sample, SloFact } from './slo-fact.ts';

export const SLO_AT = '2026-11-25T12:00:00Z';

/** For tests: an objective of 99.9% over 30 days that has kept half of its budget, and whose windows were not measured. */
export function makeSlo(rest: Partial<SloFact> = {}): SloFact {
  return {
    name: 'availability',
    service: 'shop',
    target: 0.999,
    windowDays: 30,
    windows: {},
    budget: known({ good: 999_500, total: 1_000_000 }, SLO_AT),
    ...rest,
  };
}

/** Counts that burn so fast at a target. */
export function burning(rate: number, target = 0.999, total = 1_000_000): Sample {
  return { good: total - rate * (1 - target) * total, total };
}
