import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RISK_LEVELS } from '../scanners/maintainers/maintainer-risk.ts';
import { evaluate } from './evaluate.ts';
import {
  as,
  gateFacts,
  gatePolicy,
  minutesFromNow,
  NOW,
  openAlert,
  openChange,
  openDrift,
  type PolicyChanges,
  slo,
} from './gate-fixture.ts';
import { type GateInputs, INPUT_NAMES } from './inputs.ts';
import { EFFECTS, type GatePolicy, MODES } from './policy.ts';
import { tighten } from './tighten.ts';

function tightened(inputs: GateInputs, changes: PolicyChanges = {}, rest: Partial<GatePolicy> = {}) {
  const tightening = tighten({ ...gatePolicy(changes), ...rest }, inputs);
  return tightening.ok ? tightening.policy.checks : tightening.refusals;
}

describe('tighten', () => {
  test.each<[inputs: GateInputs, check: keyof GatePolicy['checks'], expected: object]>([
    [{}, 'open-alerts', { max: { critical: 0 } }],
    [
      { 'max-critical': 0, 'max-high': 3, 'max-medium': 10, 'max-low': 50 },
      'open-alerts',
      { max: { critical: 0, high: 3, medium: 10, low: 50 } },
    ],
    [{ 'max-known-exploited': 0 }, 'open-alerts', { maxKnownExploited: 0 }],
    [{ 'minimum-score': 70 }, 'trust-score', { minimum: 70 }],
    [{ 'minimum-score': 85, 'minimum-coverage': 1 }, 'trust-score', { minimum: 85, minimumCoverage: 1 }],
    [{ 'burn-rate-below': 1 }, 'burn-rate', { below: 1 }],
    [{ 'maintainer-level': 'medium' }, 'maintainer-changes', { level: 'medium' }],
    [{ 'drift-severity': 'low' }, 'drift', { severity: 'low' }],
    [{ 'minimum-soak': 60 }, 'soak', { minimumMinutes: 60 }],
  ])('%j', (inputs, check, expected) => {
    expect(tightened(inputs)).toMatchObject({ [check]: expected });
  });

  test.each<[inputs: GateInputs, refusal: string]>([
    [
      { 'max-critical': 1 },
      'max-critical: 1 is laxer than 0, which the policy has for production. Give 0 or what is stricter, or let the policy say inputs: any.',
    ],
    [{ 'minimum-score': 69 }, 'minimum-score: 69 is laxer than 70'],
    [{ 'minimum-coverage': 0.4 }, 'minimum-coverage: 0.4 is laxer than 0.5'],
    [{ 'burn-rate-below': 2.1 }, 'burn-rate-below: 2.1 is laxer than 2'],
    [{ 'maintainer-level': 'critical' }, 'maintainer-level: critical is laxer than high'],
    [{ 'drift-severity': 'critical' }, 'drift-severity: critical is laxer than high'],
    [{ 'minimum-soak': 29 }, 'minimum-soak: 29 is laxer than 30'],
  ])('refuses %j, and takes it where the policy lets it', (inputs, refusal) => {
    expect(tightened(inputs)).toEqual([expect.stringContaining(refusal)]);
    expect(tightened(inputs, {}, { inputs: 'any' })).not.toBeInstanceOf(Array);
    const [name] = Object.keys(inputs) as (keyof GateInputs)[];
    expect(INPUT_NAMES).toContain(name);
  });

  test.each<[inputs: GateInputs]>([
    [{ 'max-critical': -1 }],
    [{ 'max-high': 0.5 }],
    [{ 'max-low': Number.NaN }],
    [{ 'minimum-score': 101 }],
    [{ 'minimum-coverage': Number.NaN }],
    [{ 'burn-rate-below': 0 }],
    [{ 'burn-rate-below': Number.POSITIVE_INFINITY }],
    [{ 'maintainer-level': 'none' as never }],
    [{ 'drift-severity': 'unknown' as never }],
    [{ 'minimum-soak': 0 }],
  ])('refuses %j whatever the policy says', (inputs) => {
    expect(tightened(inputs, {}, { inputs: 'any' })).toEqual([expect.stringContaining('expected')]);
  });

  test('tells of everything that is refused at once', () => {
    expect(tightened({ 'max-critical': 5, 'minimum-score': 101, 'max-high': 0 })).toHaveLength(2);
  });

  test('enforces a check whose threshold is given, and lets the others be', () => {
    const checks = tightened(
      { 'max-high': 100, 'minimum-soak': 1 },
      { mode: 'off', checks: { soak: { minimumMinutes: 30 }, drift: { mode: 'warn' } } },
    );
    expect(checks).toMatchObject({
      'open-alerts': { mode: 'enforce', max: { critical: 0, high: 100 } },
      soak: { mode: 'enforce', minimumMinutes: 1 },
      drift: { mode: 'warn' },
      freeze: { mode: 'off' },
    });
    expect(tightened({ 'minimum-score': 69 }, { mode: 'warn' })).toHaveLength(1);
  });

  test('takes a drift threshold of unknown for what everything reaches', () => {
    const unknownCounts: PolicyChanges = { checks: { drift: { severity: 'unknown' } } };
    expect(tightened({ 'drift-severity': 'medium' }, unknownCounts)).toEqual([
      expect.stringContaining('laxer than low'),
    ]);
    expect(tightened({ 'drift-severity': 'low' }, unknownCounts)).not.toBeInstanceOf(Array);
  });
});

describe('what is tightened', () => {
  const severity = fc.constantFrom('critical' as const, 'high' as const, 'medium' as const, 'low' as const);
  const mode = fc.constantFrom(...MODES);
  const count = fc.integer({ min: 0, max: 3 });
  const every: fc.Arbitrary<GateInputs> = fc.record({
    'max-critical': count,
    'max-high': count,
    'max-medium': count,
    'max-low': count,
    'max-known-exploited': count,
    'minimum-score': fc.integer({ min: 0, max: 100 }),
    'minimum-coverage': fc.double({ min: 0, max: 1, noNaN: true }),
    'burn-rate-below': fc.double({ min: 0.1, max: 20, noNaN: true }),
    'maintainer-level': fc.constantFrom(...RISK_LEVELS),
    'drift-severity': severity,
    'minimum-soak': fc.integer({ min: 1, max: 100 }),
  });
  /** A few of them: of many one is refused, and nothing is looked at. */
  const inputs = fc
    .tuple(every, fc.subarray([...INPUT_NAMES], { minLength: 1, maxLength: 3 }))
    .map(([all, names]): GateInputs => Object.fromEntries(names.map((name) => [name, all[name]])));
  const changes = fc.record({
    'open-alerts': fc.record({
      mode,
      max: fc.record({ critical: count, high: count, medium: count, low: count }, { requiredKeys: [] }),
      maxKnownExploited: count,
    }),
    'trust-score': fc.record({
      mode,
      minimum: fc.integer({ min: 0, max: 100 }),
      minimumCoverage: fc.constantFrom(0, 0.5, 1),
    }),
    'burn-rate': fc.record({ mode, below: fc.integer({ min: 1, max: 20 }) }),
    'maintainer-changes': fc.record({ mode, level: fc.constantFrom(...RISK_LEVELS) }),
    drift: fc.record({ mode, severity: fc.oneof(severity, fc.constant('unknown' as const)) }),
    soak: fc.record({ mode, minimumMinutes: fc.integer({ min: 0, max: 100 }) }),
  });
  const facts = fc.record({
    alerts: fc.array(
      fc.record({ severity: fc.oneof(severity, fc.constant('unknown' as const)), knownExploited: fc.boolean() }),
      { maxLength: 4 },
    ),
    levels: fc.array(fc.constantFrom(...RISK_LEVELS), { maxLength: 2 }),
    drifts: fc.array(severity, { maxLength: 2 }),
    bad: fc.constantFrom(0, 0.001, 0.01, 0.2),
    deployed: fc.integer({ min: 0, max: 120 }),
  });

  test('never comes to a better verdict than the policy did', () => {
    let taken = 0;
    fc.assert(
      fc.property(changes, inputs, facts, (checks, given, found) => {
        const policy = gatePolicy({ checks: { ...checks, freeze: { mode: 'off' } } });
        const tightening = tighten(policy, given);
        if (!tightening.ok) return;
        taken += 1;
        const known = gateFacts({
          alerts: as(found.alerts.map((alert, index) => openAlert({ ...alert, id: `alert ${index}` }))),
          maintainerChanges: as(found.levels.map((level, index) => openChange({ level, id: `change ${index}` }))),
          drift: as(found.drifts.map((each, index) => openDrift({ severity: each, id: `drift ${index}` }))),
          slos: as([slo({ bad: found.bad })]),
          lastDeploy: as({ at: minutesFromNow(-found.deployed) }),
        });
        const [before, after] = [evaluate(known, policy, NOW), evaluate(known, tightening.policy, NOW)];
        expect(EFFECTS.indexOf(after.verdict)).toBeGreaterThanOrEqual(EFFECTS.indexOf(before.verdict));
        for (const result of before.checks) {
          const now = after.checks.find(({ check }) => check === result.check)!;
          expect(EFFECTS.indexOf(now.effect), result.check).toBeGreaterThanOrEqual(EFFECTS.indexOf(result.effect));
        }
      }),
      { numRuns: 400 },
    );
    expect(taken).toBeGreaterThan(100);
  });
});
