import { describe, expect, test } from 'vitest';
import { as, gateFacts, gatePolicy, slo } from '../gate-fixture.ts';
import { unknown } from '../known.ts';
import type { BurnRatePolicy, GatePolicy } from '../policy.ts';
import type { SloFact } from '../slo/index.ts';
import { checkBurnRate } from './burn-rate.ts';

function check(slos: SloFact[], burn: Partial<BurnRatePolicy> = {}, words?: Partial<GatePolicy['unknown']>) {
  return checkBurnRate(gateFacts({ slos: as(slos) }), gatePolicy({ checks: { 'burn-rate': burn }, unknown: words }));
}

/** An hour without pairs. */
const HOUR = { pairs: false };

describe('the burn rate over the window', () => {
  test('passes below the bound and tells the highest', () => {
    expect(check([slo({ bad: 0.0005 }), slo({ service: 'search', bad: 0.001 })], HOUR)).toMatchObject({
      state: 'pass',
      value: '1 (search/availability)',
      threshold: 'below 2 over 1h',
      sampleSize: 6000,
      reason: 'Of 2 objectives the highest burn rate is 1 (search/availability, over 1h); below 2 is asked.',
      evidence: [],
    });
  });

  test('fails at the bound, and of the worst objective', () => {
    expect(check([slo({ bad: 0.002 })], HOUR).state).toBe('fail');
    const slos = [slo(), slo({ service: 'search', bad: 0.004 }), slo({ service: 'login', bad: 0.003 })];
    expect(check(slos, HOUR)).toMatchObject({
      state: 'fail',
      value: '4 (search/availability)',
      reason:
        'search/availability uses up its error budget too fast: its burn rate over 1h is 4, and has to be below 2. 1 other objective does too.',
      evidence: [
        { text: 'search/availability: burn rate 4, target 99.9%' },
        { text: 'login/availability: burn rate 3, target 99.9%' },
      ],
    });
  });

  test('shows as many digits as it takes', () => {
    const windows = { '1h': as({ good: 999_999_999 - 2_000_100, total: 999_999_999 }) };
    expect(check([slo({ windows })], HOUR).reason).toContain('is 2.0001, and has to be below 2.');
  });

  test('is asked of the services that the policy names', () => {
    const slos = [slo({ service: 'search', bad: 0.5 }), slo()];
    expect(check(slos, { ...HOUR, services: ['checkout'] }).state).toBe('pass');
    expect(check(slos, { ...HOUR, services: ['checkout', 'login'] })).toMatchObject({
      state: 'no-data',
      reason: 'It is not known how fast error budgets burn: no SLO is configured for login.',
    });
  });
});

describe('pairs of windows', () => {
  test('fail where both burn, though the asked window does not', () => {
    const slow = slo({ bad: { '6h': 0.0065, '30m': 0.0063 } });
    expect(check([slow], HOUR).state).toBe('pass');
    expect(check([slow])).toMatchObject({
      state: 'fail',
      value: '0 (checkout/availability)',
      threshold: 'below 2 over 1h, and no pair of windows fires',
      reason:
        'checkout/availability uses up its error budget too fast: it burned at 6.5 over 6h and still does at 6.3 over 30m, where 6 is the most.',
    });
    expect(check([slo({ bad: { '6h': 0.0065 } })]).state).toBe('pass');
    expect(check([slo({ bad: 0.02 })]).reason).toBe(
      'checkout/availability uses up its error budget too fast: its burn rate over 1h is 20, and has to be below 2; it burned at 20 over 1h and still does at 20 over 5m, where 14.4 is the most; 3 other pairs of windows fire too.',
    );
  });

  test('that cannot be told are not known, unless one window settles it', () => {
    const { windows } = slo();
    const gap = unknown('no-data', 'Prometheus keeps two days');
    expect(check([slo({ windows: { ...windows, '3d': gap } })]).state).toBe('pass');
    expect(check([slo({ windows: { ...windows, '3d': gap, '6h': gap } })])).toMatchObject({
      state: 'no-data',
      reason: 'It is not known how fast error budgets burn: Prometheus keeps two days.',
    });
  });
});

describe('what is not known', () => {
  const blind = slo({ service: 'search', windows: { '1h': unknown('error', 'Prometheus does not answer') } });

  test('of one objective: the others that pass do not stand for it, one that fails does', () => {
    expect(check([slo(), blind], HOUR)).toMatchObject({ state: 'error', value: '0 (checkout/availability)' });
    expect(check([slo({ bad: 0.01 }), blind], HOUR).state).toBe('fail');
  });

  test.each<[string, SloFact[], string, string]>([
    ['no objective', [], 'no-data', 'no SLO is configured; name one under slos in the configuration'],
    [
      'a window that nobody measured',
      [slo({ windows: {} })],
      'no-data',
      'checkout/availability was not measured over 1h',
    ],
    [
      'counts that cannot be true',
      [slo({ windows: { '1h': as({ good: 2, total: 1 }) } })],
      'error',
      'checkout/availability over 1h: expected at most as many good events as there were, found 2 of 1',
    ],
    [
      'no number',
      [slo({ windows: { '1h': as({ good: Number.NaN, total: 1 }) } })],
      'error',
      'checkout/availability over 1h: expected a count of good events, found NaN',
    ],
    [
      'no events',
      [slo({ windows: { '1h': as({ good: 0, total: 0 }) } })],
      'no-traffic',
      'checkout/availability had no events in 1h',
    ],
  ])('%s', (_, slos, state, why) => {
    expect(check(slos, HOUR)).toMatchObject({
      state,
      value: null,
      sampleSize: null,
      reason: `It is not known how fast error budgets burn: ${why}.`,
      passesAt: null,
    });
  });

  test('fewer events than the policy asks for say nothing', () => {
    const few = [slo({ windows: { '1h': as({ good: 8, total: 9 }) } })];
    expect(check(few, { ...HOUR, minimumEvents: 10 }).state).toBe('no-traffic');
    expect(check(few, { ...HOUR, minimumEvents: 9 }).state).toBe('fail');
  });

  test('for several reasons: what the policy makes most of', () => {
    const quiet = slo({ windows: { '1h': as({ good: 0, total: 0 }) } });
    expect(check([blind, quiet], HOUR, { error: 'warn', 'no-traffic': 'block' }).state).toBe('no-traffic');
    expect(check([blind, quiet], HOUR).state).toBe('error');
  });

  test('at all', () => {
    const facts = gateFacts({ slos: unknown('error', 'the database does not answer') });
    expect(checkBurnRate(facts, gatePolicy())).toMatchObject({ state: 'error', value: null, sampleSize: null });
  });
});
