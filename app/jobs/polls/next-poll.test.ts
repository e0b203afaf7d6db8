import { expect, test } from 'vitest';
import { nextPoll, retryPoll } from './next-poll.ts';

const MINUTE = 60_000;
const now = new Date('2026-03-01T12:00:00Z');
const names = Array.from({ length: 2400 }, (_, index) => `package-${index}`);

test.each([
  ['direct ones over the hour', true, 60 * MINUTE],
  ['others over the day', false, 1440 * MINUTE],
])(
  '%s: evenly, each in half a period to one and a half, and at the same moment of each from then on',
  (_, direct, period) => {
    const parts = Array<number>(12).fill(0);
    for (const name of names) {
      const next = nextPoll(name, { direct, now });
      const after = next.getTime() - now.getTime();
      expect(after).toBeGreaterThanOrEqual(period / 2);
      expect(after).toBeLessThan(1.5 * period);
      parts[Math.floor(((after - period / 2) / period) * 12)]! += 1;
      // Polled a little after it was due, as the clock does it.
      const late = new Date(next.getTime() + 4 * MINUTE);
      expect(nextPoll(name, { direct, now: late }).getTime()).toBe(next.getTime() + period);
    }
    for (const part of parts) expect(part).toBeGreaterThan(140);
    for (const part of parts) expect(part).toBeLessThan(260);
  },
);

test('what fails is asked about ever later, but within a day', () => {
  const minutes = [0, 1, 2, 7, 8, 1000].map(
    (failures) => (retryPoll(failures, now).getTime() - now.getTime()) / MINUTE,
  );
  expect(minutes).toEqual([10, 20, 40, 1280, 1440, 1440]);
});
