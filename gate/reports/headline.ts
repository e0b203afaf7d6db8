import { named } from '../checks/in-words.ts';
import type { CheckName } from '../policy.ts';
import type { CheckResult, Verdict } from '../verdict.ts';
import { sharedReason } from './shared-reason.ts';

/** What a check is about, as people say it. */
export const CHECK_TITLES: Readonly<Record<CheckName, string>> = {
  'open-alerts': 'open alerts',
  'trust-score': 'trust score',
  'burn-rate': 'burn rate',
  'maintainer-changes': 'maintainer changes',
  drift: 'drift',
  freeze: 'freeze',
  soak: 'soak',
};

/** The verdict in a few words, plain: `Blocked: open alerts, trust score`. A block that nobody decided is never called one. */
export function headlineOf(verdict: Verdict): string {
  if (verdict.override) {
    const { people, instead } = verdict.override;
    const was = instead === 'block' ? 'what blocks it' : 'its warnings';
    return `May go ahead: ${people.map((login) => named(login, 40)).join(' and ')} overrode ${was}`;
  }
  if (verdict.verdict === 'allow') return 'May go ahead';
  if (verdict.verdict === 'warn') return `May go ahead, with warnings: ${titlesOf(withEffect(verdict, 'warn'))}`;
  if (sharedReason(verdict) !== undefined) return 'Could not decide: nothing could be checked';
  return `${verdict.decided ? 'Blocked' : 'Could not decide'}: ${titlesOf(blockersOf(verdict))}`;
}

/** What blocks, or would without an override: what is known to be wrong first. */
export function blockersOf(verdict: Verdict): CheckResult[] {
  const blockers = withEffect(verdict, 'block');
  return [...blockers.filter(({ state }) => state === 'fail'), ...blockers.filter(({ state }) => state !== 'fail')];
}

function withEffect({ checks }: Verdict, wanted: CheckResult['effect']): CheckResult[] {
  return checks.filter(({ effect }) => effect === wanted);
}

function titlesOf(checks: readonly CheckResult[]): string {
  return checks.map(({ check }) => CHECK_TITLES[check]).join(', ');
}
