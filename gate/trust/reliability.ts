import type { Known } from '../known.ts';
import { nameOf, remainingBudget, type SloFact } from '../slo/index.ts';
import { type Element, unknownElement } from './element.ts';

/**
 * By the objective with the least of its error budget left, and not by their mean: a service that is down is not made up for by ten that
 * are idle, and one more bad objective never lifts the score. Objectives of which nothing is known, or that had no events, are not
 * counted as kept.
 */
export function judgeBudgets(slos: Known<readonly SloFact[]>): Element {
  if (!slos.known) return unknownElement('budgets', slos.text);
  if (slos.value.length === 0) return unknownElement('budgets', 'no SLO is configured');
  const read = slos.value.map((slo) => ({ slo, budget: remainingBudget(slo) }));
  const missing = read.flatMap(({ budget }) => (budget.state === 'known' ? [] : [budget.text]));
  const [worst] = read
    .flatMap(({ slo, budget }) => (budget.state === 'known' ? [{ slo, remaining: budget.value }] : []))
    .sort((a, b) => a.remaining - b.remaining);
  if (worst === undefined) return unknownElement('budgets', missing[0]!);
  const kept = Math.min(1, Math.max(0, worst.remaining));
  return {
    name: 'budgets',
    known: (read.length - missing.length) / read.length,
    kept,
    losses: kept === 1 ? [] : [{ ...describe(worst), load: 1 }],
    ...(missing.length > 0 ? { why: missing[0] } : {}),
  };
}

function describe({ slo, remaining }: { slo: SloFact; remaining: number }): { cause: string; cure: string } {
  const spent = Math.round((1 - remaining) * 1000) / 10;
  return {
    cause: `${nameOf(slo)} has used ${spent}% of its error budget of ${slo.windowDays} days`,
    cure: `Mend what fails in ${slo.service}: the budget comes back as the errors leave the window`,
  };
}
