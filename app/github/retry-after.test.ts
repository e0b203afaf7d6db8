import { expect, test } from 'vitest';
import { retryAfter } from './retry-after.ts';

const now = new Date('2026-01-01T00:00:00Z');
const second = now.getTime() / 1000;

test.each<[string, unknown, number | undefined]>([
  ['retry-after on 403', limit(403, { 'retry-after': '30' }), 31],
  ['retry-after on 429', limit(429, { 'retry-after': '30' }), 31],
  ['a used-up quota', limit(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(second + 600) }), 601],
  [
    'a quota that is full again',
    limit(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(second - 9) }),
    1,
  ],
  [
    'a quota until the year 3000',
    limit(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '32503680000' }),
    3901,
  ],
  ['a quota without a time', limit(403, { 'x-ratelimit-remaining': '0' }), 61],
  ['a secondary limit without a time', limit(403, {}, 'You have exceeded a secondary rate limit.'), 61],
  ['429 without a word', limit(429, {}), 61],
  [
    'a missing permission',
    limit(403, { 'x-ratelimit-remaining': '4999' }, 'Resource not accessible by integration'),
    undefined,
  ],
  ['a server fault', limit(502, { 'retry-after': '30' }), undefined],
  ['an error without an answer', Object.assign(new Error('x'), { status: 403 }), undefined],
  ['no error at all', 'nothing', undefined],
])('%s', (_, error, seconds) => {
  expect(retryAfter(error, now)).toBe(seconds);
});

function limit(status: number, headers: Record<string, string>, message = ''): Error {
  return Object.assign(new Error(message), { status, response: { headers } });
}
