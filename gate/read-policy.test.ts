import { describe, expect, test } from 'vitest';
import { readRepositoryConfig } from '../scanners/config/index.ts';
import { DEFAULT_POLICY } from './default-policy.ts';
import type { GatePolicy } from './policy.ts';
import { policyProblems, readPolicy } from './read-policy.ts';

const configOf = (text: string) => readRepositoryConfig({ file: '.github/lockkeeper.yml', text }).config;

function policyOf(text: string, environment = 'production'): GatePolicy {
  const reading = readPolicy(configOf(text), environment);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.policy;
}

function problemsOf(text: string, environment = 'production'): string[] {
  const reading = readPolicy(configOf(text), environment);
  return reading.ok ? [] : reading.problems.map(({ key, expected }) => `${key}: ${expected}`);
}

const slo = (target: string | number, service = 'shop') =>
  `{name: availability, service: ${service}, target: ${target}, prometheus: {good: "{{window}}", total: "{{window}}"}}`;

describe('readPolicy', () => {
  test('gives the defaults where nothing is said', () => {
    expect(policyOf('')).toEqual({
      ...DEFAULT_POLICY,
      environment: 'production',
      unknown: { 'no-data': 'block', 'no-traffic': 'block', error: 'block' },
      checks: { ...DEFAULT_POLICY.checks, 'burn-rate': { ...DEFAULT_POLICY.checks['burn-rate'], mode: 'warn' } },
    });
  });

  test.each<[environment: string, effect: string]>([
    ['production', 'block'],
    ['Production', 'block'],
    ['PROD', 'block'],
    ['prod-eu', 'block'],
    ['eu/live', 'block'],
    ['live', 'block'],
    ['staging', 'warn'],
    ['products', 'warn'],
    ['pre-production', 'warn'],
    ['non-prod', 'warn'],
    ['delivery', 'warn'],
    ['', 'warn'],
  ])('what is not known in %j: %s', (environment, effect) => {
    expect(policyOf('', environment).unknown).toEqual({ 'no-data': effect, 'no-traffic': effect, error: effect });
  });

  test('puts an environment over *, and * over the defaults, setting by setting', () => {
    const text = `
gate:
  environments:
    "*":
      open-alerts: {mode: warn, max: {critical: 1, high: 5}, development: true}
      trust-score: {minimum: 80}
      unknown: {no-traffic: allow}
      freeze: {windows: [{name: year, start: 2026-12-20T00:00, duration: 14d}]}
    Production:
      open-alerts: {mode: enforce, max: {high: 2}}
      unknown: {error: warn}
      freeze: {windows: [{name: friday, start: 2026-01-02T12:00, duration: 12h, timezone: Europe/Berlin, rrule: FREQ=WEEKLY}]}
`;
    const { checks, unknown } = policyOf(text, 'production');
    expect(checks['open-alerts']).toEqual({
      ...DEFAULT_POLICY.checks['open-alerts'],
      max: { critical: 1, high: 2 },
      development: true,
    });
    expect(checks['trust-score'].minimum).toBe(80);
    expect(unknown).toEqual({ 'no-data': 'block', 'no-traffic': 'allow', error: 'warn' });
    expect(checks.freeze).toEqual({
      mode: 'enforce',
      windows: [
        { name: 'year', start: '2026-12-20T00:00', durationMinutes: 14 * 1440, timezone: 'UTC', except: [] },
        {
          name: 'friday',
          start: '2026-01-02T12:00',
          durationMinutes: 720,
          timezone: 'Europe/Berlin',
          rrule: 'FREQ=WEEKLY',
          except: [],
        },
      ],
    });
    expect(policyOf(text, 'staging').checks['open-alerts']).toMatchObject({
      mode: 'warn',
      max: { critical: 1, high: 5 },
    });
  });

  test.each<[text: string, check: keyof GatePolicy['checks'], expected: object]>([
    ['drift: {}', 'drift', { mode: 'enforce', severity: 'high' }],
    ['drift: {mode: warn, severity: low}', 'drift', { mode: 'warn', severity: 'low' }],
    ['soak: {minimum: 1h30m}', 'soak', { mode: 'enforce', minimumMinutes: 90 }],
    ['soak: {minimum: 1w, mode: warn}', 'soak', { mode: 'warn', minimumMinutes: 7 * 1440 }],
    ['soak: {}', 'soak', { mode: 'off' }],
    ['burn-rate: {}', 'burn-rate', { mode: 'enforce', below: 2 }],
    ['burn-rate: {mode: off}', 'burn-rate', { mode: 'off' }],
    ['open-alerts: {max: {critical: any}}', 'open-alerts', { max: {} }],
    ['open-alerts: {kinds: [malware]}', 'open-alerts', { kinds: ['malware'], monitoring: 'when-sent' }],
    ['open-alerts: {kinds: [monitoring]}', 'open-alerts', { monitoring: 'required' }],
    [
      'open-alerts: {watchdog: {sources: [am]}}',
      'open-alerts',
      { monitoring: 'required', watchdog: { sources: ['am'], maxAgeMinutes: 10 } },
    ],
  ])('%s', (text, check, expected) => {
    expect(policyOf(`gate: {environments: {production: {${text}}}}`).checks[check]).toMatchObject(expected);
  });

  test('enforces the burn rate where there are objectives', () => {
    const reading = readPolicy(configOf(`slos: [${slo(0.999)}]`), 'staging');
    expect(reading).toMatchObject({ ok: true, slos: [{ name: 'availability' }] });
    expect(policyOf(`slos: [${slo(0.999)}]`).checks['burn-rate'].mode).toBe('enforce');
  });

  test.each<[text: string, told: string[]]>([
    [
      `gate: {environments: {production: {burn-rate: {below: 11}}}}\nslos: [${slo(0.9)}]`,
      [
        'gate.environments.production.burn-rate.below: at most 10, the highest burn rate that availability of shop can have at a target of 0.9',
      ],
    ],
    [`gate: {environments: {production: {burn-rate: {below: 10}}}}\nslos: [${slo(0.9)}]`, []],
    [`gate: {environments: {production: {burn-rate: {below: 11, mode: off}}}}\nslos: [${slo(0.9)}]`, []],
    [
      `gate: {environments: {"*": {burn-rate: {below: 11, services: [pay]}}}}\nslos: [${slo(0.9)}, ${slo(0.999, 'pay')}]`,
      [],
    ],
    [
      `gate: {environments: {"*": {burn-rate: {services: [pya]}}}}\nslos: [${slo(0.999, 'pay')}]`,
      ['gate.environments.*.burn-rate.services: services of the objectives in slos'],
    ],
    // 2% of 30 days in an hour is a factor of 14.4, and all of it fails at 10.
    [`slos: [${slo(0.9)}]`, []],
    [
      `gate: {environments: {production: {burn-rate: {pairs: true}}}}\nslos: [${slo(0.9)}]`,
      ['gate.environments.production.burn-rate.pairs: a target at which every pair can fire'],
    ],
    [`gate: {environments: {production: {burn-rate: {pairs: true}}}}\nslos: [${slo(0.99)}]`, []],
    [`gate: {environments: {production: {burn-rate: {pairs: false, below: 1.2}}}}\nslos: [${slo('20%')}]`, []],
    [
      `gate: {environments: {production: {burn-rate: {window: 3d}}}}\nslos: [${slo(0.999).replace('prom', 'window: 1d, prom')}]`,
      ['gate.environments.production.burn-rate.window: at most 1d'],
    ],
    [
      'gate: {environments: {production: {freeze: {windows: [{name: daily, start: 2026-01-01T00:00, duration: 1d, rrule: FREQ=DAILY}]}}}}',
      ['gate.environments.production.freeze.windows.daily.duration: less than 1 day'],
    ],
    [
      'gate: {environments: {production: {freeze: {windows: [{name: often, start: 2026-01-01T00:00, duration: 1m, rrule: FREQ=SECONDLY}]}}}}',
      ['gate.environments.production.freeze.windows.often.rrule: FREQ of'],
    ],
    [
      'gate: {environments: {"*": {soak: {mode: enforce}, freeze: {mode: warn}}}}',
      [
        'gate.environments.*.freeze.windows: at least one time, as the check is asked for',
        'gate.environments.*.soak.minimum: a length of time such as 30m, as the check is asked for',
      ],
    ],
    [
      'gate: {environments: {"*": {trust-score: {minimum: 101}}}}',
      ['gate.environments.*.trust-score.minimum: a number from 0 to 100'],
    ],
    ['gates: {}', ['gates: one of the keys']],
  ])('%s', (text, told) => {
    expect(problemsOf(text)).toEqual(told.map((each) => expect.stringContaining(each)));
  });

  test('refuses every environment when a part of the policy is wrong, whichever it is', () => {
    const text =
      'gate: {environments: {staging: {trust-score: {minimum: high}}, production: {trust-score: {minimum: 90}}}}';
    expect(problemsOf(text, 'production')).toHaveLength(1);
    expect(problemsOf(text, 'anything')).toHaveLength(1);
  });
});

describe('policyProblems', () => {
  test('tells of every environment, once each, and not of what was told when the file was read', () => {
    const text = `
gate:
  environments:
    "*": {soak: {mode: enforce}}
    staging: {freeze: {mode: enforce}}
    production: {}
tag: []
slos: 1
`;
    expect(policyProblems(configOf(text)).map(({ key }) => key)).toEqual([
      'gate.environments.*.soak.minimum',
      'gate.environments.staging.freeze.windows',
    ]);
  });
});
