import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ageFactorAt } from './age-factor.ts';

const NOW = new Date('2026-03-02T12:00:00.000Z');
const factorOf = ageFactorAt(NOW);

test.each([
  ['2026-03-02T12:00:00.000Z', 1],
  ['2026-01-31T12:00:00.000Z', 1],
  ['2026-01-31T11:59:59.999Z', 1.25],
  ['2025-12-02T12:00:00.000Z', 1.25],
  ['2025-12-02T11:59:59.999Z', 1.5],
  ['2026-03-02T12:00:00+01:00', 1],
  ['nonsense', 1.5],
  ['2026-99-01T00:00:00.000Z', 1.5],
])('%s weighs %d times', (openedAt, factor) => {
  expect(factorOf(openedAt)).toBe(factor);
});

test('as text and as time it is the same', () => {
  const date = fc.date({ min: new Date('2025-06-01'), max: new Date('2026-06-01'), noInvalidDate: true });
  fc.assert(
    fc.property(date, (openedAt) => {
      expect(factorOf(openedAt.toISOString())).toBe(factorOf(openedAt.toISOString().replace('Z', '+00:00')));
    }),
  );
});
