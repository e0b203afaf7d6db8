import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { burnRate, maximumBurn, sampleProblem, sliOf } from './sli.ts';
import { SloError } from './slo-error.ts';

const samples = fc
  .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 1e-6, max: 1e12, noNaN: true }))
  .map(([share, total]) => ({ good: Math.min(total, share * total), total }));
const targets = fc.double({ min: 0.01, max: 0.99999, noNaN: true });

describe('SLI and burn rate', () => {
  test.each([
    ['nothing failed', { good: 1000, total: 1000 }, 0.999, 1, 0],
    ['exactly the budget', { good: 999, total: 1000 }, 0.999, 0.999, 1],
    ['the fast pair of 30 days', { good: 9856, total: 10000 }, 0.999, 0.9856, 14.4],
    ['all failed', { good: 0, total: 7 }, 0.999, 0, 1000],
    ['fractions, as Prometheus extrapolates', { good: 0.5, total: 1.5 }, 0.5, 1 / 3, 4 / 3],
  ])('%s', (_, sample, target, sli, burn) => {
    expect(sliOf(sample)).toBeCloseTo(sli, 12);
    expect(burnRate(sample, target)).toBeCloseTo(burn, 9);
  });

  test('are of sums: 30 minutes at 600 a minute clean, then 30 at 6 half failing, are 0.495%, and not the 25% that an average gives', () => {
    const [busy, quiet] = [
      { good: 18_000, total: 18_000 },
      { good: 90, total: 180 },
    ];
    const sum = { good: busy.good + quiet.good, total: busy.total + quiet.total };
    expect(1 - sliOf(sum)!).toBeCloseTo(0.00495, 5);
    expect(1 - (sliOf(busy)! + sliOf(quiet)!) / 2).toBeCloseTo(0.25, 12);
  });

  test('without events are no number', () => {
    expect(sliOf({ good: 0, total: 0 })).toBeNull();
    expect(burnRate({ good: 0, total: 0 }, 0.99)).toBeNull();
  });

  test.each([
    ['more good than all', { good: 11, total: 10 }, 'at most as many good events as there were, found 11 of 10'],
    ['negative', { good: -1, total: 10 }, 'a count of good events, found -1'],
    ['a negative total', { good: -2, total: -1 }, 'found -2'],
    ['NaN', { good: 1, total: Number.NaN }, 'a count of total events, found NaN'],
    ['Infinity', { good: 1, total: Number.POSITIVE_INFINITY }, 'found Infinity'],
    ['what JSON makes of NaN', { good: null as unknown as number, total: 1 }, 'found null'],
    ['text', { good: 1, total: '2' as unknown as number }, 'found 2'],
  ])('%s is refused', (_, sample, text) => {
    expect(sampleProblem(sample)).toContain(text);
    expect(() => sliOf(sample)).toThrow(SloError);
    expect(() => burnRate(sample, 0.9)).toThrow(text);
  });

  test.each([0, 1, -0.1, 1.5, Number.NaN, 99.9])('a target of %s is refused', (target) => {
    expect(() => burnRate({ good: 1, total: 1 }, target)).toThrow('a target above 0 and below 1');
    expect(() => maximumBurn(target)).toThrow(SloError);
  });

  test('stay within their bounds, and one more bad event never lowers the burn rate', () => {
    fc.assert(
      fc.property(samples, targets, fc.integer({ min: 1, max: 1000 }), (sample, target, bad) => {
        expect(sliOf(sample)).toBeGreaterThanOrEqual(0);
        expect(sliOf(sample)).toBeLessThanOrEqual(1);
        const burn = burnRate(sample, target)!;
        expect(burn).toBeLessThanOrEqual(maximumBurn(target) * (1 + 1e-12));
        const worse = burnRate({ good: sample.good, total: sample.total + bad }, target)!;
        expect(worse).toBeGreaterThanOrEqual(burn * (1 - 1e-12));
      }),
    );
  });
});
