import { type DecisionFilter, readDecisions, type WholeDecision } from '../../db/gate-decision-pages.ts';
import type { Db } from '../../db/open-database.ts';
import { evaluate, type GatePolicy, type Verdict } from '../../gate/index.ts';

/** A past decision, and what the proposed policy would have made of the same facts at the same time. */
export interface Replayed {
  decision: WholeDecision;
  verdict: Verdict;
}

const PAGE = 50;

/**
 * Replays past decisions against a proposed policy, the oldest first. The facts are those that were gathered then: what nobody asked for at
 * the time is not known in the replay either.
 */
export async function* backtest(
  db: Db,
  filter: DecisionFilter,
  { policyFor, most }: { policyFor: (environment: string) => GatePolicy; most: number },
): AsyncGenerator<Replayed> {
  let after = 0;
  for (let left = most; left > 0; left -= PAGE) {
    const page = await readDecisions(db, filter, { after, limit: Math.min(PAGE, left) });
    for (const decision of page) {
      yield { decision, verdict: evaluate(decision.facts, policyFor(decision.environment), decision.at) };
    }
    if (page.length < PAGE) return;
    after = page.at(-1)!.id;
  }
}
