import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '../db/migrate.ts';
import { openDatabase } from '../db/open-database.ts';
import { startOwnPostgres } from './own-postgres.ts';
import { withAdmin } from './with-admin.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the test run's PostgreSQL, without a database name; null where none could be started. */
    postgresUrl: string | null;
    /** Name of a migrated database on it, which tests copy. */
    postgresTemplate: string;
    /** Path of a dump of a migrated embedded database. */
    pgliteDump: string;
  }
}

/**
 * Starts one real PostgreSQL for the run (`TEST_DATABASE_URL` names a server to use instead), and migrates one database of each kind: every
 * test has a copy of its own.
 */
export default async function setUpDatabases(project: TestProject): Promise<() => Promise<void>> {
  await using opened = new AsyncDisposableStack();
  const url = await findServer(opened);
  project.provide('postgresUrl', url);
  if (url !== null) project.provide('postgresTemplate', await makeTemplate(url, opened));
  project.provide('pgliteDump', await dumpPglite(opened));
  const all = opened.move();
  return () => all.disposeAsync();
}

async function findServer(opened: AsyncDisposableStack): Promise<string | null> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined) return given.replace(/\/[^/]*$/, '');
  try {
    return opened.use(await startOwnPostgres()).address;
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    console.warn(`PostgreSQL could not be started, so its tests are skipped: ${String(error)}`);
    return null;
  }
}

async function makeTemplate(server: string, opened: AsyncDisposableStack): Promise<string> {
  const name = `template_${randomUUID().replaceAll('-', '')}`;
  await withAdmin(server, (admin) => admin.query(`create database ${name}`));
  opened.defer(async () => {
    await withAdmin(server, (admin) => admin.query(`drop database if exists ${name} with (force)`));
  });
  await using database = await openDatabase({ kind: 'postgres', url: `${server}/${name}` });
  await migrate(database.db);
  return name;
}

async function dumpPglite(opened: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lockkeeper-pglite-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  await using database = await openDatabase({ kind: 'pglite' });
  await migrate(database.db);
  const dump = (await database.pglite!.dumpDataDir('none')) as Blob;
  const path = join(folder, 'migrated.tar');
  await writeFile(path, new Uint8Array(await dump.arrayBuffer()));
  return path;
}
