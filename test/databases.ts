import { randomUUID } from 'node:crypto';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect } from 'kysely';
import pg from 'pg';
import { afterAll, describe, inject } from 'vitest';
import { migrate } from '../db/migrate.ts';
import { type Database, openDatabase } from '../db/open-database.ts';
import type { Schema } from '../db/schema/schema.ts';

/** Opens a fresh, migrated database. It is closed (and a server's dropped) after the file's tests. */
export type OpenTestDatabase = () => Promise<TestDatabase>;

export interface TestDatabase extends Database {
  /** The server database's address, to open it a second time; undefined for the embedded one. */
  url?: string;
}

const opened: TestDatabase[] = [];
let emptyPglite: Promise<Blob> | undefined;

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

/** A fresh, migrated embedded database in memory. Setting up the first one in a file takes a second; the rest are copies. */
export async function openTestPglite(): Promise<TestDatabase> {
  emptyPglite ??= makeEmptyPglite();
  const pglite = await PGlite.create({ loadDataDir: await emptyPglite });
  const db = new Kysely<Schema>({ dialect: new PGliteDialect({ pglite }) });
  return keep({
    kind: 'pglite',
    db,
    pglite,
    [Symbol.asyncDispose]: async () => (pglite.closed ? undefined : pglite.close()),
  });
}

/** A fresh, migrated database on the run's PostgreSQL. */
export async function openTestPostgres(): Promise<TestDatabase> {
  const server = inject('postgresUrl');
  if (server === null) throw new Error('expected a PostgreSQL started by test/postgres.setup.ts, found none');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await withAdmin(server, (admin) => admin.query(`create database ${name}`));
  const url = `${server}/${name}`;
  const database = await openDatabase({ kind: 'postgres', url });
  await migrate(database.db);
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

async function makeEmptyPglite(): Promise<Blob> {
  await using database = await openDatabase({ kind: 'pglite' });
  await migrate(database.db);
  return (await database.pglite!.dumpDataDir('none')) as Blob;
}

async function withAdmin(server: string, act: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: `${server}/postgres` });
  await admin.connect();
  try {
    await act(admin);
  } finally {
    await admin.end();
  }
}
