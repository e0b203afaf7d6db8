import { checkBurnRate } from './checks/burn-rate.ts';
import type { CheckFinding } from './checks/check-finding.ts';
import { checkDrift } from './checks/drift.ts';
import { checkFreeze } from './checks/freeze.ts';
import { named } from './checks/in-words.ts';
import { checkMaintainerChanges } from './checks/maintainer-changes.ts';
import { checkOpenAlerts } from './checks/open-alerts.ts';
import { checkSoak } from './checks/soak.ts';
import { checkTrustScore } from './checks/trust-score.ts';
import { earliestPass } from './earliest-pass.ts';
import type { GateFacts } from './facts.ts';
import { overrideThatHolds } from './overrides.ts';
import { CHECKS, type CheckName, EFFECTS, type Effect, type GatePolicy, type Mode, UNDECIDED } from './policy.ts';
import { scoreTrust } from './trust/index.ts';
import type { CheckResult, CheckState, Verdict } from './verdict.ts';

const STATES: readonly CheckState[] = ['pass', 'warn', 'fail', ...UNDECIDED];

/** Checks that may come to something else when nothing but the time is another. */
const TIMED = ['maintainer-changes', 'freeze', 'soak'] as const satisfies readonly CheckName[];

/**
 * May this deploy go ahead? The worst of what the checks come to. The same facts, policy and time give the same verdict. A check that throws
 * is one that could not be made, never one that passed. An override that holds lets warnings pass as well, for those who fail on
 * them; so what gets worse under an override never comes to something milder.
 */
export function evaluate(facts: GateFacts, policy: GatePolicy, now: Date): Verdict {
  const trust = attempt(() => scoreTrust(facts, now));
  const checks = resultsAt(now, CHECKS);
  const worst = checks.reduce<Effect>((most, { effect }) => worseEffect(most, effect), 'allow');
  const blockers = checks.filter(({ effect }) => effect === 'block');
  // An override that cannot be read is none.
  const override = attempt(() => (worst === 'allow' ? null : overrideThatHolds(facts, policy, now)));
  const holding = 'value' in override ? override.value : null;
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
    passesAt: verdict === 'block' ? earliestPass(blockers, (at) => resultsAt(at, TIMED)) : null,
  };

  function resultsAt(at: Date, names: readonly CheckName[]): CheckResult[] {
    const make: Record<CheckName, () => CheckFinding> = {
      'open-alerts': () => checkOpenAlerts(facts, policy, at),
      'trust-score': () => checkTrustScore(facts, policy, takeFrom(trust)),
      'burn-rate': () => checkBurnRate(facts, policy),
      'maintainer-changes': () => checkMaintainerChanges(facts, policy, at),
      drift: () => checkDrift(facts, policy),
      freeze: () => checkFreeze(facts, policy, at),
      soak: () => checkSoak(facts, policy, at),
    };
    return names.flatMap((check) => {
      const { mode } = policy.checks[check];
      return mode === 'off' ? [] : [resultOf(check, mode, findingOf(make[check]), policy)];
    });
  }
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

function resultOf(
  check: CheckName,
  mode: Exclude<Mode, 'off'>,
  finding: CheckFinding,
  policy: GatePolicy,
): CheckResult {
  // A fact that lacks its reason makes a state that lacks its name.
  const found = STATES.includes(finding.state) ? finding.state : 'error';
  const effect = effectOf(found, policy);
  return {
    check,
    mode,
    ...finding,
    state: mode === 'warn' && found === 'fail' ? 'warn' : found,
    effect: mode === 'warn' && effect === 'block' ? 'warn' : effect,
    passesAt: found === 'pass' ? null : finding.passesAt,
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
