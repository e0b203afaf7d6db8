import { expect, test } from 'vitest';
import { parseExpiry } from './parse-expiry.ts';

const now = new Date('2026-05-01T12:00:00Z');

test.each([
  ['90d', '2026-07-30T12:00:00.000Z'],
  ['2w', '2026-05-15T12:00:00.000Z'],
  ['8h', '2026-05-01T20:00:00.000Z'],
  ['2030-12-31', '2031-01-01T00:00:00.000Z'],
  ['never', undefined],
])('%s', (text, expected) => {
  expect(parseExpiry(text, now)?.toISOString()).toBe(expected);
});

test.each(['', '90', 'd', '0d', '-1d', '1.5d', '99999d', '90 d', '90m', '2030-02-30', '2030-13-01', 'soon', 'Never'])(
  '%j is refused',
  (text) => {
    expect(() => parseExpiry(text, now)).toThrow(/--expires: expected a span/);
  },
);
