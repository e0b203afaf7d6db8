import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect } from 'kysely';
import { afterAll, describe, inject } from 'vitest';
import { type Database, openDatabase } from '../db/open-database.ts';
import type { Schema } from '../db/schema/schema.ts';
import { withAdmin } from './with-admin.ts';

/** Opens a fresh, migrated database. It is closed (and a server's dropped) after the file's tests. */
export type OpenTestDatabase = () => Promise<TestDatabase>;

export interface TestDatabase extends Database {
  /** The server database's address, to open it a second time; undefined for the embedded one. */
  url?: string;
}

const opened: TestDatabase[] = [];
let migratedPglite: Promise<Blob> | undefined;

/**
 * Runs a block of tests on the embedded database and on a real PostgreSQL.
 * Where no PostgreSQL could be started its half is skipped by name (never under CI=true: the run stops there).
 */
export function describeEachDatabase(
  name: string,
  tests: (open: OpenTestDatabase, kind: Database['kind']) => void,
): void {
  const server = inject('postgresUrl');
  describe(`${name} [PGlite]`, () => {
    tests(openTestPglite, 'pglite');
    afterAll(closeAll);
  });
  describe.skipIf(server === null)(`${name} [PostgreSQL]`, () => {
    tests(openTestPostgres, 'postgres');
    afterAll(closeAll);
  });
}

/** A fresh, migrated embedded database in memory: a copy of the run's. */
export async function openTestPglite(): Promise<TestDatabase> {
  migratedPglite ??= openAsBlob(inject('pgliteDump'));
  const pglite = await PGlite.create({ loadDataDir: await migratedPglite });
  const db = new Kysely<Schema>({ dialect: new PGliteDialect({ pglite }) });
  return keep({
    kind: 'pglite',
    db,
    pglite,
    [Symbol.asyncDispose]: async () => (pglite.closed ? undefined : pglite.close()),
  });
}

/** A fresh, migrated database on the run's PostgreSQL: a copy of its template. */
export async function openTestPostgres(): Promise<TestDatabase> {
  const server = inject('postgresUrl');
  if (server === null) throw new Error('expected a PostgreSQL started by test/databases.setup.ts, found none');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await withAdmin(server, (admin) => admin.query(`create database ${name} template ${inject('postgresTemplate')}`));
  const url = `${server}/${name}`;
  const database = await openDatabase({ kind: 'postgres', url });
  return keep({
    ...database,
    url,
    [Symbol.asyncDispose]: async () => {
      await database[Symbol.asyncDispose]();
      await withAdmin(server, (admin) => admin.query(`drop database if exists ${name} with (force)`));
    },
  });
}

function keep(database: TestDatabase): TestDatabase {
  opened.push(database);
  return database;
}

async function closeAll(): Promise<void> {
  for (const database of opened.splice(0)) await database[Symbol.asyncDispose]();
}
