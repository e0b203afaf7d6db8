import { createHash } from 'node:crypto';
import type { Hono } from 'hono';
import pino from 'pino';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Db } from '../../db/open-database.ts';
import { NOW, type TwoInstallations, twoInstallations } from '../../test/api/two-installations.ts';
import { describeEachDatabase } from '../../test/databases.ts';
import { isUnmatched } from '../api/unmatched.ts';
import { createWeb } from './create-web.ts';

const log = pino({ level: 'silent' });
const SECRETS = /our-org|their-org|shop|lodash|GHSA|classified|production/;

describeEachDatabase('createWeb', (open) => {
  let db: Db;
  let web: Hono;
  let scene: TwoInstallations;

  beforeAll(async () => {
    ({ db } = await open());
    scene = await twoInstallations(db);
    web = createWeb({
      db,
      now: () => NOW,
      log,
      version: '1',
      refreshSoon: async () => {},
      startRun: async () => {},
      changesDecided: async () => {},
    });
  });

  const get = async (path: string, token = scene.ourToken) =>
    web.request(path, { headers: { cookie: `lockkeeper_token=${token}` } });
  const page = async (path: string, token?: string) => (await get(path, token)).text();
  const signIn = (token: string, headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' }) =>
    web.request('/sign-in', { method: 'POST', headers, body: new URLSearchParams({ token }) });

  describe('shows who is not signed in nothing', () => {
    test.each([
      ['no cookie', '/', undefined],
      ['a made-up token', '/', `lk_${'A'.repeat(43)}`],
      ['a hostile cookie', '/', '"><script>'],
      ['no cookie, at an alert', '/alerts/1', undefined],
    ])('%s', async (_, path, token) => {
      const text = await (token === undefined ? (await web.request(path)).text() : page(path, token));
      expect(text).toContain('Sign in');
      expect(text).not.toMatch(SECRETS);
    });

    test('a token that may not read alerts', async () => {
      const response = await signIn(scene.inventoryToken);
      expect(response.status).toBe(401);
      expect(response.headers.get('set-cookie')).toBeNull();
      const text = await response.text();
      expect(text).toContain('alerts:read');
      expect(text).not.toMatch(SECRETS);
      expect(await page('/', scene.inventoryToken)).not.toMatch(SECRETS);
    });
  });

  describe('signs in', () => {
    const cookie = (token: string) => `lockkeeper_token=${token}; Max-Age=43200; Path=/; HttpOnly; SameSite=Strict`;

    test('by the form', async () => {
      const response = await signIn(` ${scene.alertsToken}\n`);
      expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
      expect(response.headers.get('set-cookie')).toBe(cookie(scene.alertsToken));
    });

    test('by the address, once, and takes the secret out of it', async () => {
      const response = await web.request(`/?token=${scene.alertsToken}`);
      expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
      expect(response.headers.get('set-cookie')).toBe(cookie(scene.alertsToken));
      const wrong = await web.request('/?token=lk_wrong');
      expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([401, null]);
    });

    test('over TLS with a cookie for TLS only', async () => {
      const headers = { 'sec-fetch-site': 'same-origin', 'x-forwarded-proto': 'https' };
      expect((await signIn(scene.alertsToken, headers)).headers.get('set-cookie')).toContain('; Secure');
      const response = await web.request(`https://lockkeeper.example.org/?token=${scene.alertsToken}`);
      expect(response.headers.get('set-cookie')).toContain('; Secure');
    });

    test('nobody from another site, nor with a body without end', async () => {
      const forged: Record<string, string>[] = [
        { origin: 'https://evil.example.org' },
        { 'sec-fetch-site': 'cross-site' },
        {},
      ];
      for (const headers of forged) {
        const response = await signIn(scene.alertsToken, headers);
        expect([headers, response.status, response.headers.get('set-cookie')]).toEqual([headers, 403, null]);
      }
      expect((await signIn('a'.repeat(10_000))).status).toBe(413);
    });

    test('and out', async () => {
      const headers = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' };
      const response = await web.request('/sign-out', { method: 'POST', headers });
      expect(response.status).toBe(303);
      expect(response.headers.get('set-cookie')).toMatch(/^lockkeeper_token=; Max-Age=0; .*HttpOnly/);
    });
  });

  test('shows maintainer changes as what they are, without a link to an advisory', async () => {
    const { root, shop, ours, make } = scene;
    const id = await make.alert(
      { installation_id: ours, repository_id: shop, lockfile_id: root },
      { kind: 'maintainer-change', group_key: 'maintainer-change-7', summary: 'mallory may publish now', fixes: '{}' },
    );
    for (const text of [await page('/?kind=maintainer-change'), await page(`/alerts/${id}`)]) {
      for (const shown of ['mallory may publish now', 'Maintainers</span>', 'for people to judge']) {
        expect(text).toContain(shown);
      }
      expect(text).toContain('maintainer-change-7');
      expect(text).not.toContain('vulnerability/maintainer-change-7');
    }
    await db.deleteFrom('alerts').where('id', '=', id).execute();
  });

  test('shows the alerts of the installation, and what is not watched', async () => {
    const text = await page('/');
    expect(text).toContain('<title>1 open alert · Lockkeeper</title>');
    for (const shown of ['our-org/shop', 'lodash', '4.17.20', '4.17.21', 'express@4.16.0', 'GHSA-ours-0000-0001']) {
      expect(text).toContain(shown);
    }
    expect(text).toContain('href="https://osv.dev/vulnerability/GHSA-ours-0000-0001"');
    expect(text).toContain('2 lockfiles are not watched');
    expect(text).toContain('web/yarn.lock:7');
    expect(text).toContain('bun.lockb is a binary format');
    expect(text).toContain('.github/lockkeeper.yml:3');
    expect(text).not.toMatch(/their|secret|classified/);
    expect(await page('/', scene.theirToken)).not.toMatch(/our-org|shop/);
  });

  test('shows an alert with its history, to its installation only', async () => {
    const text = await page(`/alerts/${scene.ourAlert}`);
    expect(text).toContain('What GHSA-ours-0000-0001 says');
    expect(text).toContain('evidence of installation 1');
    expect(text).toContain('CVE-2026-0001');
    expect(text).not.toMatch(/their|installation 2/);
    for (const id of [scene.theirAlert, 987_654, 'x', '0', '99999999999', '%00', '__proto__']) {
      const response = await get(`/alerts/${id}`);
      expect([id, response.status]).toEqual([id, 404]);
      expect(await response.text()).not.toMatch(/their|secret/);
    }
  });

  describe('narrows the list by its address', () => {
    test.each([
      ['/?severity=high', true],
      ['/?severity=low', false],
      ['/?kind=malware', false],
      ['/?state=resolved', false],
      ['/?repository=our-org%2Fshop&package=lodash&tag=web', true],
      ['/?repository=their-org%2Fsecret', false],
    ])('%s', async (path, shown) => {
      const text = await page(path);
      expect(text.includes('<td')).toBe(shown);
      expect(text.includes('No alert passes these filters')).toBe(!shown);
    });

    test.each(['/?severity=hihg', '/?x=1', '/?cursor=1', '/?limit=1000&repository=x', '/?package=%00'])(
      'but says what is wrong with %s',
      async (path) => {
        const response = await get(path);
        expect(response.status).toBe(400);
        expect(await response.text()).toContain('No such filter');
      },
    );

    test('and leads to the next page with the same filters', async () => {
      const { make, ours, shop, root } = scene;
      for (let n = 0; n < 51; n++) {
        const place = { installation_id: ours, repository_id: shop, lockfile_id: root };
        await make.alert(place, { package_name: 'many', severity: 'low', group_key: `GHSA-many-${n}` });
      }
      const first = await page('/?package=many');
      const next = /rel="next" href="([^"]+)"/.exec(first)![1]!.replaceAll('&amp;', '&');
      expect(next).toContain('package=many');
      const second = await page(next);
      expect([first.match(/<tr>\s*<td/g)?.length, second.match(/<tr>\s*<td/g)?.length]).toEqual([50, 1]);
      expect(second).not.toContain('rel="next"');
      expect(second).toContain('href="/?package=many"');
    });
  });

  test('escapes whatever comes from outside', async () => {
    const { make, ours } = scene;
    const hostile = `</td><script>alert(1)</script><img src=x onerror=alert(1)> " ' \u202Egpj.exe\u0007`;
    const repository_id = await make.repository(ours, {
      name: hostile,
      scan_error: hostile,
      config_problems: JSON.stringify([
        { file: hostile, key: hostile, expected: hostile, found: hostile, cure: hostile },
      ]),
    });
    const lockfile_id = await make.lockfile(repository_id, { path: hostile, unread_reason: hostile });
    const id = await make.alert(
      { installation_id: ours, repository_id, lockfile_id },
      {
        package_name: hostile,
        severity: 'critical',
        group_key: hostile,
        advisory_ids: [hostile, 'javascript:alert(1)'],
        versions: [hostile, '__proto__', 'constructor'],
        fixes: JSON.stringify({ [hostile]: hostile }),
        ways: JSON.stringify({ [hostile]: { path: [hostile], direct: false, scopes: [hostile] } }),
        scopes: [hostile],
        path: Array.from({ length: 12 }, () => hostile),
        summary: hostile,
        state_reason: hostile,
      },
    );
    const subject = `alert:${id}`;
    const data = JSON.stringify({ [hostile]: hostile });
    await db
      .insertInto('evidence')
      .values({ installation_id: ours, seq: 99, at: NOW, event: hostile, subject, data, prev_hash: '', hash: '' })
      .execute();
    const asked = `/?package=${encodeURIComponent('</td><script>alert(1)</script>')}`;
    for (const path of ['/', `/alerts/${id}`, asked]) {
      const text = await page(path);
      expect([path, text.includes('&lt;script&gt;alert(1)')]).toEqual([path, true]);
      expect(text).not.toMatch(
        /<script|<img|onerror=alert\(1\)>|javascript:alert\(1\)"|href="(?!\/|#|https?:|data:image)/,
      );
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
      expect(text).not.toContain('[native code]');
    }
  });

  test('sends headers that let nothing in, and a style sheet that they allow', async () => {
    const response = await get('/');
    const policy = response.headers.get('content-security-policy')!;
    const style = /<style>([\s\S]*)<\/style>/.exec(await response.text())![1]!;
    const hash = createHash('sha256').update(style).digest('base64');
    expect(policy).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    );
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(await (await get('/')).text()).not.toMatch(/ style="| on\w+="/);
  });

  test('leaves what is not its own to others', async () => {
    for (const path of ['/probot', '/api/v1/alerts', '/alerts', '/healthz']) {
      expect([path, isUnmatched(await get(path))]).toEqual([path, true]);
    }
  });
});
