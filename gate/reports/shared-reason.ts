import type { CheckResult, Verdict } from '../verdict.ts';

/** Where nothing could be checked at all, for one and the same reason, such as a policy that cannot be read: one check that stands for all. */
export function sharedReason({ checks }: Pick<Verdict, 'checks'>): CheckResult | undefined {
  const [first] = checks;
  if (first === undefined || checks.length < 2) return undefined;
  const same = checks.every(({ state, value, reason }) => {
    return state === 'error' && value === null && reason === first.reason;
  });
  return same ? first : undefined;
}

/** What blocks first, then what is warned of; else in the order of checks. */
export function worstEffectFirst(checks: readonly CheckResult[]): CheckResult[] {
  const having = (wanted: CheckResult['effect']) => checks.filter(({ effect }) => effect === wanted);
  return [...having('block'), ...having('warn'), ...having('allow')];
}
