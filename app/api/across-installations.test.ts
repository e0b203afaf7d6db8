import pino from 'pino';
import { beforeAll, expect, test } from 'vitest';
import type { Db } from '../../db/open-database.ts';
import { type OpenApi, readContract } from '../../test/api/openapi-contract.ts';
import { NOW, type TwoInstallations, twoInstallations } from '../../test/api/two-installations.ts';
import { describeEachDatabase } from '../../test/databases.ts';
import type { Api } from './api-context.ts';
import { createApi } from './create-api.ts';

describeEachDatabase('the API never reads across installations', (open) => {
  let api: Api;
  let db: Db;
  let scene: TwoInstallations;
  let contract: ReturnType<typeof readContract>;

  beforeAll(async () => {
    ({ db } = await open());
    scene = await twoInstallations(db);
    api = createApi({
      db,
      now: () => NOW,
      log: pino({ level: 'silent' }),
      version: '1.2.3',
      refreshSoon: async () => {},
      startRun: async () => {},
      changesDecided: async () => {},
    });
    contract = readContract(await read<OpenApi>(api.request('/api/v1/openapi.json')));
  });

  const everything = async () => [
    await db.selectFrom('suppressions').selectAll().orderBy('id').execute(),
    await db.selectFrom('evidence').selectAll().orderBy('seq').execute(),
    await db.selectFrom('update_runs').selectAll().orderBy('id').execute(),
    await db.selectFrom('monitoring_alerts').selectAll().where('installation_id', '=', scene.theirs).execute(),
    await db.selectFrom('monitoring_sources').selectAll().where('installation_id', '=', scene.theirs).execute(),
    await db.selectFrom('maintainer_decisions').selectAll().orderBy('id').execute(),
    await db.selectFrom('gate_decisions').selectAll().orderBy('id').execute(),
    await db.selectFrom('gate_overrides').selectAll().orderBy('id').execute(),
    await db.selectFrom('badges').selectAll().orderBy('id').execute(),
  ];

  const get = async (path: string, token = scene.ourToken) =>
    api.request(path, { headers: { authorization: `Bearer ${token}` } });

  const send = async (method: string, path: string, body: object | undefined, token = scene.ourToken) =>
    api.request(path, {
      method: method.toUpperCase(),
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });

  /** For every operation that reads: requests of ours that would show something of theirs if it were not scoped. */
  const attempts: Record<string, () => string[]> = {
    '/api/v1/alerts': () => [
      '/api/v1/alerts?state=open,suppressed,resolved&limit=100',
      '/api/v1/alerts?repository=2001',
      '/api/v1/alerts?repository=their-org/secret',
      '/api/v1/alerts?tag=classified',
      '/api/v1/alerts?advisory=GHSA-both-0000-0001',
      '/api/v1/alerts?advisory=CVE-2026-0002',
      `/api/v1/alerts?cursor=${cursor(['alerts', 'critical', 0])}`,
    ],
    '/api/v1/alerts/{id}': () => [
      `/api/v1/alerts/${scene.theirAlert}`,
      `/api/v1/alerts/${scene.theirOther}`,
      `/api/v1/alerts/${scene.ourAlert}`,
    ],
    '/api/v1/repositories': () => [
      '/api/v1/repositories?limit=100',
      '/api/v1/repositories?repository=2001',
      '/api/v1/repositories?repository=their-org/secret',
      '/api/v1/repositories?tag=classified',
      `/api/v1/repositories?cursor=${cursor(['repositories', 2000])}`,
    ],
    '/api/v1/packages/{name}': () => [
      '/api/v1/packages/lodash',
      '/api/v1/packages/lodash?version=3.0.0-their-own',
      '/api/v1/packages/@scope/thing',
      '/api/v1/packages/their-private-package',
      `/api/v1/packages/lodash?cursor=${cursor(['usage', 0, 0])}`,
    ],
    '/api/v1/packages': () => [
      '/api/v1/packages?maintainer_changed=365d&limit=100',
      `/api/v1/packages?maintainer_changed=52w&cursor=${cursor(['packages', NOW.getTime(), 1000])}`,
    ],
    '/api/v1/packages/{name}/ledger': () => [
      '/api/v1/packages/their-private-package/ledger',
      `/api/v1/packages/their-private-package/ledger?cursor=${cursor(['ledger', 1000])}`,
      '/api/v1/packages/lodash/ledger',
    ],
    '/api/v1/advisories/{id}': () => [
      '/api/v1/advisories/GHSA-ours-0000-0001',
      '/api/v1/advisories/GHSA-both-0000-0001',
      '/api/v1/advisories/CVE-2026-0001',
    ],
    '/api/v1/suppressions': () => [
      '/api/v1/suppressions?limit=100',
      '/api/v1/suppressions?repository=2001',
      '/api/v1/suppressions?repository=their-org/secret',
      `/api/v1/suppressions?cursor=${cursor(['suppressions', scene.theirSuppression - 1])}`,
    ],
    '/api/v1/update-runs': () => [
      '/api/v1/update-runs?limit=100',
      `/api/v1/update-runs?cursor=${cursor(['update-runs', scene.theirRun + 1])}`,
    ],
    '/api/v1/update-runs/{id}': () => [
      `/api/v1/update-runs/${scene.theirRun}`,
      `/api/v1/update-runs/${scene.ourRun}`,
      `/api/v1/update-runs/${scene.ourRun}?cursor=${cursor(['update-run', 2000, 0])}`,
    ],
    '/api/v1/update-pull-requests': () => [
      '/api/v1/update-pull-requests?limit=100',
      '/api/v1/update-pull-requests?repository=2001',
      '/api/v1/update-pull-requests?repository=their-org/secret',
      `/api/v1/update-pull-requests?cursor=${cursor(['update-pull-requests', 1000])}`,
    ],
    '/api/v1/gate/decisions': () => [
      '/api/v1/gate/decisions?limit=100',
      '/api/v1/gate/decisions?repository=2001',
      '/api/v1/gate/decisions?repository=their-org/secret',
      `/api/v1/gate/decisions?cursor=${cursor(['gate-decisions', scene.theirDecision + 1])}`,
    ],
    '/api/v1/gate/decisions/{id}': () => [
      `/api/v1/gate/decisions/${scene.theirDecision}`,
      `/api/v1/gate/decisions/${scene.ourDecision}`,
    ],
    '/api/v1/trust-score': () => [
      '/api/v1/trust-score?repository=1001',
      '/api/v1/trust-score?repository=987654&environment=production',
    ],
    '/api/v1/overrides': () => [
      '/api/v1/overrides?limit=100',
      `/api/v1/overrides?cursor=${cursor(['overrides', scene.theirOverride + 1])}`,
    ],
    '/api/v1/badges': () => ['/api/v1/badges', '/api/v1/badges?repository=1001'],
    '/api/v1/monitoring-alerts': () => [
      '/api/v1/monitoring-alerts?status=firing,resolved&limit=100',
      '/api/v1/monitoring-alerts?repository=2001',
      '/api/v1/monitoring-alerts?repository=their-org/secret',
      '/api/v1/monitoring-alerts?source=their-alertmanager',
      `/api/v1/monitoring-alerts?cursor=${cursor(['monitoring-alerts', scene.theirMonitoringAlert + 1])}`,
    ],
    '/api/v1/evidence': () => [
      '/api/v1/evidence?month=2026-03',
      '/api/v1/evidence?month=2026-03&format=csv',
      '/api/v1/evidence?month=2026-03&format=markdown',
    ],
  };

  /** For every operation that changes something: what would change something of theirs. */
  const changes: Record<string, () => [path: string, body?: object][]> = {
    'post /api/v1/suppressions': () => [
      ['/api/v1/suppressions', { package: 'a', scope: 'repository', repository: '2001', reason: 'because' }],
      [
        '/api/v1/suppressions',
        { package: 'a', scope: 'path', path: 'x', repository: 'their-org/secret', reason: 'why' },
      ],
    ],
    'post /api/v1/packages/{name}/accept': () => [
      ['/api/v1/packages/their-private-package/accept', {}],
      ['/api/v1/packages/their-private-package/accept', { change: scene.theirChange }],
      ['/api/v1/packages/lodash/accept', { change: scene.theirChange }],
    ],
    'post /api/v1/alerts': () => [
      ['/api/v1/alerts', { title: 'down', fingerprint: 'f00d', repository: '2001' }],
      ['/api/v1/alerts', { status: 'resolved', fingerprint: 'f00d', repository: 'their-org/secret' }],
    ],
    // Stores them as ours: a label that names nothing of ours is a label like any other.
    'post /api/v1/alertmanager': () => [
      ['/api/v1/alertmanager', { alerts: [{ ...resolved, labels: { repository: 'their-org/secret' } }] }],
    ],
    'post /api/v1/update-runs': () => [
      ['/api/v1/update-runs', { repository: '2001' }],
      ['/api/v1/update-runs', { repository: 'their-org/secret', dry_run: true }],
    ],
    'post /api/v1/gate/evaluate': () => [
      ['/api/v1/gate/evaluate', { repository: '2001', environment: 'production' }],
      ['/api/v1/gate/evaluate', { repository: 'their-org/secret', environment: 'production', dry_run: true }],
    ],
    // It reads alone, and only what is the token's own: see below.
    'post /api/v1/gate/backtest': () => [],
    'post /api/v1/overrides': () => [
      ['/api/v1/overrides', { repository: '2001', environment: 'production', reason: 'because', hours: 1 }],
      ['/api/v1/overrides', { repository: 'their-org/secret', environment: 'production', reason: 'why', hours: 1 }],
    ],
    'post /api/v1/overrides/{id}/approve': () => [[`/api/v1/overrides/${scene.theirOverride}/approve`]],
    'post /api/v1/overrides/{id}/revoke': () => [[`/api/v1/overrides/${scene.theirOverride}/revoke`]],
    'post /api/v1/badges': () => [
      ['/api/v1/badges', { repository: '2001' }],
      ['/api/v1/badges', { repository: 'their-org/secret', environment: 'production' }],
    ],
    'delete /api/v1/badges/{id}': () => [[`/api/v1/badges/${scene.theirBadge}`]],
    'delete /api/v1/suppressions/{id}': () => [[`/api/v1/suppressions/${scene.theirSuppression}`]],
  };

  test('on any operation of the document', async () => {
    for (const { path } of contract.operations.filter(({ method }) => method === 'get')) {
      expect(attempts[path], `${path} has no test of reading across installations: add one`).toBeDefined();
      for (const attempt of attempts[path]!()) {
        const text = await (await get(attempt)).text();
        // What was asked for may be repeated.
        const asked = attempt.split('?')[0]!.split('/').slice(4).map(decodeURIComponent);
        const shown = asked.reduce((left, part) => left.replaceAll(part, ''), text);
        expect(shown, attempt).not.toMatch(/their|secret|2001|classified|installation 2/);
      }
    }
  });

  test('and never changes anything across them', async () => {
    const before = await everything();
    for (const { method, path } of contract.operations.filter((operation) => operation.method !== 'get')) {
      const tried = changes[`${method} ${path}`];
      expect(tried, `${method} ${path} has no test of changing things across installations: add one`).toBeDefined();
      for (const [address, body] of tried!()) {
        const response = await send(method, address, body);
        expect(address.endsWith('/alertmanager') ? [200] : [400, 404], address).toContain(response.status);
        // As for one that is not there.
        const none = JSON.parse(
          JSON.stringify(body ?? {})
            .replace('2001', '987654')
            .replace('their-org/secret', 'nobody/none'),
        );
        const absent = await send(method, address.replace(/(?<=\/)\d+(?=$|\/)/, '987654'), body && none);
        const bare = async (text: string) =>
          text.replaceAll(
            /2001|987654|their-org\/secret|nobody\/none|(?<=(?:suppressions|overrides|badges)\/)\d+|found "?\d+"?|"found":"\d+"/g,
            'X',
          );
        expect(await bare(await response.text())).toBe(await bare(await absent.text()));
      }
    }
    expect(await everything()).toEqual(before);
  });

  test('nor replays what was decided there', async () => {
    const body = { policy: 'gate: {environments: {production: {}}}', deploys: false };
    const replay = async (of: object, token?: string) =>
      read<{ replayed: number }>(send('post', '/api/v1/gate/backtest', { ...body, ...of }, token));
    expect((await replay({})).replayed).toBe(1);
    expect((await replay({ repository: '2001' })).replayed).toBe(0);
    expect((await replay({ repository: '2001' }, scene.theirToken)).replayed).toBe(1);
  });

  test('while each sees what is its own', async () => {
    const own = await read<AlertWithHistory>(get(`/api/v1/alerts/${scene.theirAlert}`, scene.theirToken));
    expect(own.repository.full_name).toBe('their-org/secret');
    expect(own.history).toHaveLength(1);
    const run = await read<Run>(get(`/api/v1/update-runs/${scene.theirRun}`, scene.theirToken));
    expect(run.plans).toMatchObject([{ repository: { full_name: 'their-org/secret' } }]);
    const ours = await read<Run>(get(`/api/v1/update-runs/${scene.ourRun}`));
    expect([ours.counts.lockfiles, ours.plans.length]).toEqual([1, 1]);
    const { alerts } = await read<Alerts>(get('/api/v1/alerts'));
    expect(alerts.map((alert) => alert.id)).toEqual([scene.ourAlert]);
    const { open_alerts } = await read<Package>(get('/api/v1/packages/lodash'));
    expect(open_alerts?.counts).toEqual({ total: 1, critical: 0, high: 1, unknown: 0, medium: 0, low: 0 });
  });

  test('and answers for the alert of another as for one that is not there', async () => {
    const [other, none] = [await get(`/api/v1/alerts/${scene.theirAlert}`), await get('/api/v1/alerts/987654')];
    const number = /\d{6}|\b\d\b/g;
    expect((await other.text()).replaceAll(number, 'N')).toBe((await none.text()).replaceAll(number, 'N'));
  });
});

const resolved = { status: 'resolved', fingerprint: 'f00d', startsAt: NOW.toISOString() };

type Alerts = { alerts: { id: number; severity: string }[]; next: string | null };
type AlertWithHistory = { repository: { full_name: string }; history: unknown[] };
type Run = { plans: unknown[]; counts: { lockfiles: number } };
type Package = { open_alerts: { counts: unknown } | null };

async function read<Body>(response: Response | Promise<Response>): Promise<Body> {
  return (await (await response).json()) as Body;
}

function cursor(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
