import fc from 'fast-check';
import pino from 'pino';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Db } from '../../db/open-database.ts';
import { filled, type OpenApi, readContract } from '../../test/api/openapi-contract.ts';
import { NOW, type TwoInstallations, twoInstallations } from '../../test/api/two-installations.ts';
import { describeEachDatabase } from '../../test/databases.ts';
import type { Api } from './api-context.ts';
import { createApi } from './create-api.ts';
import { isUnmatched } from './unmatched.ts';

const log = pino({ level: 'silent' });

describeEachDatabase('createApi', (open) => {
  let api: Api;
  let scene: TwoInstallations;
  let database: Db;
  let contract: ReturnType<typeof readContract>;

  beforeAll(async () => {
    const { db } = await open();
    scene = await twoInstallations(db);
    database = db;
    api = createApi({
      db,
      now: () => NOW,
      log,
      version: '1.2.3',
      refreshSoon: async () => {},
      startRun: async () => {},
      changesDecided: async () => {},
    });
    contract = readContract(await read<OpenApi>(api.request('/api/v1/openapi.json')));
  });

  const get = async (path: string, token: string | undefined = scene.ourToken, init: RequestInit = {}) =>
    api.request(path, {
      ...init,
      headers: { ...(token === '' ? {} : { authorization: `Bearer ${token}` }), ...init.headers },
    });
  const send = (method: string, path: string, body?: unknown, token?: string) =>
    get(path, token, {
      method: method.toUpperCase(),
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });

  describe('answers as its document says', () => {
    const requests: [path: string, status: number][] = [
      ['/api/v1/alerts', 200],
      ['/api/v1/alerts?severity=high,critical&min_severity=low&state=open,suppressed&kind=vulnerability', 200],
      ['/api/v1/alerts?repository=OUR-org/Shop&tag=web&package=lodash&advisory=CVE-2026-0001&limit=1', 200],
      ['/api/v1/alerts?repository=1001', 200],
      ['/api/v1/alerts/1', 200],
      ['/api/v1/alerts/999', 404],
      ['/api/v1/alerts/0', 400],
      ['/api/v1/alerts/99999999999', 400],
      ['/api/v1/alerts/__proto__', 400],
      ['/api/v1/repositories', 200],
      ['/api/v1/repositories?repository=our-org/shop&tag=production', 200],
      ['/api/v1/packages/lodash', 200],
      ['/api/v1/packages/lodash?version=4.17.20', 200],
      ['/api/v1/packages/@scope%2Fthing', 200],
      ['/api/v1/packages/%40scope%2fthing', 200],
      ['/api/v1/packages/@scope/thing', 200],
      ['/api/v1/packages/__proto__', 200],
      ['/api/v1/packages/%00', 400],
      ['/api/v1/packages?maintainer_changed=7d', 200],
      ['/api/v1/packages?maintainer_changed=24h&min_level=critical&limit=1', 200],
      ['/api/v1/packages?maintainer_changed=52w', 200],
      [`/api/v1/packages?maintainer_changed=4w&cursor=${cursor(['packages', 0, 1])}`, 200],
      [`/api/v1/packages?maintainer_changed=4w&cursor=${cursor(['packages', 9e15, 1])}`, 400],
      ['/api/v1/packages', 400],
      ['/api/v1/packages?maintainer_changed=0d', 400],
      ['/api/v1/packages?maintainer_changed=366d', 400],
      ['/api/v1/packages?maintainer_changed=7', 400],
      ['/api/v1/packages?maintainer_changed=7d&min_level=unknown', 400],
      ['/api/v1/packages/lodash/ledger', 200],
      [`/api/v1/packages/lodash/ledger?limit=1&cursor=${cursor(['ledger', 1])}`, 200],
      [`/api/v1/packages/lodash/ledger?cursor=${cursor(['ledger', -1])}`, 400],
      ['/api/v1/packages/@scope%2Fthing/ledger', 200],
      ['/api/v1/packages/@scope/thing/ledger', 200],
      ['/api/v1/packages/%40scope%2fthing/ledger', 200],
      ['/api/v1/packages/@scope/ledger', 200],
      ['/api/v1/packages/their-private-package/ledger', 404],
      ['/api/v1/packages/__proto__/ledger', 404],
      ['/api/v1/packages/%00/ledger', 400],
      ['/api/v1/advisories/GHSA-ours-0000-0001', 200],
      ['/api/v1/advisories/CVE-2026-0001', 200],
      ['/api/v1/advisories/CVE-2026-0002', 404],
      ['/api/v1/advisories/GHSA-none', 404],
      ['/api/v1/alerts?severity=hihg', 400],
      ['/api/v1/alerts?severity=', 400],
      ['/api/v1/alerts?severty=high', 400],
      ['/api/v1/alerts?severity=high&severity=low', 400],
      ['/api/v1/alerts?repository=shop', 400],
      ['/api/v1/alerts?limit=101', 400],
      ['/api/v1/alerts?limit=0', 400],
      ['/api/v1/alerts?limit=1e1', 400],
      ['/api/v1/alerts?cursor=nonsense', 400],
      [`/api/v1/alerts?cursor=${cursor(['alerts', 'high', -1])}`, 400],
      [`/api/v1/alerts?cursor=${cursor(['usage', 1, 1])}`, 400],
      [`/api/v1/alerts?cursor=${cursor(['alerts', 'high', 1, 2])}`, 400],
      [`/api/v1/alerts?package=${'a'.repeat(300)}`, 400],
      ['/api/v1/alerts?tag=%00', 400],
      ['/api/v1/alerts/1?x=1', 400],
      ['/api/v1/suppressions', 200],
      ['/api/v1/suppressions?repository=our-org/shop&package=lodash&advisory=CVE-2026-0001&state=active&limit=1', 200],
      ['/api/v1/suppressions?state=expired', 200],
      ['/api/v1/suppressions?state=gone', 400],
      [`/api/v1/suppressions?cursor=${cursor(['suppressions', 1])}`, 200],
      [`/api/v1/suppressions?cursor=${cursor(['alerts', 'high', 1])}`, 400],
      ['/api/v1/update-runs', 200],
      ['/api/v1/update-runs?limit=1', 200],
      [`/api/v1/update-runs?cursor=${cursor(['update-runs', 1])}`, 200],
      [`/api/v1/update-runs?cursor=${cursor(['update-run', 1, 1])}`, 400],
      ['/api/v1/update-runs?state=done', 400],
      ['/api/v1/update-runs/1', 200],
      [`/api/v1/update-runs/1?limit=1&cursor=${cursor(['update-run', 0, 0])}`, 200],
      [`/api/v1/update-runs/1?cursor=${cursor(['update-run', 1])}`, 400],
      ['/api/v1/update-runs/999', 404],
      ['/api/v1/update-runs/0', 400],
      ['/api/v1/update-runs/99999999999', 400],
      ['/api/v1/update-pull-requests', 200],
      ['/api/v1/update-pull-requests?state=open,deferred,refused&repository=our-org/SHOP&limit=1', 200],
      ['/api/v1/update-pull-requests?repository=1001', 200],
      ['/api/v1/update-pull-requests?state=opened', 400],
      [`/api/v1/update-pull-requests?cursor=${cursor(['update-pull-requests', 1])}`, 200],
      [`/api/v1/update-pull-requests?cursor=${cursor(['update-runs', 1])}`, 400],
      ['/api/v1/gate/decisions', 200],
      ['/api/v1/gate/decisions?repository=1001&environment=Production&verdict=allow,block&deploys=false&limit=1', 200],
      [`/api/v1/gate/decisions?cursor=${cursor(['gate-decisions', 1])}`, 200],
      [`/api/v1/gate/decisions?cursor=${cursor(['alerts', 1])}`, 400],
      ['/api/v1/gate/decisions?verdict=perhaps', 400],
      ['/api/v1/gate/decisions/1', 200],
      ['/api/v1/gate/decisions/999', 404],
      ['/api/v1/gate/decisions/0', 400],
      ['/api/v1/trust-score?repository=our-org/shop', 200],
      ['/api/v1/trust-score?repository=1001&environment=staging', 200],
      ['/api/v1/trust-score?repository=2001', 404],
      ['/api/v1/trust-score', 400],
      ['/api/v1/overrides', 200],
      [`/api/v1/overrides?limit=1&cursor=${cursor(['overrides', 1])}`, 200],
      ['/api/v1/overrides?state=open', 400],
      ['/api/v1/badges', 200],
      ['/api/v1/badges?repository=our-org/shop', 200],
      ['/api/v1/badges?repository=2001', 404],
      ['/api/v1/badges?limit=1', 400],
      ['/api/v1/monitoring-alerts', 200],
      ['/api/v1/monitoring-alerts?status=firing,resolved&severity=high&environment=prod&service=checkout&limit=1', 200],
      ['/api/v1/monitoring-alerts?repository=our-org/SHOP&source=our-alertmanager', 200],
      ['/api/v1/monitoring-alerts?repository=1001', 200],
      [`/api/v1/monitoring-alerts?cursor=${cursor(['monitoring-alerts', 2])}`, 200],
      [`/api/v1/monitoring-alerts?cursor=${cursor(['alerts', 'high', 1])}`, 400],
      ['/api/v1/monitoring-alerts?status=open', 400],
      ['/api/v1/monitoring-alerts?service=%00', 400],
      ['/api/v1/evidence?month=2026-03', 200],
      ['/api/v1/evidence?month=2026-04&format=json', 200],
      ['/api/v1/evidence', 400],
      ['/api/v1/evidence?month=2026-13', 400],
      ['/api/v1/evidence?month=2026-3', 400],
      ['/api/v1/evidence?month=2026-03&format=pdf', 400],
    ];
    test.each(requests)('%s → %i', async (path, status) => {
      const response = await get(path);
      const body = await response.json();
      expect(response.status, JSON.stringify(body)).toBe(status);
      expect(contract.check('get', path, response, body)).toEqual([]);
      expect(response.headers.get('cache-control')).toBe('no-store');
    });

    const changes: [method: string, path: string, body: unknown, status: number][] = [
      ['post', '/api/v1/suppressions', suppression, 201],
      ['post', '/api/v1/suppressions', { ...suppression, package: undefined, advisory: 'CVE-2026-0001' }, 201],
      ['post', '/api/v1/suppressions', { ...suppression, scope: 'path', path: 'web/', repository: '1001' }, 201],
      ['post', '/api/v1/suppressions', { ...suppression, scope: 'dev', path: '**/test/' }, 201],
      ['post', '/api/v1/suppressions', { ...suppression, range: '>=5 <6 || 7.x', ecosystem: 'npm' }, 201],
      ['post', '/api/v1/suppressions', { ...suppression, expires_at: '2026-08-28T12:00:00Z' }, 201],
      ['post', '/api/v1/suppressions', { ...suppression, expires_at: '2026-08-28T12:00:01Z' }, 400],
      ['post', '/api/v1/suppressions', { ...suppression, expires_at: '2026-03-01T12:00:00Z' }, 400],
      ['post', '/api/v1/suppressions', { ...suppression, expires_at: '2026-04-01' }, 400],
      ['post', '/api/v1/suppressions', { ...suppression, reason: undefined }, 400],
      ['post', '/api/v1/suppressions', { ...suppression, reason: '      ' }, 400],
      ['post', '/api/v1/suppressions', { ...suppression, package: undefined }, 400],
      ['post', '/api/v1/suppressions', { ...suppression, package: 'a\0b' }, 400],
      ['post', '/api/v1/suppressions', { ...suppression, package: undefined, advisory: 'CVE-1', range: '1' }, 400],
      ['post', '/api/v1/suppressions', { ...suppression, range: 'newest' }, 400],
      ['post', '/api/v1/suppressions', { ...suppression, range: ' ' }, 400],
      ['post', '/api/v1/suppressions', { ...suppression, ecosystem: 'pypi' }, 400],
      ['post', '/api/v1/suppressions', { ...suppression, scope: 'everything' }, 400],
      ['post', '/api/v1/suppressions', { ...suppression, scope: 'installation', repository: '1001' }, 400],
      ['post', '/api/v1/suppressions', { ...suppression, scope: 'repository' }, 400],
      ['post', '/api/v1/suppressions', { ...suppression, scope: 'repository', repository: 'our-org/none' }, 400],
      ['post', '/api/v1/suppressions', { ...suppression, scope: 'path' }, 400],
      ['post', '/api/v1/suppressions', { ...suppression, scope: 'path', path: '!web/' }, 400],
      ['post', '/api/v1/suppressions', { ...suppression, scope: 'path', path: '**/**/**/**' }, 400],
      ['post', '/api/v1/suppressions', { ...suppression, until: 'later' }, 400],
      ['post', '/api/v1/suppressions', { ...suppression, package: { toString: 1 } }, 400],
      ['post', '/api/v1/suppressions', { ...suppression, reason: 'x'.repeat(1001) }, 400],
      ['post', '/api/v1/suppressions', JSON.parse('{"__proto__":{"reason":"x"}}'), 400],
      ['post', '/api/v1/suppressions', [suppression], 400],
      ['post', '/api/v1/suppressions', null, 400],
      ['post', '/api/v1/suppressions', { reason: 'x'.repeat(20_000) }, 413],
      ['post', '/api/v1/suppressions', undefined, 415],
      ['post', '/api/v1/alerts', told, 200],
      [
        'post',
        '/api/v1/alerts',
        { ...told, repository: 'OUR-org/shop', tags: ['a'], url: 'https://a.example.org' },
        200,
      ],
      ['post', '/api/v1/alerts', { ...told, starts_at: '2026-03-01T11:00:00+01:00', fingerprint: 'x' }, 200],
      ['post', '/api/v1/alerts', { status: 'resolved', fingerprint: 'x' }, 200],
      ['post', '/api/v1/alerts', { status: 'resolved', fingerprint: 'never-seen' }, 200],
      ['post', '/api/v1/alerts', { ...told, status: 'resolved', ends_at: '2026-03-01T13:00:00Z' }, 200],
      ['post', '/api/v1/alerts', { ...told, title: undefined }, 400],
      ['post', '/api/v1/alerts', { status: 'resolved' }, 400],
      ['post', '/api/v1/alerts', { ...told, status: 'open' }, 400],
      ['post', '/api/v1/alerts', { ...told, severity: 'page' }, 400],
      ['post', '/api/v1/alerts', { ...told, url: 'javascript:alert(1)' }, 400],
      ['post', '/api/v1/alerts', { ...told, starts_at: 'now' }, 400],
      ['post', '/api/v1/alerts', { ...told, tags: 'a' }, 400],
      ['post', '/api/v1/alerts', { ...told, repository: 'our-org/none' }, 400],
      ['post', '/api/v1/alerts', { ...told, fingerprint: 'a\0b' }, 400],
      ['post', '/api/v1/alerts', { ...told, colour: 'red' }, 400],
      ['post', '/api/v1/alerts', [told], 400],
      ['post', '/api/v1/alerts', { title: 'x'.repeat(200_000) }, 413],
      ['post', '/api/v1/alerts', undefined, 415],
      ['post', '/api/v1/alertmanager', { version: '5', news: {}, alerts: [firing, { status: 'odd' }] }, 200],
      ['post', '/api/v1/alertmanager', { alerts: [] }, 200],
      ['post', '/api/v1/alertmanager', { groupKey: 7, truncatedAlerts: 'many', alerts: [firing] }, 200],
      ['post', '/api/v1/alertmanager', { alerts: [{ status: 'odd' }] }, 400],
      ['post', '/api/v1/alertmanager', { alerts: 'all' }, 400],
      ['post', '/api/v1/alertmanager', {}, 400],
      ['post', '/api/v1/alertmanager', [firing], 400],
      ['post', '/api/v1/alertmanager', undefined, 415],
      ['post', '/api/v1/update-runs', {}, 202],
      ['post', '/api/v1/update-runs', { dry_run: true }, 202],
      ['post', '/api/v1/update-runs', { repository: 'our-org/Shop', dry_run: false }, 202],
      ['post', '/api/v1/update-runs', { repository: '1001' }, 202],
      ['post', '/api/v1/update-runs', { repository: 'our-org/none' }, 400],
      ['post', '/api/v1/update-runs', { repository: 1001 }, 400],
      ['post', '/api/v1/update-runs', { repository: null }, 400],
      ['post', '/api/v1/update-runs', { dry_run: 'yes' }, 400],
      ['post', '/api/v1/update-runs', { dryrun: true }, 400],
      ['post', '/api/v1/update-runs', [], 400],
      ['post', '/api/v1/update-runs', { repository: 'x'.repeat(20_000) }, 413],
      ['post', '/api/v1/update-runs', undefined, 415],
      ['post', '/api/v1/packages/lodash/accept', {}, 200],
      ['post', '/api/v1/packages/lodash/accept', { reason: 'A colleague of ours.' }, 200],
      ['post', '/api/v1/packages/@scope/thing/accept', {}, 200],
      ['post', '/api/v1/packages/@scope%2Fthing/accept', {}, 200],
      ['post', '/api/v1/packages/lodash/accept', { change: 99_999 }, 404],
      ['post', '/api/v1/packages/their-private-package/accept', {}, 404],
      ['post', '/api/v1/packages/lodash/accept', { change: '1' }, 400],
      ['post', '/api/v1/packages/lodash/accept', { change: 0 }, 400],
      ['post', '/api/v1/packages/lodash/accept', { change: 2 ** 31 }, 400],
      ['post', '/api/v1/packages/lodash/accept', { reason: ' ' }, 400],
      ['post', '/api/v1/packages/lodash/accept', { reason: 'a\nb' }, 400],
      ['post', '/api/v1/packages/lodash/accept', { why: 'x' }, 400],
      ['post', '/api/v1/packages/lodash/accept', [], 400],
      ['post', '/api/v1/packages/lodash/accept', { reason: 'x'.repeat(20_000) }, 413],
      ['post', '/api/v1/packages/lodash/accept', undefined, 415],
      ['post', '/api/v1/gate/evaluate', deployment, 200],
      ['post', '/api/v1/gate/evaluate', { ...deployment, dry_run: true, sha: 'abcdef0' }, 200],
      ['post', '/api/v1/gate/evaluate', { ...deployment, repository: undefined }, 400],
      ['post', '/api/v1/gate/evaluate', { ...deployment, repository: 'our-org/none' }, 404],
      ['post', '/api/v1/gate/evaluate', { ...deployment, environment: undefined }, 400],
      ['post', '/api/v1/gate/evaluate', { ...deployment, environment: 'a\0b' }, 400],
      ['post', '/api/v1/gate/evaluate', { ...deployment, sha: 'main' }, 400],
      ['post', '/api/v1/gate/evaluate', { ...deployment, dryRun: true }, 400],
      ['post', '/api/v1/gate/evaluate', { reason: 'x'.repeat(20_000) }, 413],
      ['post', '/api/v1/gate/evaluate', undefined, 415],
      ['post', '/api/v1/gate/backtest', { policy: 'gate: {environments: {}}', deploys: false }, 200],
      ['post', '/api/v1/gate/backtest', { policy: 'gate: 7' }, 400],
      ['post', '/api/v1/gate/backtest', { policy: 'gate: {environments: {}}', from: 'yesterday' }, 400],
      ['post', '/api/v1/gate/backtest', { policy: 'x'.repeat(20_000) }, 413],
      ['post', '/api/v1/gate/backtest', undefined, 415],
      ['post', '/api/v1/overrides', { ...deployment, reason: 'The fix is under way.', hours: 2 }, 201],
      ['post', '/api/v1/overrides', { ...deployment, reason: 'The fix is under way.', hours: 25 }, 400],
      ['post', '/api/v1/overrides', { ...deployment, reason: 'The fix is under way.', hours: 0 }, 400],
      ['post', '/api/v1/overrides', { ...deployment, reason: 'x', hours: 1 }, 400],
      ['post', '/api/v1/overrides', { ...deployment, repository: '2001', reason: 'because', hours: 1 }, 404],
      ['post', '/api/v1/overrides', { reason: 'x'.repeat(20_000) }, 413],
      ['post', '/api/v1/overrides', undefined, 415],
      ['post', '/api/v1/overrides/1/approve', undefined, 200],
      ['post', '/api/v1/overrides/999/approve', undefined, 404],
      ['post', '/api/v1/overrides/0/approve', undefined, 400],
      ['post', '/api/v1/overrides/1/revoke', undefined, 200],
      ['post', '/api/v1/overrides/1/revoke', undefined, 404],
      ['post', '/api/v1/overrides/x/revoke', undefined, 400],
      ['post', '/api/v1/badges', deployment, 201],
      ['post', '/api/v1/badges', { repository: '1001' }, 201],
      ['post', '/api/v1/badges', { repository: '2001' }, 404],
      ['post', '/api/v1/badges', { ...deployment, environment: '' }, 400],
      ['post', '/api/v1/badges', { repository: 'x'.repeat(20_000) }, 413],
      ['post', '/api/v1/badges', undefined, 415],
      ['delete', '/api/v1/badges/1', undefined, 200],
      ['delete', '/api/v1/badges/1', undefined, 404],
      ['delete', '/api/v1/badges/0', undefined, 400],
      ['delete', '/api/v1/suppressions/1', undefined, 200],
      ['delete', '/api/v1/suppressions/1', undefined, 404],
      ['delete', '/api/v1/suppressions/0', undefined, 400],
      ['delete', '/api/v1/suppressions/__proto__', undefined, 400],
    ];
    test.each(changes)('%s %s %j → %i', async (method, path, sent, status) => {
      const response = await send(method, path, sent);
      const body = await response.json();
      expect(response.status, JSON.stringify(body)).toBe(status);
      expect(contract.check(method, path, response, body)).toEqual([]);
    });

    test('and these requests try every operation of the document', () => {
      const tried = new Set(requests.map(([path]) => `get ${contract.routeOf(path)}`));
      for (const [method, path] of changes) tried.add(`${method} ${contract.routeOf(path)}`);
      const all = contract.operations.map(({ method, path }) => `${method} ${path}`);
      expect(all.filter((operation) => !tried.has(operation))).toEqual([]);
    });
  });

  test('gives examples that its own document accepts, and describes every operation, parameter and answer', async () => {
    const document = await read<OpenApi>(api.request('/api/v1/openapi.json'));
    expect(document.openapi).toBe('3.1.0');
    const faults = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).flatMap(([method, operation]) => {
        const wrong = operation.summary && operation.operationId ? [] : [`${path} lacks a summary or an id`];
        const silent = (operation.parameters ?? []).filter((parameter) => !parameter.description);
        wrong.push(...silent.map(({ name }) => `${path}: ${name} lacks a description`));
        for (const [status, { content, description }] of Object.entries(operation.responses)) {
          if (!description) wrong.push(`${path}: ${status} lacks a description`);
          for (const [mediaType, { example }] of Object.entries(content)) {
            const headers = { 'content-type': mediaType };
            const answer = new Response('', { status: Number(status), headers });
            wrong.push(...contract.check(method, path, answer, example).map((error) => JSON.stringify(error)));
          }
        }
        return wrong;
      }),
    );
    expect(faults).toEqual([]);
  });

  test('shows docs with every operation, and nothing to load or to run', async () => {
    const response = await api.request('/api/docs');
    const page = await response.text();
    for (const { operationId } of contract.operations) expect(page).toContain(`id="operation-${operationId}"`);
    expect(page).not.toMatch(/<script|<link rel="stylesheet|src=|@import|url\(/i);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    const anchors = [...page.matchAll(/href="#([^"]+)"/g)].map(([, anchor]) => anchor!);
    expect(anchors.filter((anchor) => !page.includes(`id="${anchor}"`))).toEqual([]);
  });

  describe('asks for a token', () => {
    const cases: [name: string, authorization: string | undefined, status: number, challenge: string][] = [
      ['none', undefined, 401, 'Bearer realm="lockkeeper"'],
      ['another scheme', 'Basic abc', 401, 'invalid_token'],
      ['no secret', 'Bearer ', 401, 'invalid_token'],
      ['another form', 'Bearer ghp_abc', 401, 'invalid_token'],
      ['an unknown one', `Bearer lk_${'A'.repeat(43)}`, 401, 'invalid_token'],
    ];
    test.each(cases)('%s', async (_, authorization, status, challenge) => {
      for (const { method, path } of contract.operations) {
        const headers: Record<string, string> = authorization ? { authorization } : {};
        const response = await api.request(filled(path), { method: method.toUpperCase(), headers });
        expect([path, response.status]).toEqual([path, status]);
        expect(response.headers.get('www-authenticate')).toContain(challenge);
        expect(contract.check(method, filled(path), response, await response.json())).toEqual([]);
      }
    });

    test('with the scope that the document names, and no other', async () => {
      for (const { method, path, scopes } of contract.operations) {
        // What changes something is not sent what it wants: to be let in is to be told so.
        const admitted = method === 'get' ? [200] : [400, 404, 415];
        for (const scope of scopes) {
          const right = await scene.tokenFor(scope);
          expect(admitted, path).toContain((await send(method, filled(path), undefined, right)).status);
        }
        const refused = await send(method, filled(path), undefined, await scene.tokenWithout(scopes));
        expect([path, refused.status]).toEqual([path, 403]);
        expect(refused.headers.get('www-authenticate')).toContain(`insufficient_scope", scope="${scopes[0]}"`);
      }
    });

    test('and keeps alerts from a token that may read the inventory only', async () => {
      const response = await get('/api/v1/repositories', scene.inventoryToken);
      const body = await read<Repositories>(response);
      expect(body.repositories.map((repository) => repository.open_alerts)).toEqual([null]);
      expect(contract.check('get', '/api/v1/repositories', response, body)).toEqual([]);
      const { open_alerts } = await read<Package>(get('/api/v1/packages/lodash', scene.inventoryToken));
      expect(open_alerts).toBeNull();
    });
  });

  test.each<[query: string, accept: string | undefined, type: string, begins: string]>([
    ['', undefined, 'application/json', '{'],
    ['', '*/*', 'application/json', '{'],
    ['', 'image/png', 'application/json', '{'],
    ['', 'text/csv', 'text/csv', 'seq,at,'],
    ['', 'text/html, text/markdown;q=0.9, application/json;q=0.1', 'text/markdown', '# Evidence of 2026-03: our-org'],
    ['&format=csv', 'application/json', 'text/csv', 'seq,at,'],
    ['&format=markdown', undefined, 'text/markdown', '# Evidence of 2026-03'],
    ['&format=json', 'text/csv', 'application/json', '{'],
  ])('gives evidence%s to who accepts %s as %s', async (query, accept, type, begins) => {
    const path = `/api/v1/evidence?month=2026-03${query}`;
    const response = await get(path, scene.ourToken, accept === undefined ? {} : { headers: { accept } });
    const text = await response.text();
    expect(response.headers.get('content-type')).toBe(`${type}; charset=utf-8`);
    expect(response.headers.get('vary')).toBe('Accept');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(text.slice(0, begins.length)).toBe(begins);
    const body = type === 'application/json' ? JSON.parse(text) : text;
    expect(contract.check('get', path, response, body)).toEqual([]);
  });

  test('shows the pages too, with headers and errors of their own', async () => {
    const page = await api.request('/');
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Sign in')]);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const forged = await api.request('/sign-in', { method: 'POST', body: new URLSearchParams({ token: 'x' }) });
    expect(forged.status).toBe(403);
  });

  test('tells what is in a repository and what could not be read', async () => {
    const { repositories } = await read<Repositories>(get('/api/v1/repositories'));
    expect(repositories).toMatchObject([
      {
        id: 1001,
        full_name: 'our-org/shop',
        tags: ['production', 'web'],
        open_alerts: { total: 1, high: 1 },
        configuration_problems: [{ file: '.github/lockkeeper.yml', line: 3 }],
        lockfile_count: 3,
        lockfiles: [
          { path: 'old/bun.lockb', status: 'unread', unread_reason: 'bun.lockb is a binary format' },
          { path: 'package-lock.json', status: 'partly-read', problem_count: 1 },
          { path: 'web/yarn.lock', status: 'failed', error: { code: 'merge-conflict', line: 7 } },
        ],
      },
    ]);
  });

  test('knows maintainer changes among the alerts, and no advisory of them', async () => {
    const { root, shop, ours, make } = scene;
    await make.alert(
      { installation_id: ours, repository_id: shop, lockfile_id: root },
      { kind: 'maintainer-change', group_key: 'maintainer-change-7', fixes: '{"1.0.0":null}', score: null },
    );
    const { alerts } = await read<Alerts>(await get('/api/v1/alerts?kind=maintainer-change'));
    expect(alerts).toMatchObject([
      { kind: 'maintainer-change', advisory: { id: 'maintainer-change-7', url: null }, versions: [{ fixed_in: null }] },
    ]);
    const named = await read<Alerts>(await get('/api/v1/alerts?advisory=maintainer-change-7'));
    expect(named.alerts).toHaveLength(1);
    await database.deleteFrom('alerts').where('kind', '=', 'maintainer-change').execute();
  });

  test('leads through the pages of a list by a Link header', async () => {
    const { root, shop, ours, make } = scene;
    for (const severity of ['low', 'unknown']) {
      await make.alert(
        { installation_id: ours, repository_id: shop, lockfile_id: root },
        { severity, kind: 'malware' },
      );
    }
    const seen: string[] = [];
    let path: string | undefined = '/api/v1/alerts?limit=1&min_severity=low';
    while (path !== undefined) {
      const response = await get(path);
      const body = await read<Alerts>(response);
      seen.push(...body.alerts.map((alert) => alert.severity));
      const link = response.headers.get('link');
      path = link?.match(/^<(\/[^>]+)>; rel="next"$/)?.[1];
      expect(link === null).toBe(body.next === null);
    }
    expect(seen).toEqual(['high', 'unknown', 'low']);
  });

  test('says what is wrong with each parameter', async () => {
    const response = await get('/api/v1/alerts?severity=hihg&limit=x&colour=red');
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const problem = await read<ProblemBody>(response);
    expect(problem.parameters).toEqual([
      { name: 'severity', expected: 'a list with commas of: critical, high, unknown, medium, low', found: '"hihg"' },
      { name: 'limit', expected: 'a number from 1 to 100', found: '"x"' },
      { name: 'colour', expected: 'a parameter of this route', found: 'one that it does not take' },
    ]);
  });

  test('names what a route allows, what is no route, and what is not ours at all', async () => {
    const post = await get('/api/v1/repositories', scene.ourToken, { method: 'POST' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const none = await get('/api/v1/nothing');
    expect([none.status, (await read<ProblemBody>(none)).type, isUnmatched(none)]).toEqual([
      404,
      '/api/docs#problem-not-found',
      false,
    ]);
    for (const path of ['/probot', '/api/github/webhooks', '/healthz', '/alerts']) {
      expect([path, isUnmatched(await get(path))]).toEqual([path, true]);
    }
  });

  test('never fails, whatever is asked', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('0', '1', '-1', '1e9', '2147483648', '9'.repeat(400)),
    );
    const place = fc.array(fc.oneof(fc.constantFrom('alerts', 'usage', 'repositories', 'high'), fc.integer(), text));
    const name = fc.constantFrom('severity', 'state', 'repository', 'tag', 'package', 'advisory', 'version', 'limit');
    const parameter = fc.oneof(fc.tuple(name, text), fc.tuple(fc.constant('cursor'), place.map(cursor)));
    const reading = contract.operations.filter(({ method }) => method === 'get');
    const path = fc.constantFrom(...reading.map((operation) => operation.path));
    await fc.assert(
      fc.asyncProperty(path, text, fc.array(parameter, { maxLength: 3 }), async (route, part, parameters) => {
        const query = new URLSearchParams(
          parameters.map(([key, value]): [string, string] => [key, value.toWellFormed()]),
        );
        const filledIn = route.replace(/\{\w+\}/, () => encodeURIComponent(part.toWellFormed()));
        const response = await get(`${filledIn}?${query}`);
        expect([200, 400, 404]).toContain(response.status);
      }),
      { numRuns: 200 },
    );
  });

  test('never fails, whatever is sent', async () => {
    const key = fc.constantFrom(...Object.keys(suppression), 'advisory', 'range', 'path', 'repository', 'expires_at');
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.json({ depthSize: 'small' }).map((json) => JSON.parse(json)),
    );
    const scope = fc.constantFrom('installation', 'repository', 'path', 'dev');
    await fc.assert(
      fc.asyncProperty(scope, fc.dictionary(key, value, { maxKeys: 3 }), async (where, rest) => {
        const response = await send('post', '/api/v1/suppressions', { ...suppression, scope: where, ...rest });
        expect([201, 400]).toContain(response.status);
        if (response.status !== 201) return;
        const { id } = await read<{ id: number }>(response);
        expect((await send('delete', `/api/v1/suppressions/${id}`)).status).toBe(200);
      }),
      { numRuns: 150 },
    );
  });

  test('says that it failed, but not how, when the database is gone', async () => {
    const database = await open();
    const orphan = createApi({
      db: database.db,
      now: () => NOW,
      log,
      version: '1',
      refreshSoon: async () => {},
      startRun: async () => {},
      changesDecided: async () => {},
    });
    await database[Symbol.asyncDispose]();
    const headers = { authorization: `Bearer ${scene.ourToken}`, cookie: `lockkeeper_token=${scene.ourToken}` };
    const response = await orphan.request('/api/v1/alerts', { headers });
    expect(response.status).toBe(500);
    const body = await read<ProblemBody>(response);
    expect(contract.check('get', '/api/v1/alerts', response, body)).toEqual([]);
    expect(JSON.stringify(body)).not.toMatch(/closed|destroyed|select|driver/i);
    const page = await orphan.request('/', { headers });
    expect([page.status, await page.text()]).toEqual([500, expect.stringContaining('That did not work')]);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});

const deployment = { repository: 'our-org/shop', environment: 'production' };
const told = { title: 'Too many errors', severity: 'critical', environment: 'production' };
const firing = { status: 'firing', labels: { alertname: 'A', severity: 'page' }, startsAt: '2026-03-01T12:00:00Z' };
const suppression = { package: 'lodash', scope: 'installation', reason: 'We can live with it.' };

type Alerts = { alerts: { id: number; severity: string }[]; next: string | null };
type Repositories = { repositories: { open_alerts: unknown }[] };
type Package = { open_alerts: { counts: unknown } | null };
type ProblemBody = { type: string; parameters: unknown };

async function read<Body>(response: Response | Promise<Response>): Promise<Body> {
  return (await (await response).json()) as Body;
}

function cursor(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
