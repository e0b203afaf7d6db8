import { createHash } from 'node:crypto';
import type { CheckResult, Verdict } from '../../../gate/index.ts';

/** Checks whose evidence names things; that of the others are measurements, which are others at every look. */
const NAMING = new Set<CheckResult['check']>(['open-alerts', 'maintainer-changes', 'drift', 'freeze']);

/**
 * What a verdict comes to, without what only moves a little: people are told again when it is another, and not for every look at a clock
 * or a burn rate.
 * @param answer what is done about it
 */
export function saidHash(verdict: Verdict, answer: 'hold' | 'approved' | 'rejected'): string {
  const told = verdict.checks
    .filter(({ effect }) => effect !== 'allow')
    .map(({ check, state, effect, value, evidence, more }) => [
      check,
      state,
      effect,
      ...(NAMING.has(check) ? [value, evidence.map(({ text }) => text), more] : []),
    ]);
  const what = [answer, verdict.verdict, verdict.decided, verdict.override?.id ?? null, told];
  return createHash('sha256').update(JSON.stringify(what)).digest('hex');
}
