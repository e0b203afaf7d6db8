import { createHash } from 'node:crypto';
import pino from 'pino';
import { expect, test } from 'vitest';
import { describeEachDatabase, type OpenTestDatabase } from '../../test/databases.ts';
import { addRepository } from '../../test/inventory.ts';
import { createApi } from '../api/create-api.ts';
import { createToken } from '../api/tokens.ts';
import { createBadgeViews } from './badge-views.ts';

const MINUTE = 60_000;
const slo = { name: 'checkout', service: 'shop', target: 0.999, windowDays: 30, good: 'g', total: 't' };

async function makeWorld(open: OpenTestDatabase) {
  const { db } = await open();
  await addRepository(db);
  await db
    .updateTable('repositories')
    .set({ scanned_at: new Date('2026-06-01T00:00:00Z'), config: JSON.stringify({ slos: [slo] }) })
    .execute();
  let time = Date.parse('2026-06-01T00:00:00Z');
  let looks = 0;
  const context = {
    db,
    now: () => new Date(time),
    askObjectives: async () => {
      looks++;
      return [];
    },
  };
  const api = createApi({
    ...context,
    log: pino({ level: 'silent' }),
    version: '1',
    refreshSoon: async () => {},
    startRun: async () => {},
    changesDecided: async () => {},
  });
  const asked = { installationId: 1, name: 'ci', scopes: ['gate:evaluate'], expiresAt: null, now: context.now() };
  const { secret } = await createToken(db, asked);
  const call = (method: string, path: string, body?: object) =>
    api.request(`https://lockkeeper.example.org/api/v1/badges${path}`, {
      method,
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  const make = async () => {
    const response = await call('POST', '', { repository: '10', environment: 'production' });
    return (await response.json()) as {
      badge: { id: number };
      trust: { path: string; markdown: string };
      gate: { path: string; markdown: string };
    };
  };
  const wait = (ms: number) => {
    time += ms;
  };
  return { db, api, context, call, make, wait, looks: () => looks };
}

describeEachDatabase('badges', (open) => {
  test('are pictures without a script, for whoever has the address, and cost one look in 30 minutes', async () => {
    const { api, make, wait, looks } = await makeWorld(open);
    const { trust, gate } = await make();
    expect(trust.markdown).toMatch(
      /^!\[Trust score\]\(https:\/\/lockkeeper\.example\.org\/badge\/lkb_[\w-]{43}\/trust\.svg\)$/,
    );
    const views = await Promise.all([trust, gate, trust, gate].map(({ path }) => api.request(path)));
    const texts = await Promise.all(views.map((view) => view.text()));
    expect(texts[0]).toMatch(/^<svg .*trust score/);
    expect(texts[1]).toMatch(/^<svg .*deploy to production/);
    expect(texts.join()).not.toMatch(/<script/);
    const headers = Object.fromEntries(views[0]!.headers);
    expect(headers).toMatchObject({
      'content-type': 'image/svg+xml; charset=utf-8',
      'cache-control': 'max-age=1800',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
    const again = await api.request(trust.path, { headers: { 'if-none-match': headers['etag']! } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    wait(29 * MINUTE);
    await api.request(gate.path);
    expect(looks()).toBe(1);
    wait(MINUTE);
    await api.request(gate.path);
    expect(looks()).toBe(2);
  });

  test('are stored by a hash, listed without their address, and gone when they are removed', async () => {
    const { db, api, call, make } = await makeWorld(open);
    const { badge, trust } = await make();
    const token = trust.path.split('/')[2]!;
    const [row] = await db.selectFrom('badges').selectAll().execute();
    expect(row!.hash).toBe(createHash('sha256').update(token).digest('hex'));
    expect(await (await call('GET', '')).text()).not.toContain(token);
    expect((await api.request(trust.path)).status).toBe(200);
    expect((await call('DELETE', `/${badge.id}`)).status).toBe(200);
    const gone = await api.request(trust.path);
    expect([gone.status, gone.headers.get('cache-control')]).toEqual([404, 'no-store']);
    const events = await db.selectFrom('evidence').select('event').orderBy('seq').execute();
    expect(events.map(({ event }) => event)).toEqual(['badge.created', 'badge.removed']);
  });

  test('are not there under any other address', async () => {
    const { api, make } = await makeWorld(open);
    const { trust } = await make();
    const token = trust.path.split('/')[2]!;
    for (const path of [
      trust.path.replace(/lkb_./, 'lkb_-'),
      trust.path.replace('lkb_', 'lk_'),
      `/badge/${'x'.repeat(5000)}/trust.svg`,
      `/badge/${token}/trust.png`,
      `/badge/${token}`,
      '/badge/%00/gate.svg',
    ]) {
      expect((await api.request(path)).status, path.slice(0, 80)).toBe(404);
    }
    expect((await api.request(trust.path, { method: 'POST' })).status).toBe(404);
  });

  test('are not shown by a repository that is gone, and only so many are remembered', async () => {
    const { db, make, context, looks } = await makeWorld(open);
    const tokens = [await make(), await make(), await make()].map(({ trust }) => trust.path.split('/')[2]!);
    const views = createBadgeViews(context, { most: 2 });
    for (const token of [...tokens, tokens[2]!]) expect(await views.look(token)).toBeDefined();
    expect(looks()).toBe(3);
    await views.look(tokens[0]!);
    expect(looks()).toBe(4);
    await db.updateTable('repositories').set({ removed_at: context.now() }).execute();
    expect(await createBadgeViews(context).look(tokens[0]!)).toBeUndefined();
  });
});
