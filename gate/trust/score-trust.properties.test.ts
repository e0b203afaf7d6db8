import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RISK_LEVELS } from '../../scanners/maintainers/maintainer-risk.ts';
import { SEVERITIES } from '../../scanners/osv/severity.ts';
import { GATE_ALERT_KINDS, type GateFacts, type OpenAlert } from '../facts.ts';
import { type Known, known, unknown } from '../known.ts';
import { makeSlo } from '../slo/slo-fixture.ts';
import { bandOf } from './bands.ts';
import { scoreTrust } from './score-trust.ts';
import { change, drifted, spotlessFacts, TRUST_NOW, vulnerability } from './trust-fixture.ts';

const severity = fc.constantFrom(...SEVERITIES);
const alert: fc.Arbitrary<OpenAlert> = fc
  .record(
    {
      kind: fc.constantFrom('vulnerability' as const, ...GATE_ALERT_KINDS),
      severity,
      packageName: fc.constantFrom('a', 'b', 'c', 'd'),
      knownExploited: fc.boolean(),
      epss: fc.double({ min: 0, max: 1, noNaN: true }),
      production: fc.boolean(),
      fixable: fc.boolean(),
      openedAt: fc.constantFrom('2026-11-25T00:00:00Z', '2026-10-01T00:00:00Z', '2026-01-01T00:00:00Z', 'nonsense'),
    },
    { requiredKeys: ['kind', 'severity', 'openedAt'] },
  )
  .map((rest) => vulnerability(rest));
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Known<T>> =>
  fc.oneof(
    { weight: 4, arbitrary: value.map((it) => known(it, TRUST_NOW.toISOString())) },
    { weight: 1, arbitrary: fc.constantFrom(unknown('error', 'it is down'), unknown('no-data', 'nobody asked')) },
  );
const budget = maybe(
  fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 1e6 })).map(([bad, total]) => ({
    good: Math.max(0, total - bad),
    total,
  })),
);
const oneSlo = budget.map((it) => makeSlo({ budget: it }));
const oneChange = fc.constantFrom(...RISK_LEVELS).map((level) => change({ level }));
const oneDrift = severity.map((it) => drifted({ severity: it }));
const facts: fc.Arbitrary<GateFacts> = fc
  .record({
    alerts: maybe(fc.array(alert, { maxLength: 30 })),
    maintainerChanges: maybe(fc.array(oneChange, { maxLength: 5 })),
    supplyChain: maybe(fc.record({ packages: fc.nat(500), deprecated: fc.nat(50), installScripts: fc.nat(50) })),
    drift: maybe(fc.array(oneDrift, { maxLength: 5 })),
    slos: maybe(fc.array(oneSlo, { maxLength: 4 })),
    changeSafety: maybe(fc.record({ overrides: fc.nat(20), expiredSuppressions: fc.nat(20) })),
  })
  .map((some) => spotlessFacts(some));

/** Adds something bad to what is known; what is not known stays so. */
type Worsen = (facts: GateFacts) => GateFacts;
const add = <T>(list: Known<readonly T[]>, item: T, at: number): Known<readonly T[]> =>
  list.known ? { ...list, value: list.value.toSpliced(at, 0, item) } : list;
const change1 = <T>(it: Known<T>, how: (value: T) => T): Known<T> => (it.known ? { ...it, value: how(it.value) } : it);
const worsen: fc.Arbitrary<Worsen> = fc.oneof(
  fc.tuple(alert, fc.nat(30)).map<Worsen>(([it, at]) => (old) => ({ ...old, alerts: add(old.alerts, it, at) })),
  oneChange.map<Worsen>((it) => (old) => ({ ...old, maintainerChanges: add(old.maintainerChanges, it, 0) })),
  oneDrift.map<Worsen>((it) => (old) => ({ ...old, drift: add(old.drift, it, 0) })),
  fc.constantFrom<Worsen>(
    (old) => ({ ...old, changeSafety: change1(old.changeSafety, (it) => ({ ...it, overrides: it.overrides + 1 })) }),
    (old) => ({
      ...old,
      changeSafety: change1(old.changeSafety, (it) => ({ ...it, expiredSuppressions: it.expiredSuppressions + 1 })),
    }),
    (old) => ({ ...old, supplyChain: change1(old.supplyChain, (it) => ({ ...it, deprecated: it.deprecated + 1 })) }),
    (old) => ({
      ...old,
      supplyChain: change1(old.supplyChain, (it) => ({ ...it, installScripts: it.installScripts + 1 })),
    }),
    // One more bad event of each objective.
    (old) => ({
      ...old,
      slos: change1(old.slos, (list) =>
        list.map((slo) => ({
          ...slo,
          budget: change1(slo.budget, ({ good, total }) => (good > 0 ? { good: good - 1, total } : { good, total })),
        })),
      ),
    }),
    // An objective that nobody can ask any more beside one whose budget is known.
    (old) => ({
      ...old,
      slos: change1(old.slos, (list) => [...list, makeSlo({ budget: unknown('error', 'it is down') })]),
    }),
  ),
);

describe('whatever the facts are', () => {
  test('adding a bad one never raises the score', () => {
    fc.assert(
      fc.property(facts, worsen, (before, make) => {
        const [old, worse] = [scoreTrust(before, TRUST_NOW), scoreTrust(make(before), TRUST_NOW)];
        expect(worse === null).toBe(old === null);
        if (old && worse) expect(worse.score).toBeLessThanOrEqual(old.score);
      }),
      { numRuns: 2000 },
    );
  });

  test('worse traits of an alert never raise it', () => {
    const traits = fc.constantFrom<Partial<OpenAlert>>(
      { knownExploited: true },
      { production: true },
      { production: undefined },
      { fixable: true },
      { fixable: undefined },
      { epss: 1 },
      { openedAt: '2020-01-01T00:00:00Z' },
      { severity: 'critical' },
    );
    fc.assert(
      fc.property(facts, alert, traits, (base, one, trait) => {
        const of = (it: OpenAlert) => scoreTrust({ ...base, alerts: add(base.alerts, it, 0) }, TRUST_NOW)?.score ?? 0;
        expect(of({ ...one, ...trait })).toBeLessThanOrEqual(of(one));
      }),
      { numRuns: 1000 },
    );
  });

  test('the score is whole, of its band, and the points lost are those that it lacks', () => {
    fc.assert(
      fc.property(facts, (some) => {
        const result = scoreTrust(some, TRUST_NOW);
        if (result === null) return;
        expect(Number.isInteger(result.score) && result.score >= 0 && result.score <= 100).toBe(true);
        expect(result.band).toBe(bandOf(result.score));
        expect(result.coverage).toBeGreaterThan(0);
        expect(result.coverage).toBeLessThanOrEqual(1);
        expect(result.lost.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(100 - result.score, 9);
        const sizes = result.lost.map(({ points }) => points);
        expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
        const weights = Object.values(result.parts).map((part) => ('weight' in part ? part.weight : 0));
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
        for (const { score } of Object.values(result.parts)) expect(score).toBe(score && Number(score.toFixed(1)));
        const whole = Object.values(result.parts).map((it) => (it.score === null ? 0 : it.score * it.weight));
        if (result.cap !== null) return;
        // Each part is rounded down by less than a tenth, the whole by less than a point.
        const sumOfParts = whole.reduce((sum, it) => sum + it, 0);
        expect(sumOfParts).toBeLessThan(result.score + 1 + 1e-6);
        expect(sumOfParts).toBeGreaterThan(result.score - 0.1 - 1e-6);
      }),
      { numRuns: 1000 },
    );
  });

  test('the same facts and time give the same score, and they survive JSON', () => {
    fc.assert(
      fc.property(facts, (some) => {
        const again = JSON.parse(JSON.stringify(some)) as GateFacts;
        expect(scoreTrust(again, TRUST_NOW)).toEqual(scoreTrust(some, TRUST_NOW));
      }),
    );
  });
});
