import pino from 'pino';
import { expect, test } from 'vitest';
import { saveContent } from '../../db/contents.ts';
import { replaceLockfiles } from '../../db/lockfiles.ts';
import { replaceConfigSuppressions } from '../../db/suppressions.ts';
import { makeAdvisory, makeItem, makeSource } from '../../test/advisory.ts';
import { describeEachDatabase, type OpenTestDatabase } from '../../test/databases.ts';
import { addRepository } from '../../test/inventory.ts';
import { hourlyRun } from '../jobs/hourly-run.ts';
import type { JobContext } from '../jobs/job-context.ts';
import { refreshAlerts } from '../jobs/refresh-alerts.ts';
import { createApi } from './create-api.ts';
import { createToken } from './tokens.ts';

const DAY = 24 * 60 * 60 * 1000;
const log = pino({ level: 'silent' });
const startRun = async () => {};
const changesDecided = async () => {};

/** A repository whose lockfile holds vulnerable versions of `a` (production) and `b` (development), and the API before it. */
async function makeWorld(open: OpenTestDatabase) {
  const { db } = await open();
  await addRepository(db);
  let time = Date.parse('2026-06-01T00:00:00Z');
  const now = () => new Date(time);
  const items = [makeItem('a', '1.0.0'), makeItem('b', '1.0.0', { scopes: ['dev'] })];
  const content = {
    contentKey: 'x',
    parserVersion: 1,
    format: 'npm',
    formatVersion: '3',
    error: null,
    problems: [],
    items,
  } as const;
  const contentId = await saveContent(db, { ...content, problems: [] });
  const found = [{ path: 'web/package-lock.json', blobSha: 'x', contentId, unreadReason: null }];
  await db.transaction().execute((trx) => replaceLockfiles(trx, 10, found, now()));
  const advisories = [
    makeAdvisory('GHSA-1', 'a', '2.0.0', { aliases: ['CVE-1'] }),
    makeAdvisory('GHSA-2', 'b', '2.0.0'),
  ];
  const context: JobContext = { db, log, now };
  await hourlyRun(context, makeSource([advisories]));

  let sent = 0;
  const refreshSoon = async () => {
    sent += 1;
  };
  const api = createApi({ db, now, log, version: '1', refreshSoon, startRun, changesDecided });
  const scopes = ['alerts:read', 'suppressions:write', 'evidence:read'];
  const { secret } = await createToken(db, { installationId: 1, name: 'ci bot', scopes, expiresAt: null, now: now() });
  const call = async (method: string, path: string, body?: object) => {
    const response = await api.request(`/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> & { id: number } };
  };
  return {
    db,
    call,
    wait: (days: number) => {
      time += days * DAY;
    },
    hour: () => hourlyRun(context, makeSource([advisories])),
    /** What the job does that `refreshSoon` asks for. */
    states: async () => {
      if (sent > 0) await refreshAlerts(context);
      sent = 0;
      const rows = await db.selectFrom('alerts').select(['package_name', 'state']).orderBy('package_name').execute();
      return rows.map(({ package_name, state }) => `${package_name} ${state}`);
    },
    listed: async (query = '') => (await call('GET', `/suppressions${query}`)).body['suppressions'],
    configure: (packageName: string) =>
      db.transaction().execute((trx) => {
        const stated = [{ packageName, advisoryId: null, path: null, reason: 'configured', expiresAt: null }];
        return replaceConfigSuppressions(trx, { installationId: 1, repositoryId: 10 }, stated, now());
      }),
  };
}

describeEachDatabase('suppressions over the API', (open) => {
  test('hold alerts back, and let them go', async () => {
    const { call, states, listed, db } = await makeWorld(open);
    expect(await states()).toEqual(['a open', 'b open']);
    const made = await call('POST', '/suppressions', {
      advisory: 'CVE-1',
      scope: 'installation',
      reason: '  Not reachable. ',
    });
    expect(made).toMatchObject({
      status: 201,
      body: {
        advisory: 'CVE-1',
        package: null,
        author: 'ci bot',
        source: 'api',
        reason: 'Not reachable.',
        unused: true,
      },
    });
    expect(made.body['expires_at']).toBe('2026-07-01T00:00:00.000Z');
    expect(await states()).toEqual(['a suppressed', 'b open']);
    expect(await listed()).toEqual([{ ...made.body, unused: false }]);
    expect(await call('DELETE', `/suppressions/${made.body.id}`)).toEqual({
      status: 200,
      body: { removed: made.body.id },
    });
    expect(await states()).toEqual(['a open', 'b open']);
    const rows = await db.selectFrom('evidence').select(['event', 'data']).orderBy('seq').execute();
    expect(rows.map(({ event }) => event).slice(2)).toEqual([
      'suppression.created',
      'alert.suppressed',
      'suppression.removed',
      'alert.reopened',
    ]);
    expect(JSON.parse(rows.at(-2)!.data)).toMatchObject({ author: 'ci bot', by: 'ci bot', advisory: 'CVE-1' });
  });

  test('hold back what development alone needs, and what lies at a path', async () => {
    const { call, states } = await makeWorld(open);
    for (const name of ['a', 'b']) {
      await call('POST', '/suppressions', { package: name, scope: 'dev', reason: 'only for development' });
    }
    expect(await states()).toEqual(['a open', 'b suppressed']);
    await call('POST', '/suppressions', { package: 'a', scope: 'path', path: '/docs/', reason: 'only the docs' });
    expect(await states()).toEqual(['a open', 'b suppressed']);
    await call('POST', '/suppressions', {
      package: 'a',
      scope: 'path',
      path: '/web/',
      repository: '10',
      reason: 'only the web',
    });
    expect(await states()).toEqual(['a suppressed', 'b suppressed']);
  });

  test('about targets leave alerts open, and are known to be of use', async () => {
    const { call, states, listed } = await makeWorld(open);
    await call('POST', '/suppressions', {
      package: 'a',
      range: '>=3',
      scope: 'repository',
      repository: 'ORG-1/repository-10',
      reason: 'too new',
    });
    await call('POST', '/suppressions', { package: 'none', range: '>=3', scope: 'installation', reason: 'too new' });
    expect(await states()).toEqual(['a open', 'b open']);
    expect(await listed()).toMatchObject([
      {
        package: 'a',
        range: '>=3',
        scope: 'repository',
        repository: { id: 10, full_name: 'org-1/repository-10' },
        unused: false,
      },
      { package: 'none', range: '>=3', scope: 'installation', repository: null, unused: true },
    ]);
  });

  test('are of no use to a repository that is archived', async () => {
    const { call, states, listed, db } = await makeWorld(open);
    await db.updateTable('repositories').set({ archived: true }).execute();
    await call('POST', '/suppressions', { package: 'a', scope: 'installation', reason: 'known' });
    expect(await states()).toEqual(['a resolved', 'b open']);
    expect(await listed()).toMatchObject([{ package: 'a', unused: true }]);
  });

  test('end: alerts open again, and the list says how long ago', async () => {
    const { call, states, listed, wait, hour } = await makeWorld(open);
    const body = { package: 'a', scope: 'installation', reason: 'for a week', expires_at: '2026-06-08T00:00:00Z' };
    await call('POST', '/suppressions', body);
    expect(await states()).toEqual(['a suppressed', 'b open']);
    wait(7);
    await hour();
    expect(await states()).toEqual(['a open', 'b open']);
    wait(40.5);
    expect(await listed('?state=expired')).toMatchObject([{ expired_days: 40, unused: false }]);
    expect(await listed('?state=active')).toEqual([]);
    const { body: report } = await call('GET', '/evidence?month=2026-06');
    expect(report['counts']).toMatchObject({ opened: 2, suppressions: 1, suppressed: 1, expired: 1, reopened: 1 });
  });

  test("of a configuration are shown, and are only the configuration's to take back", async () => {
    const { call, listed, configure, states, hour } = await makeWorld(open);
    await configure('b');
    await hour();
    expect(await states()).toEqual(['a open', 'b suppressed']);
    const [config] = (await listed()) as { id: number }[];
    expect(config).toMatchObject({
      source: 'config',
      author: null,
      expires_at: null,
      scope: 'repository',
      unused: false,
    });
    const refused = await call('DELETE', `/suppressions/${config!.id}`);
    expect(refused).toMatchObject({ status: 409, body: { type: '/api/docs#problem-conflict' } });
    expect(refused.body['cure']).toContain('.github/lockkeeper.yml');
    expect(await states()).toEqual(['a open', 'b suppressed']);
  });

  test('that cannot be announced are not made', async () => {
    const { db } = await makeWorld(open);
    const now = () => new Date('2026-06-01T00:00:00Z');
    const refreshSoon = async () => Promise.reject(new Error('no queue'));
    const api = createApi({ db, now, log, version: '1', refreshSoon, startRun, changesDecided });
    const token = { installationId: 1, name: 'x', scopes: ['suppressions:write'], expiresAt: null, now: now() };
    const response = await api.request('/api/v1/suppressions', {
      method: 'POST',
      headers: { authorization: `Bearer ${(await createToken(db, token)).secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ package: 'a', scope: 'installation', reason: 'whatever' }),
    });
    expect(response.status).toBe(500);
    expect(await db.selectFrom('suppressions').select('id').execute()).toEqual([]);
    expect(await db.selectFrom('pending_refreshes').select('id').execute()).toEqual([]);
    expect(await db.selectFrom('evidence').select('seq').where('event', 'like', 'suppression.%').execute()).toEqual([]);
  });
});
