import { expect, test } from 'vitest';
import type { GateFacts } from '../facts.ts';
import { as, gateFacts, gatePolicy, minutesFromNow, NOW } from '../gate-fixture.ts';
import { unknown } from '../known.ts';
import { checkSoak } from './soak.ts';

const check = (lastDeploy: GateFacts['lastDeploy'], minimumMinutes = 30) =>
  checkSoak(gateFacts({ lastDeploy }), gatePolicy({ checks: { soak: { minimumMinutes } } }), NOW);

test.each<[minutes: number, minimum: number, state: string, value: string, passesIn: number | null]>([
  [-29, 30, 'fail', '29 minutes', 1],
  [-29.5, 30, 'fail', '29 minutes', 0.5],
  [-30, 30, 'pass', '30 minutes', null],
  [-3000, 30, 'pass', '2 days 2 hours', null],
  [-60, 24 * 60, 'fail', '1 hour', 23 * 60],
  // The clock of what deployed it is ahead of ours.
  [5, 30, 'fail', '0 minutes', 35],
])('a deploy %f minutes from now, with %i to stand: %s', (minutes, minimum, state, value, passesIn) => {
  const found = check(as({ at: minutesFromNow(minutes), url: 'https://example.org/deploy' }), minimum);
  expect(found).toMatchObject({ state, value, passesAt: passesIn === null ? null : minutesFromNow(passesIn) });
  expect(found.evidence).toEqual([
    { text: expect.stringContaining('the deploy of'), url: 'https://example.org/deploy' },
  ]);
});

test('says what to wait for', () => {
  expect(check(as({ at: minutesFromNow(-10) })).reason).toBe(
    'The last deploy was at 2026-03-02 11:50 UTC and has to stand for 30 minutes before the next: until 2026-03-02 12:20 UTC.',
  );
});

test('passes where nothing was deployed yet', () => {
  expect(check(as(null))).toMatchObject({ state: 'pass', value: 'none yet', passesAt: null });
});

test.each(['no-data', 'error'] as const)('%s is that', (why) => {
  expect(check(unknown(why, 'nobody tells of deploys'))).toMatchObject({
    state: why,
    value: null,
    reason: 'It is not known when the last deploy was: nobody tells of deploys.',
  });
});

test.each(['yesterday', '+275760-09-13T00:00:00.000Z'])('a time such as %s is no pass', (at) => {
  expect(check(as({ at }))).toMatchObject({ state: 'error', passesAt: null });
});
