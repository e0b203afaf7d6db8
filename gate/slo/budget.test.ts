import { describe, expect, test } from 'vitest';
import { known, unknown } from '../known.ts';
import { exhaustion, exhaustionOf, remainingBudget } from './budget.ts';
import { burning, makeSlo, SLO_AT } from './slo-fixture.ts';

const at = (rate: number) => known(burning(rate), SLO_AT);

describe('what is left of a budget', () => {
  test.each([
    [0, 1],
    [0.25, 0.75],
    [1, 0],
    [2.5, -1.5],
  ])('at a burn rate of %s over the whole window is %s', (rate, left) => {
    const reading = remainingBudget(makeSlo({ budget: at(rate) }));
    expect(reading).toMatchObject({ state: 'known', asOf: SLO_AT, sample: { total: 1_000_000 } });
    expect(reading.state === 'known' && reading.value).toBeCloseTo(left, 9);
  });

  test.each([
    [unknown('no-data', '3 of 30 days are known'), { state: 'no-data', text: '3 of 30 days are known' }],
    [unknown('error', 'it is down'), { state: 'error', text: 'it is down' }],
    [known({ good: 0, total: 0 }, SLO_AT), { state: 'no-traffic', text: 'shop/availability had no events in 30 days' }],
    [
      known({ good: 3, total: 2 }, SLO_AT),
      {
        state: 'error',
        text: 'shop/availability over 30 days: expected at most as many good events as there were, found 3 of 2',
      },
    ],
  ])('is not a number of %j', (budget, reading) => {
    expect(remainingBudget(makeSlo({ budget }))).toEqual(reading);
  });
});

describe('the days until it is spent', () => {
  test.each([
    [0.5, 1, 15],
    [0.5, 10, 1.5],
    [1, 14.4, 30 / 14.4],
    [0.5, 0, 'never'],
    [0, 0, 0],
    [-0.5, 3, 0],
  ])('with %s left at a speed of %s are %s', (remaining, burn, days) => {
    expect(exhaustion({ remaining, windowDays: 30, burn })).toEqual(days);
  });

  test('are of the speed of the last six hours, or of another window', () => {
    const slo = makeSlo({ budget: at(0.4), windows: { '6h': at(2), '1h': at(0) } });
    const days = exhaustionOf(slo);
    expect(days.state === 'known' && days.value).toBeCloseTo(9, 6);
    expect(exhaustionOf(slo, '1h')).toMatchObject({ state: 'known', value: 'never' });
  });

  test('are none where it is spent, whatever is known of the speed', () => {
    expect(exhaustionOf(makeSlo({ budget: at(1.5) }))).toMatchObject({ state: 'known', value: 0 });
  });

  test('are not known without the budget or the speed', () => {
    expect(exhaustionOf(makeSlo())).toEqual({
      state: 'no-data',
      text: 'shop/availability was not measured over 6h',
    });
    expect(exhaustionOf(makeSlo({ budget: unknown('error', 'it is down') }))).toEqual({
      state: 'error',
      text: 'it is down',
    });
  });
});
