import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RISK_LEVELS } from '../scanners/maintainers/index.ts';
import { SEVERITIES } from '../scanners/osv/index.ts';
import { evaluate } from './evaluate.ts';
import { GATE_ALERT_KINDS, type GateFacts, type OpenAlert } from './facts.ts';
import {
  as,
  gateFacts,
  gatePolicy,
  grantedOverride,
  minutesFromNow,
  NOW,
  openAlert,
  openChange,
  openDrift,
  slo,
} from './gate-fixture.ts';
import { type Known, unknown } from './known.ts';
import { CHECKS, EFFECTS, type GatePolicy, MODES } from './policy.ts';
import { BURN_WINDOWS, type BurnWindow, type Sample, type SloFact } from './slo/index.ts';

const [severity, level] = [fc.constantFrom(...SEVERITIES), fc.constantFrom(...RISK_LEVELS)];
const id = fc.uuid();
const minutes = fc.integer({ min: -2000, max: 2000 }).map(minutesFromNow);
const alert: fc.Arbitrary<OpenAlert> = fc
  .record(
    {
      id,
      kind: fc.constantFrom(...GATE_ALERT_KINDS),
      severity,
      title: fc.string({ maxLength: 20 }),
      openedAt: minutes,
      tags: fc.subarray(['payments', 'docs']),
      packageName: fc.constantFrom('a', 'b', 'c'),
      knownExploited: fc.boolean(),
      production: fc.boolean(),
      fixable: fc.boolean(),
      environment: fc.constantFrom('production', 'staging'),
    },
    { requiredKeys: ['id', 'kind', 'severity', 'title', 'openedAt', 'tags'] },
  )
  .map((rest) => openAlert({ packageName: undefined, production: undefined, ...rest }));
const change = fc
  .record({ id, level, investigated: fc.boolean(), until: fc.option(minutes) })
  .map((rest) => openChange(rest));
const drift = fc.record({ id, severity }).map((rest) => openDrift(rest));
/** Around where budgets burn too fast, and far beyond. */
const bad = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 0.03, noNaN: true }), fc.constant(1));
const objective: fc.Arbitrary<SloFact> = fc
  .record({
    service: fc.constantFrom('checkout', 'search', 'login'),
    bad: fc.record(Object.fromEntries([...BURN_WINDOWS, 'budget'].map((window) => [window, bad]))),
    gaps: fc.dictionary(
      fc.constantFrom(...BURN_WINDOWS),
      maybe(fc.constantFrom<Sample>({ good: 0, total: 0 }, { good: 9, total: 9 })),
      {
        maxKeys: 2,
      },
    ),
  })
  .map(({ gaps, ...rest }) => {
    const made = slo(rest);
    return { ...made, windows: { ...made.windows, ...gaps } };
  });

function maybe<T>(value: fc.Arbitrary<T>): fc.Arbitrary<Known<T>> {
  const lost = fc.constantFrom(unknown('error', 'it does not answer'), unknown('no-data', 'nobody measures it'));
  return fc.oneof({ weight: 5, arbitrary: value.map(as) }, { weight: 1, arbitrary: lost });
}

const facts: fc.Arbitrary<GateFacts> = fc
  .record({
    alerts: maybe(fc.array(alert, { maxLength: 4 })),
    monitoring: maybe(fc.array(alert, { maxLength: 2 })),
    watchdogs: maybe(
      fc.array(
        minutes.map((lastHeardAt) => ({ source: 'alertmanager', lastHeardAt })),
        { maxLength: 2 },
      ),
    ),
    maintainerChanges: maybe(fc.array(change, { maxLength: 3 })),
    supplyChain: maybe(fc.record({ packages: fc.nat(100), deprecated: fc.nat(9), installScripts: fc.nat(9) })),
    drift: maybe(fc.array(drift, { maxLength: 2 })),
    slos: maybe(fc.array(objective, { maxLength: 3 })),
    lastDeploy: maybe(fc.option(minutes.map((at) => ({ at })))),
    overrides: maybe(
      fc.array(
        fc
          .record({ createdAt: minutes, expiresAt: minutes, people: fc.subarray(['ann', 'bob']) })
          .map((rest) => grantedOverride(rest)),
        { maxLength: 1 },
      ),
    ),
    changeSafety: maybe(fc.record({ overrides: fc.nat(5), expiredSuppressions: fc.nat(5) })),
  })
  .map((some) => gateFacts(some));

/** About the moment at which everything is asked. */
const freeze = fc.record(
  {
    name: fc.constantFrom('weekend', 'sale'),
    start: fc.integer({ min: -3000, max: 3000 }).map((at) => minutesFromNow(at).slice(0, 16)),
    timezone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York'),
    durationMinutes: fc.integer({ min: 1, max: 1500 }),
    rrule: fc.constantFrom('FREQ=DAILY;COUNT=3', 'FREQ=WEEKLY;BYDAY=MO,TU'),
    except: fc.constant([]),
  },
  { requiredKeys: ['name', 'start', 'timezone', 'durationMinutes', 'except'] },
);
const [mode, effect, most] = [fc.constantFrom(...MODES), fc.constantFrom(...EFFECTS), fc.nat(3)];
const policy: fc.Arbitrary<GatePolicy> = fc
  .record({
    'open-alerts': fc.record({
      mode,
      max: fc.record({ critical: most, high: most, medium: most, low: most }, { requiredKeys: [] }),
      maxKnownExploited: most,
      kinds: fc.subarray([...GATE_ALERT_KINDS]),
      tags: fc.subarray(['payments', 'docs']),
      development: fc.boolean(),
      monitoring: fc.constantFrom('when-sent' as const, 'required' as const),
      watchdog: fc.option(
        fc.record({
          sources: fc.subarray(['alertmanager', 'grafana']),
          maxAgeMinutes: fc.integer({ min: 1, max: 999 }),
        }),
      ),
    }),
    'trust-score': fc.record({
      mode,
      minimum: fc.nat(100),
      minimumCoverage: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    'burn-rate': fc.record({
      mode,
      below: fc.double({ min: 0.1, max: 20, noNaN: true }),
      window: fc.constantFrom(...BURN_WINDOWS),
      pairs: fc.boolean(),
      services: fc.subarray(['checkout', 'search']),
      minimumEvents: fc.constantFrom(0, 1, 1000),
    }),
    'maintainer-changes': fc.record({ mode, level, investigated: fc.boolean() }),
    drift: fc.record({ mode, severity }),
    freeze: fc.record({ mode, windows: fc.array(freeze, { maxLength: 3 }) }),
    soak: fc.record({ mode, minimumMinutes: fc.nat(2000) }),
  })
  .map((checks) => gatePolicy({ checks }));
const anyPolicy = fc
  .tuple(policy, fc.record({ 'no-data': effect, 'no-traffic': effect, error: effect }))
  .map(([base, words]) => ({ ...base, unknown: words }));

type Worsen = (facts: GateFacts) => GateFacts;

function add<T>(list: Known<readonly T[]>, item: T): Known<readonly T[]> {
  return list.known ? { ...list, value: [...list.value, item] } : list;
}

function mapFirst<T>(list: Known<readonly T[]>, how: (item: T) => T): Known<readonly T[]> {
  return list.known && list.value.length > 0 ? { ...list, value: [how(list.value[0]!), ...list.value.slice(1)] } : list;
}

/** As many events, and fewer of them good. */
function fewerGood(counted: Known<Sample> | undefined): Known<Sample> | undefined {
  return counted?.known ? as({ ...counted.value, good: Math.floor(counted.value.good / 2) }) : counted;
}

const more: fc.Arbitrary<Worsen> = fc.oneof(
  alert.map<Worsen>((item) => (old) => ({ ...old, alerts: add(old.alerts, item) })),
  alert.map<Worsen>((item) => (old) => ({ ...old, monitoring: add(old.monitoring, item) })),
  change.map<Worsen>((item) => (old) => ({ ...old, maintainerChanges: add(old.maintainerChanges, item) })),
  drift.map<Worsen>((item) => (old) => ({ ...old, drift: add(old.drift, item) })),
  fc
    .constantFrom<Partial<OpenAlert>>(
      { severity: 'critical' },
      { knownExploited: true },
      { production: true },
      { kind: 'malware' },
    )
    .map<Worsen>((trait) => (old) => ({
      ...old,
      alerts: mapFirst(old.alerts, (item) => (isWorse(trait, item) ? { ...item, ...trait } : item)),
    })),
  fc.constant<Worsen>((old) => ({ ...old, drift: mapFirst(old.drift, (item) => ({ ...item, severity: 'critical' })) })),
  fc.constantFrom<Worsen>(
    (old) => ({
      ...old,
      maintainerChanges: mapFirst(old.maintainerChanges, (item) => ({ ...item, level: 'critical' })),
    }),
    (old) => ({ ...old, maintainerChanges: mapFirst(old.maintainerChanges, (item) => ({ ...item, until: null })) }),
  ),
  fc
    .integer({ min: 0, max: 60 })
    .map<Worsen>((at) => (old) => ({ ...old, lastDeploy: laterOf(old.lastDeploy, minutesFromNow(-at)) })),
  fc.constantFrom<BurnWindow | 'budget'>(...BURN_WINDOWS, 'budget').map<Worsen>((window) => (old) => ({
    ...old,
    slos: mapFirst(old.slos, (item) =>
      window === 'budget'
        ? { ...item, budget: fewerGood(item.budget)! }
        : { ...item, windows: { ...item.windows, [window]: fewerGood(item.windows[window]) } },
    ),
  })),
);

/** Another deploy since. */
function laterOf(last: GateFacts['lastDeploy'], at: string): GateFacts['lastDeploy'] {
  return last.known && (last.value === null || last.value.at < at) ? { ...last, value: { at } } : last;
}

/** A kind that the policy leaves out counts for less than one that it asks for: only malware that was a vulnerability is always worse. */
function isWorse(trait: Partial<OpenAlert>, { kind }: OpenAlert): boolean {
  return trait.kind === undefined || kind === 'malware';
}

/** What was known could not be asked. */
const lose: fc.Arbitrary<Worsen> = fc.oneof(
  fc
    .constantFrom<keyof GateFacts>(
      'alerts',
      'monitoring',
      'watchdogs',
      'maintainerChanges',
      'supplyChain',
      'drift',
      'slos',
      'lastDeploy',
      'changeSafety',
    )
    .map<Worsen>((name) => (old) => ({ ...old, [name]: unknown('error', 'it does not answer') })),
  fc.constant<Worsen>((old) => ({ ...old, alertGaps: ['yarn.lock: it could not be read'] })),
  fc.constant<Worsen>((old) => ({ ...old, watchdogs: as([]) })),
  fc.constant<Worsen>((old) => ({
    ...old,
    slos: mapFirst(old.slos, (item) => ({ ...item, budget: unknown('error', 'no') })),
  })),
  fc.constantFrom(...BURN_WINDOWS).map<Worsen>((window) => (old) => ({
    ...old,
    slos: mapFirst(old.slos, (item) => ({ ...item, windows: { ...item.windows, [window]: unknown('error', 'no') } })),
  })),
);

describe('whatever the facts and the policy are', () => {
  test('something bad more never improves the verdict or the score', () => {
    fc.assert(
      fc.property(facts, anyPolicy, more, (before, rules, worsen) => {
        const [was, is] = [evaluate(before, rules, NOW), evaluate(worsen(before), rules, NOW)];
        expect(EFFECTS.indexOf(is.verdict)).toBeGreaterThanOrEqual(EFFECTS.indexOf(was.verdict));
        expect(is.score?.score ?? -1).toBeLessThanOrEqual(was.score?.score ?? -1);
      }),
      { numRuns: 1000 },
    );
  });

  test('where what is not known blocks, knowing less never improves the verdict', () => {
    fc.assert(
      fc.property(facts, policy, lose, (before, rules, worsen) => {
        const [was, is] = [evaluate(before, rules, NOW), evaluate(worsen(before), rules, NOW)];
        expect(EFFECTS.indexOf(is.verdict)).toBeGreaterThanOrEqual(EFFECTS.indexOf(was.verdict));
      }),
      { numRuns: 1000 },
    );
  });

  test('a stricter mode, or a stricter word for what is not known, never improves it', () => {
    fc.assert(
      fc.property(facts, anyPolicy, fc.constantFrom(...CHECKS), effect, (some, rules, check, word) => {
        const verdict = EFFECTS.indexOf(evaluate(some, rules, NOW).verdict);
        const enforced = {
          ...rules,
          checks: { ...rules.checks, [check]: { ...rules.checks[check], mode: 'enforce' } },
        };
        expect(EFFECTS.indexOf(evaluate(some, enforced, NOW).verdict)).toBeGreaterThanOrEqual(verdict);
        const strict = word === 'block' ? { 'no-data': word, 'no-traffic': word, error: word } : rules.unknown;
        expect(EFFECTS.indexOf(evaluate(some, { ...rules, unknown: strict }, NOW).verdict)).toBeGreaterThanOrEqual(
          verdict,
        );
      }),
      { numRuns: 300 },
    );
  });

  test('the same gives the same verdict, and so it does after JSON; and the verdict survives JSON itself', () => {
    fc.assert(
      fc.property(facts, anyPolicy, (some, rules) => {
        const verdict = evaluate(some, rules, NOW);
        const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
        expect(evaluate(some, rules, NOW)).toEqual(verdict);
        expect(JSON.stringify(evaluate(copy(some), copy(rules), NOW))).toBe(JSON.stringify(verdict));
        expect(copy(verdict)).toStrictEqual(verdict);
      }),
      { numRuns: 300 },
    );
  });

  test('the order of alerts, changes and objectives tells nothing', () => {
    fc.assert(
      fc.property(facts, anyPolicy, (some, rules) => {
        const turned = <T>(list: Known<readonly T[]>): Known<readonly T[]> =>
          list.known ? { ...list, value: list.value.toReversed() } : list;
        const other = {
          ...some,
          alerts: turned(some.alerts),
          maintainerChanges: turned(some.maintainerChanges),
          drift: turned(some.drift),
        };
        const of = (given: GateFacts) =>
          evaluate(given, rules, NOW).checks.filter(({ check }) => check !== 'trust-score');
        expect(of(other)).toEqual(of(some));
      }),
      { numRuns: 300 },
    );
  });

  test('what blocks until a time does so, and passes then', () => {
    fc.assert(
      fc.property(facts, anyPolicy, (some, rules) => {
        const verdict = evaluate(some, rules, NOW);
        for (const { check, passesAt } of verdict.checks) {
          if (passesAt === null) continue;
          expect(Date.parse(passesAt)).toBeGreaterThan(NOW.getTime());
          const then = evaluate(some, rules, new Date(passesAt)).checks.find((each) => each.check === check);
          expect(then).toMatchObject({ state: 'pass' });
        }
        if (verdict.passesAt === null) return;
        expect(verdict.verdict).toBe('block');
        // Of what hangs on the time alone; a watchdog that is not heard again until then would be another matter.
        const then = evaluate(some, rules, new Date(verdict.passesAt)).checks;
        const timed = then.filter(({ check }) => ['maintainer-changes', 'freeze', 'soak'].includes(check));
        expect(timed.filter(({ effect }) => effect === 'block')).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('a verdict is of its checks: the worst, undecided where nothing that is known blocks, at most twenty links', () => {
    fc.assert(
      fc.property(facts, anyPolicy, (some, rules) => {
        const { verdict, decided, checks, override } = evaluate(some, rules, NOW);
        const worst = EFFECTS.findLast((each) => checks.some((check) => check.effect === each)) ?? 'allow';
        expect(override ? override.instead : verdict).toBe(worst);
        if (override) expect(verdict).toBe('allow');
        const known = checks.some((check) => check.effect === 'block' && check.state === 'fail');
        expect(decided).toBe(verdict !== 'block' || known);
        for (const { evidence, reason, state } of checks) {
          expect(evidence.length).toBeLessThanOrEqual(20);
          expect(reason).toMatch(/\.$/);
          if (state === 'fail') expect(reason.length).toBeLessThan(2000);
        }
        expect(checks.map(({ check }) => check)).toEqual(CHECKS.filter((check) => rules.checks[check].mode !== 'off'));
      }),
      { numRuns: 300 },
    );
  });
});
