import fc from 'fast-check';
import { sql } from 'kysely';
import { pino } from 'pino';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Db } from '../../db/open-database.ts';
import { MOST_FIRING } from '../../db/save-monitoring-alerts.ts';
import { describeEachDatabase, type TestDatabase } from '../../test/databases.ts';
import { inventoryFixture } from '../../test/inventory-fixture.ts';
import type { Api } from './api-context.ts';
import { createApi } from './create-api.ts';
import { createToken, revokeToken } from './tokens.ts';

describeEachDatabase('alerts from outside', (open) => {
  let database: TestDatabase;
  let db: Db;
  let api: Api;
  let secret: string;
  let now: Date;
  let logged: string[];

  beforeEach(async () => {
    database = await open();
    db = database.db;
    now = new Date('2026-03-01T12:05:00Z');
    logged = [];
    const make = inventoryFixture(db);
    await make.installation(1);
    await make.repository(1, { id: 11, owner: 'octo-org', name: 'shop' });
    api = createApi({
      db,
      now: () => now,
      log: pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) }),
      version: '1.2.3',
      refreshSoon: async () => {},
      startRun: async () => {},
      changesDecided: async () => {},
    });
    secret = await newToken('alertmanager', ['alerts:write', 'alerts:read']);
  });

  const newToken = async (name: string, scopes: string[]) =>
    (await createToken(db, { installationId: 1, name, scopes, expiresAt: null, now })).secret;
  const post = (path: string, body: unknown, authorization = `Bearer ${secret}`) =>
    api.request(path, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const list = async (query = '') => {
    const headers = { authorization: `Bearer ${secret}` };
    return (await (await api.request(`/api/v1/monitoring-alerts${query}`, { headers })).json()) as Listed;
  };
  const shown = async (query?: string) =>
    (await list(query)).monitoring_alerts.map(({ title, severity, status }) => `${title} ${severity} ${status}`);

  describe('of Alertmanager', () => {
    test('arrive, and are listed with who sent them', async () => {
      const response = await post('/api/v1/alertmanager', group([firing], { truncatedAlerts: 2 }));
      expect(await response.json()).toEqual({
        received: 1,
        stored: 1,
        changed: 1,
        watchdog: false,
        truncated: 2,
        problems: [],
      });
      expect(await list()).toMatchObject({
        monitoring_alerts: [
          {
            source: 'alertmanager',
            fingerprint: 'c0ffee',
            title: 'Too many errors',
            severity: 'critical',
            service: 'checkout',
            environment: 'production',
            repository: { id: 11, full_name: 'octo-org/shop' },
            ends_at: null,
          },
        ],
        sources: [
          { source: 'alertmanager', heard_at: now.toISOString(), watchdog_heard_at: null, truncated_alerts: 2 },
        ],
        next: null,
      });
      await post('/api/v1/alertmanager', group([{ ...firing, ...ended }], { status: 'resolved', truncatedAlerts: 0 }));
      expect(await shown()).toEqual([]);
      expect(await shown('?status=resolved')).toEqual(['Too many errors critical resolved']);
      expect((await list()).sources).toMatchObject([{ truncated_alerts: 0 }]);
    });

    test('resolve nothing that is only left out', async () => {
      const other = {
        ...firing,
        fingerprint: 'beef',
        labels: { alertname: 'Other', severity: 'warning' },
        annotations: {},
      };
      await post('/api/v1/alertmanager', group([firing, other]));
      await post('/api/v1/alertmanager', group([{ ...firing, ...ended }]));
      expect(await shown()).toEqual(['Other medium firing']);
    });

    test('are stored where others of the group cannot be read, which is told', async () => {
      const response = await post('/api/v1/alertmanager', group([{ ...firing, startsAt: 'x' }, 7, firing]));
      expect([response.status, await response.json()]).toEqual([
        200,
        expect.objectContaining({
          stored: 1,
          problems: [
            { index: 0, name: 'HighErrors', expected: 'startsAt to be a time', found: '"x"' },
            { index: 1, name: null, expected: 'an object', found: '7' },
          ],
        }),
      ]);
      expect(await shown()).toHaveLength(1);
      expect(logged.map((line) => JSON.parse(line).msg)).toEqual(['alerts could not be read']);
    });

    test('are sent with a token, as bearer or as a password', async () => {
      const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
      const reader = await newToken('reader', ['alerts:read']);
      const cases: [authorization: string, status: number][] = [
        [`Bearer ${secret}`, 200],
        [basic(`anybody:${secret}`), 200],
        [basic(`:${secret}`), 200],
        [basic(`${secret}:`), 401],
        [basic(secret), 401],
        [basic('anybody:password'), 401],
        ['Basic !', 401],
        [`Bearer ${reader}`, 403],
        [basic(`anybody:${reader}`), 403],
      ];
      for (const [authorization, status] of cases) {
        expect([authorization, (await post('/api/v1/alertmanager', group([firing]), authorization)).status]).toEqual([
          authorization,
          status,
        ]);
      }
      const listing = await api.request('/api/v1/monitoring-alerts', {
        headers: { authorization: basic(`a:${secret}`) },
      });
      expect(listing.status).toBe(401);
    });

    test('of a pair that shares a token are one, and those of another source are others', async () => {
      await Promise.all([1, 2].map(() => post('/api/v1/alertmanager', group([firing]))));
      expect(await shown()).toHaveLength(1);
      const other = await newToken('another', ['alerts:write']);
      await post('/api/v1/alertmanager', group([firing]), `Bearer ${other}`);
      expect(await shown()).toHaveLength(2);
    });

    test('are asked for again, with 503, where they could not be stored, and never refused for it', async () => {
      await database[Symbol.asyncDispose]();
      for (const [path, body] of [
        ['/api/v1/alertmanager', group([firing])],
        ['/api/v1/alerts', simple],
      ] as const) {
        const response = await post(path, body);
        expect([response.status, response.headers.get('retry-after')]).toEqual([503, '10']);
        expect(response.headers.get('content-type')).toBe('application/problem+json');
        expect(await response.text()).not.toMatch(/stack|closed|ECONN|select/i);
      }
      expect(logged.map((line) => JSON.parse(line).msg)).toContain('alerts from outside could not be stored');
    });

    test('refresh the watchdog of their source', async () => {
      const watchdog = { ...firing, fingerprint: 'd06', labels: { alertname: 'Watchdog', severity: 'none' } };
      await post('/api/v1/alertmanager', group([watchdog]));
      now = new Date('2026-03-01T12:06:00Z');
      await post('/api/v1/alertmanager', group([{ ...watchdog, ...ended }]));
      expect(await list()).toMatchObject({
        monitoring_alerts: [],
        sources: [{ heard_at: now.toISOString(), watchdog_heard_at: '2026-03-01T12:05:00.000Z' }],
      });
    });

    test('are asked for again where there are more than may be, but for what is known of those', async () => {
      await post('/api/v1/alertmanager', group([firing]));
      await sql`insert into monitoring_alerts
        (installation_id, source, fingerprint, starts_at, status, severity, title, tags, labels, received_at, changed_at)
        select 1, 'many', n::text, ${now}, 'firing', 'low', 'one of many', '{}', '{}', ${now}, ${now}
        from generate_series(1, ${MOST_FIRING - 2}) n`.execute(db);
      const others = ['a', 'b'].map((fingerprint) => ({ ...firing, fingerprint }));
      now = new Date('2026-03-01T12:08:00Z');
      const response = await post('/api/v1/alertmanager', group([...others, { ...firing, ...ended }]));
      const { cure } = (await response.json()) as { cure: string };
      expect([response.status, response.headers.get('retry-after'), cure]).toEqual([
        503,
        '60',
        expect.stringContaining('resolved'),
      ]);
      expect(await shown('?source=alertmanager&status=firing,resolved')).toEqual([
        'Too many errors critical firing',
        'Too many errors critical resolved',
      ]);
      // One was resolved meanwhile: there is room.
      expect((await post('/api/v1/alertmanager', group(others))).status).toBe(200);
    });

    test('may be many', async () => {
      const many = Array.from({ length: 2000 }, (_, n) => ({ ...firing, fingerprint: `f${n}` }));
      expect(await (await post('/api/v1/alertmanager', group(many))).json()).toMatchObject({
        stored: 2000,
        changed: 2000,
      });
      now = new Date('2026-03-01T12:06:00Z');
      expect(await (await post('/api/v1/alertmanager', group(many))).json()).toMatchObject({
        stored: 2000,
        changed: 0,
      });
    });

    // A delivery that made the database fail would be sent again for ever, and hold up the others of its group.
    test('are never asked for again because of what is in them', async () => {
      const text = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.constantFrom('\0', '\ud800', '9999-12-31T23:59:59Z', '0001-01-01T00:00:00Z', '2026-02-29T00:00:00Z'),
      );
      const labels = fc.dictionary(fc.oneof(text, fc.constantFrom('severity', 'env', 'repository', 'tags')), text);
      const one = fc.record(
        {
          status: fc.constantFrom('firing', 'resolved'),
          labels,
          annotations: labels,
          startsAt: fc.oneof(text, fc.constantFrom(firing.startsAt)),
          endsAt: text,
          generatorURL: text,
          fingerprint: text,
        },
        { requiredKeys: ['status', 'labels'] },
      );
      const delivery = fc.record({
        alerts: fc.array(one, { maxLength: 4 }),
        groupKey: text,
        truncatedAlerts: fc.anything(),
      });
      await fc.assert(
        fc.asyncProperty(delivery, async (body) => {
          const response = await post('/api/v1/alertmanager', JSON.stringify(body, noBigInt));
          expect([200, 400]).toContain(response.status);
        }),
        { numRuns: 100 },
      );
    });

    test('are refused for good only where they are no JSON, no list, or from nobody', async () => {
      for (const body of ['{', '[]', '{}', '{"alerts":{}}', 'null']) {
        expect([body, (await post('/api/v1/alertmanager', body)).status]).toEqual([body, 400]);
      }
      const { id } = await db.selectFrom('api_tokens').select('id').executeTakeFirstOrThrow();
      await revokeToken(db, id, now);
      expect((await post('/api/v1/alertmanager', group([firing]))).status).toBe(401);
    });
  });

  describe('of others', () => {
    const tell = async (body: object) =>
      ((await (await post('/api/v1/alerts', body)).json()) as { alerts: Alert[] }).alerts;

    test('fire, and are resolved by their fingerprint or by what they are about', async () => {
      const [first] = await tell(simple);
      expect(first).toMatchObject({ status: 'firing', severity: 'high', starts_at: now.toISOString(), tags: ['db'] });
      now = new Date('2026-03-01T12:10:00Z');
      expect(await tell({ ...simple, severity: 'critical' })).toMatchObject([{ id: first?.id, severity: 'critical' }]);
      expect(await tell({ ...simple, status: 'resolved' })).toMatchObject([
        { id: first?.id, status: 'resolved', ends_at: now.toISOString() },
      ]);
      const [named] = await tell({ ...simple, fingerprint: 'replica-lag' });
      expect(await tell({ status: 'resolved', fingerprint: 'replica-lag' })).toMatchObject([{ id: named?.id }]);
      expect(await shown()).toEqual([]);
    });

    test('are `unknown` where nobody says how severe they are', async () => {
      await tell({ title: 'Something' });
      expect(await shown()).toEqual(['Something unknown firing']);
    });
  });
});

const firing = {
  status: 'firing',
  labels: {
    alertname: 'HighErrors',
    severity: 'page',
    service: 'checkout',
    env: 'production',
    repository: 'Octo-Org/shop',
  },
  annotations: { summary: 'Too many errors' },
  startsAt: '2026-03-01T12:00:00Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'https://prometheus.example.org/graph',
  fingerprint: 'c0ffee',
};
const ended = { status: 'resolved', endsAt: '2026-03-01T12:04:00Z' };
const group = (alerts: unknown[], rest: object = {}) => ({
  version: '4',
  groupKey: '{}:{alertname="HighErrors"}',
  receiver: 'lockkeeper',
  status: 'firing',
  alerts,
  ...rest,
});
const simple = { title: 'The replica lags', severity: 'high', service: 'orders', tags: ['db'] };

/** JSON has no such numbers. */
function noBigInt(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? null : value;
}

interface Alert {
  id: number;
  title: string;
  severity: string;
  status: string;
}

interface Listed {
  monitoring_alerts: Alert[];
  sources: object[];
}
