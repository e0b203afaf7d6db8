import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import {
  exhaustionOf,
  gatherSlos,
  openPrometheus,
  pairsOf,
  remainingBudget,
  type Sample,
  type SloFact,
  type SloObjective,
} from '../../gate/slo/index.ts';
import { type OwnPrometheus, prometheusAway, startOwnPrometheus } from './own-prometheus.ts';
import { shopAndBroken } from './shop-and-broken.ts';

const DAY = 86_400;
const NOW = Math.floor(Date.now() / 1000);

let away: string | undefined;
let prometheus: OwnPrometheus;

beforeAll(async () => {
  away = await prometheusAway();
  if (away === undefined) prometheus = await startOwnPrometheus(shopAndBroken(NOW));
});
afterAll(async () => {
  await prometheus?.[Symbol.asyncDispose]();
});

function counting(matchers: string): string {
  return `sum(increase(http_requests_total{${matchers}}[{{window}}]))`;
}

const SHOP: SloObjective = {
  name: 'availability',
  service: 'shop',
  target: 0.98,
  windowDays: 7,
  bad: counting('job="shop",code=~"5.."'),
  total: counting('job="shop"'),
};

async function gather(rest: Partial<SloObjective> = {}, pastDays?: Map<string, Sample>): Promise<SloFact> {
  const client = openPrometheus({ fetch, url: prometheus.url });
  const objectives = [{ ...SHOP, ...rest }];
  const [fact] = await gatherSlos({ prometheus: client, objectives, now: new Date(NOW * 1000), pastDays });
  return fact!;
}

function real(name: string, body: () => Promise<void>): void {
  test(name, async ({ skip }: TestContext) => {
    skip(away !== undefined, away);
    await body();
  });
}

describe('a real Prometheus', () => {
  real('counts what was there: half of the budget is left of 98% when one in a hundred fails', async () => {
    const fact = await gather();
    for (const [window, seconds] of Object.entries({ '5m': 300, '1h': 3600, '6h': 21_600, '3d': 3 * DAY })) {
      const counted = fact.windows[window as '5m'];
      expect(counted?.known && counted.value.total / (seconds * 10)).toBeCloseTo(1, 2);
      expect(counted?.known && 1 - counted.value.good / counted.value.total).toBeCloseTo(0.01, 6);
    }
    expect(fact.budget.known && fact.budget.value.total / (7 * DAY * 10)).toBeCloseTo(1, 2);
    const left = remainingBudget(fact);
    expect(left.state === 'known' && left.value).toBeCloseTo(0.5, 4);
    const days = exhaustionOf(fact);
    expect(days.state === 'known' && days.value).toBeCloseTo(7, 2);
  });

  real('says the same of a budget by days that were kept', async () => {
    const pastDays = new Map<string, Sample>();
    const first = await gather({}, pastDays);
    expect(pastDays.size).toBeGreaterThanOrEqual(4);
    expect(await gather({}, pastDays)).toEqual(first);
  });

  real('tells an outage of an hour by the pairs that fire', async () => {
    const job = 'job="broken"';
    const fact = await gather({
      target: 0.999,
      windowDays: 7,
      bad: counting(`${job},code="500"`),
      total: counting(job),
    });
    expect(pairsOf(fact).map(({ state }) => state)).toEqual(['fires', 'fires', 'fires', 'fires']);
    const hour = fact.windows['1h'];
    expect(hour?.known && hour.value.good / hour.value.total).toBeCloseTo(0, 2);
    const left = remainingBudget(fact);
    // One hour of the 168 of a week failed: a share of 0.006 where 0.001 was promised.
    expect(left.state === 'known' && left.value).toBeCloseTo(1 - 1 / 168 / 0.001, 1);
  });

  real('by good events says the same as by bad ones', async () => {
    const byGood = await gather({ bad: undefined, good: counting('job="shop",code="200"') });
    const byBad = await gather();
    for (const fact of [byGood, byBad]) expect(remainingBudget(fact).state).toBe('known');
    const [a, b] = [byGood, byBad].map(remainingBudget);
    if (a?.state === 'known' && b?.state === 'known') expect(a.value).toBeCloseTo(b.value, 6);
  });

  real('without bad series had no bad events; without any nothing is known', async () => {
    const none = await gather({ bad: counting('job="shop",code="418"') });
    expect(remainingBudget(none)).toMatchObject({ state: 'known', value: 1 });
    const gone = await gather({ total: counting('job="nobody"') });
    expect(gone.windows['1h']).toMatchObject({ known: false, why: 'no-data' });
    expect(gone.budget).toMatchObject({ known: false, why: 'no-data' });
  });

  real('that holds less than the window says how much', async () => {
    const fact = await gather({ windowDays: 30 });
    expect(fact.windows['1h']).toMatchObject({ known: true });
    expect(fact.budget).toMatchObject({ known: false, why: 'no-data' });
    // The oldest day is there in part, and is counted as there.
    expect(!fact.budget.known && fact.budget.text).toMatch(/: (10|10\.\d|11) of 30 days are known\. .*retention/);
  });

  real('answers what cannot be used with an error', async () => {
    const total = SHOP.total;
    const cases: [query: string, error: string][] = [
      ['increase(http_requests_total[{{window}}])', 'expected one series, found 4'],
      [`${total} * 0 / 0`, 'expected a count of 0 or more, found NaN'],
      [`${total} / 0`, 'found +Inf'],
      [`-${total}`, 'found -'],
      ['http_requests_total[{{window}}]', 'found a result of type matrix'],
      [`${total}) or`, 'it refused the query: bad_data: '],
    ];
    for (const [query, error] of cases) {
      const { windows } = await gather({ total: query, windowDays: 1 });
      expect(windows['1h']).toMatchObject({ known: false, why: 'error', text: expect.stringContaining(error) });
    }
    const client = openPrometheus({ fetch, url: prometheus.url });
    await expect(client.query('"hello"', NOW)).resolves.toMatchObject({
      error: expect.stringContaining('type string'),
    });
    await expect(client.query('scalar(sum(http_requests_total)) * 0', NOW)).resolves.toEqual({ count: 0 });
  });
});
