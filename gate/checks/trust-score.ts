import type { GateFacts } from '../facts.ts';
import type { Known, Unknown } from '../known.ts';
import type { GatePolicy } from '../policy.ts';
import type { TrustScore } from '../trust/trust-score.ts';
import type { CheckFinding } from './check-finding.ts';
import { named } from './in-words.ts';
import { tellApart } from './tell-apart.ts';
import { MOST_EVIDENCE } from './worst-first.ts';

/**
 * Is the score high enough, and does it rest on enough? What nobody measures is left out of a score; what could not be asked is not: the
 * score without it may be far too good, so it passes nobody. A score that is too low fails in any case.
 */
export function checkTrustScore(facts: GateFacts, policy: GatePolicy, trust: TrustScore | null): CheckFinding {
  const { minimum, minimumCoverage } = policy.checks['trust-score'];
  const threshold = `at least ${minimum}, from at least ${percent(minimumCoverage)}% of its weights`;
  const finding = { threshold, sampleSize: null, passesAt: null };
  const failed = failedFact(facts);
  if (trust === null) {
    const [state, why] = failed
      ? (['error', failed.text] as const)
      : (['no-data', 'nothing that it is made of is known'] as const);
    return { ...finding, state, value: null, reason: `The trust score is not known: ${why}.`, evidence: [], more: 0 };
  }
  const { score, coverage, cap, lost } = trust;
  const [value, bound] = tellApart(score, minimum);
  const found = {
    ...finding,
    value: `${value} of 100`,
    evidence: lost.slice(0, MOST_EVIDENCE).map(({ points, cause, cure }) => {
      return { text: `${points} points: ${named(cause, 200)}. ${named(cure, 200)}` };
    }),
    more: Math.max(0, lost.length - MOST_EVIDENCE),
  };
  if (!(score >= minimum)) {
    const most = cap
      ? `It is held at ${cap.at}: ${named(cap.why, 200)}`
      : lost[0] && `Most is lost here: ${named(lost[0].cause, 200)}`;
    const cure = lost[0] ? ` ${named(lost[0].cure, 200)}.` : '';
    const reason = `The trust score is ${value} of 100; at least ${bound} is asked.${most ? ` ${most}.` : ''}${cure}`;
    return { ...found, state: 'fail', reason };
  }
  if (failed) {
    const reason = `The trust score of ${value} leaves out what could not be asked: ${failed.text}.`;
    return { ...found, state: 'error', reason };
  }
  const [rests, least] = tellApart(coverage * 100, minimumCoverage * 100);
  if (!(coverage >= minimumCoverage)) {
    const reason = `The trust score of ${value} rests on ${rests}% of its weights; at least ${least}% has to be known.`;
    return { ...found, state: 'no-data', reason };
  }
  const partly = coverage < 1 ? `, from ${rests}% of its weights` : '';
  return {
    ...found,
    state: 'pass',
    reason: `The trust score is ${value} of 100${partly}; at least ${bound} is asked.`,
  };
}

function failedFact(facts: GateFacts): Pick<Unknown, 'text'> | undefined {
  const { alerts, alertGaps = [], maintainerChanges, supplyChain, drift, slos, changeSafety } = facts;
  const budgets = slos.known ? slos.value.map(({ budget }) => budget) : [];
  const asked: Known<unknown>[] = [alerts, maintainerChanges, supplyChain, drift, slos, ...budgets, changeSafety];
  const failed = asked.find((fact): fact is Unknown => !fact.known && fact.why === 'error');
  return failed ?? alertGaps.map((gap) => ({ text: named(gap, 200) }))[0];
}

function percent(share: number): number {
  return Number((share * 100).toFixed(2));
}
