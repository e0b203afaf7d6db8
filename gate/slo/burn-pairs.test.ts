import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { known, unknown } from '../known.ts';
import { burnPairs, impossiblePairs } from './burn-pairs.ts';
import { type PairState, pairsOf } from './pairs-of.ts';
import { SloError } from './slo-error.ts';
import { BURN_WINDOWS, type SloFact } from './slo-fact.ts';
import { burning, makeSlo, SLO_AT } from './slo-fixture.ts';

const at = (rate: number, total?: number) => known(burning(rate, 0.999, total), SLO_AT);
const NONE = known({ good: 0, total: 0 }, SLO_AT);
const NO_DATA = unknown('no-data', 'nothing came');
const ERROR = unknown('error', 'it is down');

describe('the pairs of a window', () => {
  test.each([
    [7, [3.36, 1.4, 0.7, 0.233]],
    [28, [13.44, 5.6, 2.8, 0.933]],
    [30, [14.4, 6, 3, 1]],
    [90, [43.2, 18, 9, 3]],
  ])('of %i days have the factors of the workbook, and no threshold below 1', (days, factors) => {
    const pairs = burnPairs(days);
    expect(pairs.map(({ factor }) => Number(factor.toFixed(3)))).toEqual(factors);
    expect(pairs.map(({ threshold }) => threshold)).toEqual(pairs.map(({ factor }) => Math.max(1, factor)));
    expect(pairs.map(({ share, long, short }) => [share, long, short])).toEqual([
      [0.02, '1h', '5m'],
      [0.05, '6h', '30m'],
      [0.1, '1d', '2h'],
      [0.1, '3d', '6h'],
    ]);
  });

  test('are exact where the workbook is', () => {
    expect(burnPairs(30).map(({ factor }) => factor)).toEqual([14.4, 6, 3, 1]);
  });

  test.each([1, 7, 28, 30, 90])(
    'of %i days are all quiet while a service uses up its budget just in time',
    (windowDays) => {
      const windows = Object.fromEntries(BURN_WINDOWS.map((window) => [window, at(1)]));
      for (const { state } of pairsOf(makeSlo({ windowDays, windows }))) expect(state).toBe('quiet');
    },
  );

  test('longer than the objective are left out', () => {
    expect(burnPairs(1).map(({ long }) => long)).toEqual(['1h', '6h', '1d']);
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('of %s days are refused', (days) => {
    expect(() => burnPairs(days)).toThrow(SloError);
  });
});

describe('pairs that cannot fire', () => {
  test.each([
    [0.9305, [14.4]],
    [0.9306, []],
    [0.833, [14.4, 6]],
    [0.834, [14.4]],
    [0.5, [14.4, 6, 3]],
    [0.999, []],
  ])('at a target of %s are those with the factors %j', (target, factors) => {
    expect(impossiblePairs(target, 30).map(({ factor }) => factor)).toEqual(factors);
  });

  test('do not fire when everything fails, and the others do', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.9999, noNaN: true }),
        fc.constantFrom(1, 7, 28, 30, 90),
        (target, windowDays) => {
          const outage = known({ good: 0, total: 100 }, SLO_AT);
          const windows = Object.fromEntries(BURN_WINDOWS.map((window) => [window, outage]));
          const impossible = new Set(impossiblePairs(target, windowDays).map(({ long }) => long));
          for (const { pair, state } of pairsOf(makeSlo({ target, windowDays, windows }))) {
            expect(state).toBe(impossible.has(pair.long) ? 'quiet' : 'fires');
          }
        },
      ),
    );
  });
});

describe('a pair', () => {
  test.each<[string, SloFact['windows'], PairState['state']]>([
    ['fires where both burn faster', { '1h': at(15), '5m': at(20) }, 'fires'],
    ['is quiet where the long one does not', { '1h': at(14), '5m': at(900) }, 'quiet'],
    ['is quiet where it is over by the short one', { '1h': at(500), '5m': at(0) }, 'quiet'],
    ['is quiet at less than its factor', { '1h': at(14.3999), '5m': at(14.3999) }, 'quiet'],
    ['is settled by one that is slower, whatever the other is', { '1h': at(1), '5m': ERROR }, 'quiet'],
    ['cannot be told without the short one', { '1h': at(20) }, 'no-data'],
    ['cannot be told without events in the short one', { '1h': at(20), '5m': NONE }, 'no-traffic'],
    ['cannot be told where the asking failed', { '1h': ERROR, '5m': NO_DATA }, 'error'],
    ['tells of missing data before missing traffic', { '1h': NONE, '5m': NO_DATA }, 'no-data'],
    ['is an error where counts cannot be', { '1h': known({ good: 2, total: 1 }, SLO_AT), '5m': at(20) }, 'error'],
  ])('%s', (_, windows, state) => {
    expect(pairsOf(makeSlo({ windows }))[0]?.state).toBe(state);
  });

  test('says nothing of fewer events than the policy asks for', () => {
    const slo = makeSlo({ windows: { '1h': at(500, 10), '5m': at(500, 10) } });
    expect(pairsOf(slo)[0]?.state).toBe('fires');
    expect(pairsOf(slo, { minimumEvents: 11 })[0]?.state).toBe('no-traffic');
  });

  test('is an error where the target cannot be', () => {
    expect(pairsOf(makeSlo({ target: 1, windows: { '1h': at(20), '5m': at(20) } }))[0]?.state).toBe('error');
  });
});
