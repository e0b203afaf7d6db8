import { checkBurnRate } from './checks/burn-rate.ts';
import type { CheckFinding } from './checks/check-finding.ts';
import { checkDrift } from './checks/drift.ts';
import { checkFreeze } from './checks/freeze.ts';
import { named } from './checks/in-words.ts';
import { checkMaintainerChanges } from './checks/maintainer-changes.ts';
import { checkOpenAlerts } from './checks/open-alerts.ts';
import { checkSoak } from './checks/soak.ts';
import { checkTrustScore } from './checks/trust-score.ts';
import type { GateFacts } from './facts.ts';
import { overrideThatHolds } from './overrides.ts';
import { CHECKS, type CheckName, EFFECTS, type Effect, type GatePolicy, type Mode } from './policy.ts';
import { scoreTrust } from './trust/index.ts';
import type { CheckResult, CheckState, Verdict } from './verdict.ts';

type Made = Exclude<Mode, 'off'>;

/**
 * May this deploy go ahead? The worst of what the checks come to. The same facts, policy and time give the same verdict. A check that throws
 * is one that could not be made, never one that passed.
 */
export function evaluate(facts: GateFacts, policy: GatePolicy, now: Date): Verdict {
  const trust = attempt(() => scoreTrust(facts, now));
  const make: Record<CheckName, () => CheckFinding> = {
    'open-alerts': () => checkOpenAlerts(facts, policy, now),
    'trust-score': () => checkTrustScore(facts, policy, takeFrom(trust)),
    'burn-rate': () => checkBurnRate(facts, policy),
    'maintainer-changes': () => checkMaintainerChanges(facts, policy, now),
    drift: () => checkDrift(facts, policy),
    freeze: () => checkFreeze(facts, policy, now),
    soak: () => checkSoak(facts, policy, now),
  };
  const checks = CHECKS.flatMap((check) => {
    const { mode } = policy.checks[check];
    return mode === 'off' ? [] : [resultOf(check, mode, findingOf(make[check]), policy)];
  });
  const worst = checks.reduce<Effect>((most, { effect }) => worseEffect(most, effect), 'allow');
  const blockers = checks.filter(({ effect }) => effect === 'block');
  const holding = worst === 'block' ? overrideThatHolds(facts, policy, now) : null;
  const verdict = holding ? 'allow' : worst;
  return {
    verdict,
    decided: verdict !== 'block' || blockers.some(({ state }) => isKnown(state)),
    environment: facts.environment,
    repository: facts.repository,
    ...(facts.sha === undefined ? {} : { sha: facts.sha }),
    at: now.toISOString(),
    checks,
    score: 'value' in trust ? trust.value : null,
    override: holding && { ...holding, instead: worst },
    passesAt: verdict === 'block' ? latestOf(blockers) : null,
  };
}

type Attempt<T> = { value: T } | { thrown: unknown };

function attempt<T>(make: () => T): Attempt<T> {
  try {
    return { value: make() };
  } catch (thrown) {
    return { thrown };
  }
}

function takeFrom<T>(attempted: Attempt<T>): T {
  if ('thrown' in attempted) throw attempted.thrown;
  return attempted.value;
}

function findingOf(make: () => CheckFinding): CheckFinding {
  const made = attempt(make);
  if ('value' in made) return made.value;
  const { thrown } = made;
  const said = named(thrown instanceof Error ? thrown.message : String(thrown), 200);
  return {
    state: 'error',
    value: null,
    threshold: 'not known',
    sampleSize: null,
    reason: `The check could not be made, by a fault of Lockkeeper: ${said}.`,
    evidence: [],
    more: 0,
    passesAt: null,
  };
}

function resultOf(check: CheckName, mode: Made, finding: CheckFinding, policy: GatePolicy): CheckResult {
  const effect = effectOf(finding.state, policy);
  const { passesAt } = finding;
  return {
    check,
    mode,
    ...finding,
    state: mode === 'warn' && finding.state === 'fail' ? 'warn' : finding.state,
    effect: mode === 'warn' && effect === 'block' ? 'warn' : effect,
    passesAt: finding.state === 'pass' ? null : passesAt,
  };
}

function effectOf(state: CheckState, { unknown }: GatePolicy): Effect {
  if (state === 'pass') return 'allow';
  if (state === 'warn') return 'warn';
  if (state === 'fail') return 'block';
  const effect = unknown[state];
  // A policy that was kept by an older version may lack a word: that is no permission.
  return EFFECTS.includes(effect) ? effect : 'block';
}

function isKnown(state: CheckState): boolean {
  return state === 'pass' || state === 'warn' || state === 'fail';
}

function worseEffect(a: Effect, b: Effect): Effect {
  return EFFECTS.indexOf(a) >= EFFECTS.indexOf(b) ? a : b;
}

/** When the last of them would pass; null where one of them cannot say. */
function latestOf(blockers: readonly CheckResult[]): string | null {
  const times = blockers.map(({ passesAt }) => (passesAt === null ? Number.NaN : Date.parse(passesAt)));
  return times.some(Number.isNaN) ? null : new Date(Math.max(...times)).toISOString();
}
