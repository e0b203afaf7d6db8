import fc from 'fast-check';
import { expect, test } from 'vitest';
import { budgetPieces } from './budget-pieces.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const lengths = (days: number, now: string) => budgetPieces(days, new Date(now)).map(({ seconds }) => seconds / HOUR);

test.each([
  ['at noon: half a day at either end', 3, '2026-11-25T12:00:00Z', [12, 24, 24, 12]],
  ['at midnight: whole days', 3, '2026-11-25T00:00:00Z', [24, 24, 24]],
  ['a minute past midnight: today joins yesterday', 3, '2026-11-25T00:01:00Z', [24 - 1 / 60, 24, 24 + 1 / 60]],
  ['a minute before: the oldest minute joins its day', 3, '2026-11-25T23:59:00Z', [24 + 1 / 60, 24, 24 - 1 / 60]],
  ['of less than a day', 0.25, '2026-11-25T12:00:00Z', [6]],
  ['of a day, a minute past midnight', 1, '2026-11-25T00:01:00Z', [24]],
])('the pieces of a window are cut at midnight, %s', (_, days, now, hours) => {
  expect(lengths(days, now).map((it) => it.toFixed(6))).toEqual(hours.map((it) => it.toFixed(6)));
});

test('a whole day is settled once it is over for a day', () => {
  const pieces = budgetPieces(4, new Date('2026-11-25T12:00:00Z'));
  expect(pieces.map(({ settled }) => settled)).toEqual([false, true, true, false, false]);
});

test('the pieces follow one another, are the whole window, and the settled ones are the same an hour later', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2020-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
      fc.oneof(fc.integer({ min: 1, max: 90 }), fc.double({ min: 0.1, max: 90, noNaN: true })),
      (now, days) => {
        const pieces = budgetPieces(days, now);
        expect(pieces.at(-1)?.end).toBe(Math.floor(now.getTime() / 1000));
        expect(pieces.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(Math.round(days * DAY));
        for (const [index, { end, seconds }] of pieces.entries()) {
          expect(seconds).toBeGreaterThanOrEqual(Math.min(HOUR, Math.round(days * DAY)));
          expect(seconds).toBeLessThanOrEqual(DAY + 2 * HOUR);
          if (index > 0) expect(end - seconds).toBe(pieces[index - 1]?.end);
        }
        const later = budgetPieces(days, new Date(now.getTime() + HOUR * 1000)).map((piece) => JSON.stringify(piece));
        const stay = pieces.filter(({ settled, end }, index) => settled && index > 1 && end % DAY === 0);
        expect(later).toEqual(expect.arrayContaining(stay.map((piece) => JSON.stringify(piece))));
      },
    ),
  );
});
