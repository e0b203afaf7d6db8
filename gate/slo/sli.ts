import { SloError } from './slo-error.ts';
import type { Sample } from './slo-fact.ts';

/**
 * Share of events that were good: good / total, of sums and never of ratios (Google SRE workbook, "Implementing SLOs"). Null: there were
 * no events, and so there is no share.
 * @throws SloError when the counts cannot be true.
 */
export function sliOf(sample: Sample): number | null {
  const ratio = errorRatio(sample);
  return ratio === null ? null : 1 - ratio;
}

/**
 * How many times faster than the promise allows the error budget is used up: error ratio / (1 - target). 1 uses it up exactly in the
 * objective's window (Google SRE workbook, "Alerting on SLOs"). Null: there were no events.
 * @throws SloError when the counts or the target cannot be true.
 */
export function burnRate(sample: Sample, target: number): number | null {
  const wrong = targetProblem(target);
  if (wrong !== null) throw new SloError(wrong);
  const ratio = errorRatio(sample);
  return ratio === null ? null : ratio / (1 - target);
}

/** The burn rate when everything fails: 1 / (1 - target). None is higher. */
export function maximumBurn(target: number): number {
  const wrong = targetProblem(target);
  if (wrong !== null) throw new SloError(wrong);
  return 1 / (1 - target);
}

/** Why counts cannot be true; null where they can. Fractions can: Prometheus extrapolates. */
export function sampleProblem({ good, total }: Sample): string | null {
  for (const [name, count] of Object.entries({ good, total })) {
    if (!Number.isFinite(count) || count < 0) {
      return `expected a count of ${name} events, found ${String(count)}`;
    }
  }
  return good > total ? `expected at most as many good events as there were, found ${good} of ${total}` : null;
}

export function targetProblem(target: number): string | null {
  return Number.isFinite(target) && target > 0 && target < 1
    ? null
    : `expected a target above 0 and below 1, found ${String(target)}`;
}

/** From bad events, and not as 1 - SLI: near 1, where targets are, the subtraction would eat the digits that matter. */
function errorRatio(sample: Sample): number | null {
  const wrong = sampleProblem(sample);
  if (wrong !== null) throw new SloError(wrong);
  return sample.total === 0 ? null : (sample.total - sample.good) / sample.total;
}
