import { describe, expect, test } from 'vitest';
import { evaluate } from './evaluate.ts';
import type { GateFacts } from './facts.ts';
import {
  as,
  gateFacts,
  gatePolicy,
  grantedOverride,
  minutesFromNow,
  NOW,
  openAlert,
  type PolicyChanges,
  slo,
} from './gate-fixture.ts';
import { unknown } from './known.ts';
import { CHECKS, type CheckName, EFFECTS, type Effect, MODES, type Mode, UNDECIDED, type Undecided } from './policy.ts';
import { type BurnWindow, burnPairs } from './slo/index.ts';

/** Something goes wrong, and these checks cannot be made then. */
interface Fault {
  name: string;
  facts: Partial<GateFacts>;
  state: Undecided;
  checks: readonly CheckName[];
  policy?: PolicyChanges['checks'];
}

/** What each fact is for. The score is not known without what could not be asked; what nobody measures it leaves out. */
const NEEDED_BY = {
  alerts: ['open-alerts', 'trust-score'],
  monitoring: ['open-alerts'],
  watchdogs: ['open-alerts'],
  maintainerChanges: ['maintainer-changes', 'trust-score'],
  supplyChain: ['trust-score'],
  drift: ['drift', 'trust-score'],
  slos: ['burn-rate', 'trust-score'],
  lastDeploy: ['soak'],
  changeSafety: ['trust-score'],
} as const satisfies Partial<Record<keyof GateFacts, readonly CheckName[]>>;
type FactName = keyof typeof NEEDED_BY;
const FACT_NAMES = Object.keys(NEEDED_BY) as FactName[];

/** Somebody asked that monitoring is believed only while its watchdog is heard. */
const WATCHED: PolicyChanges['checks'] = {
  'open-alerts': { monitoring: 'required', watchdog: { sources: ['alertmanager'], maxAgeMinutes: 10 } },
};

const faults: Fault[] = [
  ...FACT_NAMES.flatMap((name): Fault[] => [
    {
      name: `${name} could not be asked`,
      facts: { [name]: unknown('error', 'it does not answer') },
      state: 'error',
      checks: NEEDED_BY[name],
      policy: WATCHED,
    },
    {
      name: `${name}: nobody measures it`,
      facts: { [name]: unknown('no-data', 'nobody measures it') },
      state: 'no-data',
      checks: NEEDED_BY[name].filter((check) => check !== 'trust-score'),
      policy: WATCHED,
    },
    // What a version of ours that forgets a fact would do, or a kept decision that lacks it.
    ...[undefined, null, {}, { known: true }].map((nonsense) => ({
      name: `${name} is ${JSON.stringify(nonsense)}`,
      facts: { [name]: nonsense },
      state: 'error' as const,
      checks: NEEDED_BY[name].filter((check) => check !== 'trust-score'),
      policy: WATCHED,
    })),
  ]),
  {
    name: 'nothing that the score is made of is known',
    facts: Object.fromEntries(FACT_NAMES.map((name) => [name, unknown('no-data', 'nobody measures it')])),
    state: 'no-data',
    checks: ['trust-score'],
  },
  {
    name: 'a lockfile could not be read',
    facts: { alertGaps: ['web/yarn.lock: it could not be read'] },
    state: 'error',
    checks: ['open-alerts', 'trust-score'],
  },
  {
    name: 'an Alertmanager left alerts out',
    facts: { monitoringGaps: ['alertmanager left out 3'] },
    state: 'error',
    checks: ['open-alerts'],
  },
  {
    name: 'the watchdog is silent',
    facts: { watchdogs: as([{ source: 'alertmanager', lastHeardAt: minutesFromNow(-11) }]) },
    state: 'no-data',
    checks: ['open-alerts'],
    policy: WATCHED,
  },
  { name: 'no objective is configured', facts: { slos: as([]) }, state: 'no-data', checks: ['burn-rate'] },
  ...(['no-data', 'error'] as const).flatMap((why): Fault[] => [
    {
      name: `the hour of one objective: ${why}`,
      facts: beside({ '1h': unknown(why, 'no') }),
      state: why,
      checks: ['burn-rate'],
    },
    ...burnPairs(30).map(({ long, short }) => ({
      name: `the pair ${long} and ${short} of one objective: ${why}`,
      facts: beside({ [long]: unknown(why, 'no'), [short]: unknown(why, 'no') }),
      state: why,
      checks: ['burn-rate' as const],
    })),
  ]),
  {
    name: 'an hour without events',
    facts: beside({ '1h': as({ good: 0, total: 0 }) }),
    state: 'no-traffic',
    checks: ['burn-rate'],
  },
  ...[
    { good: Number.NaN, total: Number.NaN },
    { good: 1, total: Number.POSITIVE_INFINITY },
    { good: 2, total: 1 },
    { good: -1, total: 1 },
    { good: '1', total: '1' } as never,
    {} as never,
  ].map(
    (sample): Fault => ({
      name: `counts of ${sample.good} in ${sample.total}`,
      facts: beside({ '1h': as(sample) }),
      state: 'error',
      checks: ['burn-rate'],
    }),
  ),
  {
    name: 'the budget of one objective could not be asked',
    facts: { slos: as([slo(), slo({ service: 'search', budget: unknown('error', 'no') })]) },
    state: 'error',
    checks: ['trust-score'],
  },
];

/** One objective of which all is known and well, and another. */
function beside(windows: Partial<Record<BurnWindow, unknown>>): Partial<GateFacts> {
  return { slos: as([slo(), slo({ service: 'search', windows: { ...slo().windows, ...(windows as object) } })]) };
}

/** What the policy says of a check in this mode that could not be made. */
function said(mode: Mode, unknownMeans: Effect): Effect {
  if (mode === 'off') return 'allow';
  return mode === 'warn' && unknownMeans === 'block' ? 'warn' : unknownMeans;
}

describe('nothing turns into "allow" by accident', () => {
  test('every fact is in the table', () => {
    const facts = Object.entries(gateFacts()).filter(([, fact]) => typeof fact === 'object' && 'known' in fact);
    expect(
      facts
        .map(([name]) => name)
        .filter((name) => name !== 'overrides')
        .sort(),
    ).toEqual([...FACT_NAMES].sort());
    // A freeze asks the clock alone.
    expect(CHECKS.filter((check) => !faults.some(({ checks }) => checks.includes(check)))).toEqual(['freeze']);
  });

  test('without a fault, all is well', () => {
    const policy = gatePolicy({ checks: WATCHED });
    expect(evaluate(gateFacts(), policy, NOW).checks.filter(({ state }) => state !== 'pass')).toEqual([]);
    expect(evaluate(gateFacts(), policy, NOW).checks.map(({ check }) => check)).toEqual(CHECKS);
  });

  const cases = faults.flatMap((fault) => fault.checks.map((check) => ({ ...fault, check })));
  test.each(cases)('$name: $check is what the policy says', ({ facts, state, check, policy }) => {
    for (const mode of MODES) {
      for (const meaning of EFFECTS) {
        for (const others of EFFECTS) {
          const words = Object.fromEntries(UNDECIDED.map((word) => [word, word === state ? meaning : others]));
          const one = gatePolicy({ mode: 'off', checks: withMode(policy, check, mode), unknown: words });
          const verdict = evaluate(gateFacts(facts), one, NOW);
          const expected = said(mode, meaning);
          expect(verdict).toMatchObject({ verdict: expected, decided: expected !== 'block' });
          expect(verdict.checks.map((each) => each.state)).toEqual(mode === 'off' ? [] : [state]);
          // The other checks, which pass, do not outvote it.
          const all = gatePolicy({ checks: withMode(policy, check, mode), unknown: words });
          expect(EFFECTS.indexOf(evaluate(gateFacts(facts), all, NOW).verdict)).toBeGreaterThanOrEqual(
            EFFECTS.indexOf(expected),
          );
        }
      }
    }
  });

  test.each([undefined, null, {}, unknown('error', 'no'), unknown('no-data', 'no')])(
    'overrides that are %j override nothing',
    (overrides) => {
      const facts = gateFacts({ alerts: as([openAlert()]), overrides: overrides as GateFacts['overrides'] });
      expect(evaluate(facts, gatePolicy(), NOW)).toMatchObject({ verdict: 'block', override: null });
    },
  );

  test.each([{ ...grantedOverride(), people: undefined }, null, { id: 'override-1' }, 'override'])(
    'an override that is %j overrides nothing',
    (override) => {
      const facts = gateFacts({ alerts: as([openAlert()]), overrides: as([override as never]) });
      expect(evaluate(facts, gatePolicy(), NOW)).toMatchObject({ verdict: 'block', override: null });
    },
  );
});

function withMode(
  checks: PolicyChanges['checks'] = {},
  check: CheckName,
  mode: Mode,
): NonNullable<PolicyChanges['checks']> {
  return { ...checks, [check]: { ...checks[check], mode } };
}
