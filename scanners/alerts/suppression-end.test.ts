import { expect, test } from 'vitest';
import { daysExpired, defaultSuppressionEnd, isSuppressionEnd } from './suppression-end.ts';

const now = new Date('2026-06-01T12:00:00Z');

test.each<[end: string, is: boolean]>([
  ['2026-06-01T12:00:00Z', false],
  ['2026-06-01T12:00:00.001Z', true],
  ['2026-11-28T12:00:00Z', true],
  ['2026-11-28T12:00:00.001Z', false],
  ['not a date', false],
])('a suppression may end at %s: %j', (end, is) => {
  expect(isSuppressionEnd(new Date(end), now)).toBe(is);
});

test('left alone it ends after thirty days', () => {
  expect(defaultSuppressionEnd(now).toISOString()).toBe('2026-07-01T12:00:00.000Z');
});

test.each<[end: string | null, days: number | null]>([
  [null, null],
  ['2026-06-01T12:00:00.001Z', null],
  ['2026-06-01T12:00:00Z', 0],
  ['2026-05-31T12:00:00.001Z', 0],
  ['2026-05-02T12:00:00Z', 30],
])('one that ended at %s expired %j days ago', (end, days) => {
  expect(daysExpired(end === null ? null : new Date(end), now)).toBe(days);
});
