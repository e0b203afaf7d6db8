import { describe, expect, onTestFinished, test } from 'vitest';
import { type LocalServer, sendJson, startServer } from '../../test/osv/local-server.ts';
import { openPrometheus } from './client.ts';
import { type GatherOptions, gatherSlos } from './gather-slos.ts';
import { pairsOf, remainingBudget, type Sample, type SloFact, type SloObjective } from './index.ts';

const NOW = new Date('2026-11-25T12:00:00Z');
const DAY = 86_400;
const OBJECTIVE: SloObjective = {
  name: 'availability',
  service: 'shop',
  target: 0.99,
  windowDays: 30,
  bad: 'bad[{{window}}]',
  total: 'total[{{.window}}]',
};

/** What the server has counted of a metric in some seconds until a moment: texts as Prometheus has them; none: no series. */
type Count = (metric: string, seconds: number, end: number) => readonly string[];

interface Asked {
  server: LocalServer;
  queries: { metric: string; seconds: number; end: number }[];
  gather: (more?: Partial<GatherOptions>, objective?: Partial<SloObjective>) => Promise<SloFact>;
}

async function counting(count: Count): Promise<Asked> {
  const queries: Asked['queries'] = [];
  const server = await startServer((_, response, body) => {
    const form = new URLSearchParams(body);
    const [, metric = '', seconds = ''] = /^(\w+)\[(\d+)s\]$/.exec(form.get('query') ?? '') ?? [];
    const asked = { metric, seconds: Number(seconds), end: Number(form.get('time')) };
    queries.push(asked);
    const result = count(asked.metric, asked.seconds, asked.end).map((text) => ({
      metric: {},
      value: [asked.end, text],
    }));
    // As slow as a server is, so that those asked at one time are seen to be.
    setTimeout(() => sendJson(response, { status: 'success', data: { resultType: 'vector', result } }), 2);
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return {
    server,
    queries,
    async gather(more = {}, objective = {}) {
      const prometheus = openPrometheus({ fetch, url: server.url });
      const objectives = [{ ...OBJECTIVE, ...objective }];
      const [fact] = await gatherSlos({ prometheus, objectives, now: NOW, ...more });
      return fact!;
    },
  };
}

/** Ten events a second, one in a hundred bad. */
const steady: Count = (metric, seconds) => [String(metric === 'total' ? seconds * 10 : seconds / 10)];

describe('an objective', () => {
  test('is asked for its windows, and for its budget in pieces of about a day', async () => {
    const { gather, queries, server } = await counting(steady);
    const fact = await gather({}, { url: 'https://grafana.example.org/d/1' });
    expect(fact).toMatchObject({
      name: 'availability',
      service: 'shop',
      target: 0.99,
      windowDays: 30,
      url: 'https://grafana.example.org/d/1',
    });
    expect(fact.windows['1h']).toEqual({
      known: true,
      value: { good: 35_640, total: 36_000 },
      asOf: NOW.toISOString(),
    });
    expect(Object.keys(fact.windows)).toEqual(['5m', '30m', '1h', '2h', '6h', '1d', '3d']);
    const left = remainingBudget(fact);
    expect(left.state === 'known' && left.value).toBeCloseTo(0, 9);
    expect(fact.budget).toMatchObject({ value: { total: 30 * DAY * 10 } });
    expect(Math.max(...queries.map(({ seconds }) => seconds))).toBe(3 * DAY);
    expect(queries.filter(({ seconds }) => seconds > DAY).every(({ end }) => end === NOW.getTime() / 1000)).toBe(true);
    expect(server.mostAtOnce()).toBe(4);
  });

  test('that fails says so by its pairs', async () => {
    const { gather } = await counting((metric, seconds) => [String(metric === 'total' ? seconds : seconds / 2)]);
    expect(pairsOf(await gather()).map(({ state }) => state)).toEqual(['fires', 'fires', 'fires', 'fires']);
  });

  test('of a short window is not asked for longer ones, but for what the policy is about', async () => {
    const { gather } = await counting(steady);
    expect(Object.keys((await gather({}, { windowDays: 1 })).windows)).toEqual(['5m', '30m', '1h', '2h', '6h', '1d']);
    const asked = await gather({ windows: ['3d'] }, { windowDays: 1 });
    expect(Object.keys(asked.windows)).toContain('3d');
  });

  test('is asked for days that are over only once', async () => {
    const { gather, queries } = await counting(steady);
    const pastDays = new Map<string, Sample>();
    const first = await gather({ pastDays });
    expect(queries.splice(0)).toHaveLength(2 * (7 + 31));
    expect(pastDays.size).toBe(28);
    const second = await gather({ pastDays, now: new Date(NOW.getTime() + 300_000) });
    expect(queries.splice(0)).toHaveLength(2 * (7 + 3));
    expect(second.budget).toMatchObject({ value: first.budget.known && first.budget.value });
    await gather({ pastDays }, { total: 'total[{{ window }}]' });
    expect(queries).toHaveLength(2 * (7 + 31));
  });
});

describe('series that are missing', () => {
  const without =
    (gone: string): Count =>
    (metric, seconds) =>
      metric === gone ? [] : [String(seconds)];

  test('of bad events: there were none', async () => {
    const { gather } = await counting(without('bad'));
    expect((await gather()).windows['5m']).toMatchObject({ known: true, value: { good: 300, total: 300 } });
  });

  test('of good events: none can be shown', async () => {
    const { gather } = await counting(without('good'));
    const fact = await gather({}, { good: 'good[{{window}}]', bad: undefined });
    expect(fact.windows['5m']).toMatchObject({ known: true, value: { good: 0, total: 300 } });
  });

  test('of all events: nothing is known', async () => {
    const { gather } = await counting(without('total'));
    const fact = await gather();
    expect(fact.windows['5m']).toEqual({
      known: false,
      why: 'no-data',
      text: 'shop/availability: nothing is counted over 5 minutes until 2026-11-25T12:00Z: no series matches the query of its total events',
    });
    expect(fact.budget).toMatchObject({ why: 'no-data', text: expect.stringContaining('0 of 30 days are known') });
  });

  test('a total of 0 is no traffic, and known', async () => {
    const { gather } = await counting(() => ['0']);
    const fact = await gather();
    expect(fact.windows['1h']).toMatchObject({ known: true, value: { good: 0, total: 0 } });
    expect(remainingBudget(fact)).toMatchObject({ state: 'no-traffic' });
  });

  test('of what is older than the server keeps are told', async () => {
    const kept = NOW.getTime() / 1000 - 15 * DAY;
    const { gather } = await counting((metric, seconds, end) => (end <= kept ? [] : steady(metric, seconds, end)));
    const fact = await gather();
    expect(fact.windows['3d']).toMatchObject({ known: true });
    expect(fact.budget).toEqual({
      known: false,
      why: 'no-data',
      text: expect.stringMatching(/^shop\/availability: 15.5 of 30 days are known\. .*retention/),
    });
  });

  test('in the middle are told to be gaps', async () => {
    const gap = Date.parse('2026-11-10T00:00:00Z') / 1000;
    const { gather } = await counting((metric, seconds, end) => (end === gap ? [] : steady(metric, seconds, end)));
    expect((await gather()).budget).toMatchObject({ why: 'no-data', text: expect.stringContaining('29 of 30 days') });
    expect((await gather()).budget).toMatchObject({ text: expect.stringContaining('There are gaps') });
  });
});

describe('counts that cannot be', () => {
  test.each<[string, Count, string]>([
    ['NaN', () => ['NaN'], 'expected a count of 0 or more, found NaN'],
    ['several series', () => ['1', '2'], 'expected one series, found 2'],
    [
      'more bad events than all',
      (metric) => [metric === 'bad' ? '11' : '10'],
      'expected at most as many bad events as there were, found 11 bad of 10',
    ],
  ])('%s: an error, of the windows and of the budget', async (_, count, text) => {
    const { gather } = await counting(count);
    const fact = await gather();
    expect(fact.windows['1h']).toMatchObject({ known: false, why: 'error', text: expect.stringContaining(text) });
    expect(fact.budget).toMatchObject({ known: false, why: 'error', text: expect.stringContaining(text) });
  });

  test('by their last digits are the sums of floating-point numbers', async () => {
    const { gather } = await counting((metric) => [metric === 'good' ? '100.00000000001' : '100']);
    const fact = await gather({}, { good: 'good[{{window}}]', bad: undefined });
    expect(fact.windows['1h']).toMatchObject({ known: true, value: { good: 100, total: 100 } });
  });

  test('one day that failed is an error of the budget, and is asked for again', async () => {
    const day = Date.parse('2026-11-10T00:00:00Z') / 1000;
    const { gather } = await counting((metric, seconds, end) => (end === day ? ['NaN'] : steady(metric, seconds, end)));
    const pastDays = new Map<string, Sample>();
    expect((await gather({ pastDays })).budget).toMatchObject({ known: false, why: 'error' });
    expect(pastDays.size).toBe(27);
  });
});

test('a query that does not say where its range goes is not asked', async () => {
  const { gather, queries } = await counting(steady);
  const fact = await gather({}, { total: 'sum(up)' });
  expect(fact.windows['1h']).toMatchObject({ why: 'error', text: expect.stringContaining('expected {{window}}') });
  expect(queries).toEqual([]);
});

test('a server that is away is soon not asked any more, and all is an error', async () => {
  const { gather, server, queries } = await counting(steady);
  await server[Symbol.asyncDispose]();
  const fact = await gather();
  expect(queries).toEqual([]);
  for (const counted of [...Object.values(fact.windows), fact.budget]) {
    expect(counted).toMatchObject({ known: false, why: 'error', text: expect.stringContaining('Prometheus: ') });
  }
});

test('several objectives are told apart, in their order', async () => {
  const { server } = await counting((metric, seconds) => [metric === 'bad' ? '0' : String(seconds)]);
  const prometheus = openPrometheus({ fetch, url: server.url });
  const objectives = [OBJECTIVE, { ...OBJECTIVE, name: 'latency', windowDays: 7, total: 'slow[{{window}}]' }];
  const facts = await gatherSlos({ prometheus, objectives, now: NOW });
  expect(facts.map(({ name, windowDays, budget }) => [name, windowDays, budget.known && budget.value.total])).toEqual([
    ['availability', 30, 30 * DAY],
    ['latency', 7, 7 * DAY],
  ]);
  await expect(gatherSlos({ prometheus, objectives: [], now: NOW })).resolves.toEqual([]);
});
