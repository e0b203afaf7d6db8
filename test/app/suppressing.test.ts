import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createToken } from '../../app/api/tokens.ts';
import type { Lockkeeper } from '../../app/start-lockkeeper.ts';
import type { Db } from '../../db/open-database.ts';
import { describeEachDatabase } from '../databases.ts';
import type { GitHubSeed } from '../github/index.ts';
import { advisory, sourceOf } from './advisories.ts';
import { npmLock } from './lockfiles.ts';
import { useStage } from './open-stage.ts';
import { alertLines } from './read-state.ts';

const seed: GitHubSeed = {
  accounts: [
    {
      login: 'harbour',
      repositories: [{ name: 'lamp', files: { 'package-lock.json': npmLock({ oldlib: '1.0.0', fine: '2.0.0' }) } }],
    },
  ],
};
const open1 = ['lamp package-lock.json oldlib@1.0.0 open'];
const suppressed1 = ['lamp package-lock.json oldlib@1.0.0 suppressed'];

describeEachDatabase('suppressing over HTTP', (open, kind) => {
  const openStage = useStage(open);
  const source = sourceOf([advisory('GHSA-aaaa-aaaa-aaaa', 'oldlib', '1.2.0')]);

  test('changes alerts within the same minute, without waiting for the hour', async () => {
    const { github, service } = await openStage(seed, { source });
    await github.installApp('harbour');
    await service.idle();
    const call = await caller(service);
    const started = Date.now();
    const made = await call('POST', '', { package: 'oldlib', scope: 'installation', reason: 'known and accepted' });
    expect(made.status).toBe(201);
    await until(service.db, suppressed1);
    expect((await call('DELETE', `/${made.id}`)).status).toBe(200);
    await until(service.db, open1);
    expect(Date.now() - started).toBeLessThan(60_000);
  });

  if (kind !== 'postgres') return;

  test('also where the process that is asked runs no jobs, and a worker has the lockfile in its hands', async () => {
    const { github, service, start } = await openStage(seed, { source });
    await github.installApp('harbour');
    await service.idle();
    const web = await start({ config: { role: 'web' } });
    const call = await caller(web);
    await service.db.transaction().execute(async (busy) => {
      await busy.selectFrom('lockfiles').select('id').forNoKeyUpdate().execute();
      const made = await call('POST', '', { package: 'oldlib', scope: 'installation', reason: 'known and accepted' });
      expect(made.status).toBe(201);
      await sleep(1500);
      expect(await alertLines(service.db)).toEqual(open1);
    });
    await until(service.db, suppressed1);
  });
});

async function caller(service: Lockkeeper) {
  const installation = await service.db.selectFrom('installations').select('id').executeTakeFirstOrThrow();
  const asked = { installationId: installation.id, name: 'ci', scopes: ['suppressions:write'], expiresAt: null };
  const { secret } = await createToken(service.db, { ...asked, now: new Date() });
  return async (method: string, path: string, body?: object) => {
    const headers: Record<string, string> = { authorization: `Bearer ${secret}` };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const response = await fetch(`${service.url}/api/v1/suppressions${path}`, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    });
    const answer = (await response.json()) as { id?: number };
    return { status: response.status, id: answer.id };
  };
}

/** Alerts as they come to be, without moving any clock. */
async function until(db: Db, wanted: string[]): Promise<void> {
  await expect.poll(() => alertLines(db), { timeout: 50_000, interval: 200 }).toEqual(wanted);
}
