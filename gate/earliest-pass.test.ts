import { expect, test } from 'vitest';
import { earliestPass } from './earliest-pass.ts';
import type { CheckResult } from './verdict.ts';

function blocker(passesAt: string | null): CheckResult {
  return {
    check: 'soak',
    mode: 'enforce',
    state: 'fail',
    effect: 'block',
    value: null,
    threshold: '',
    sampleSize: null,
    reason: '',
    evidence: [],
    more: 0,
    passesAt,
  };
}

const [ONE, TWO, THREE] = ['2026-03-01T13:00:00.000Z', '2026-03-01T14:00:00.000Z', '2026-03-01T15:00:00.000Z'];

test('the latest of what blocks', () => {
  expect(earliestPass([blocker(ONE), blocker(TWO)], () => [])).toBe(TWO);
});

test('is not known where one cannot say', () => {
  expect(earliestPass([blocker(ONE), blocker(null)], () => [])).toBeNull();
});

test('is not within what begins until then', () => {
  const freeze = (at: Date) => (at.toISOString() >= ONE && at.toISOString() < THREE ? [blocker(THREE)] : []);
  expect(earliestPass([blocker(TWO)], freeze)).toBe(THREE);
  expect(earliestPass([blocker(TWO)], (at) => (at.toISOString() >= TWO ? [blocker(null)] : []))).toBeNull();
});

test('is not known where one says that it has passed and still blocks', () => {
  expect(earliestPass([blocker(TWO)], () => [blocker(TWO)])).toBeNull();
});

test('what is only warned of holds nobody up', () => {
  expect(earliestPass([blocker(TWO)], () => [{ ...blocker(THREE), effect: 'warn' }])).toBe(TWO);
});
