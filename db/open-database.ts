import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import type { Schema } from './schema/schema.ts';

export type Db = Kysely<Schema>;
export type Trx = Transaction<Schema>;

export type DatabaseLocation =
  | { kind: 'postgres'; url: string; poolSize?: number }
  /** `folder` left out: in memory, gone when closed. */
  | { kind: 'pglite'; folder?: string };

/** An open database. `pglite` is there where it is the embedded one: the queue needs the bare instance too. */
export interface Database extends AsyncDisposable {
  kind: DatabaseLocation['kind'];
  db: Db;
  pglite?: PGlite;
}

/** Opens the embedded database or a server. No query is sent to a server before the first one is asked. */
export async function openDatabase(location: DatabaseLocation): Promise<Database> {
  return location.kind === 'postgres' ? openPostgres(location) : openPglite(location);
}

function openPostgres({ url, poolSize = 10 }: { url: string; poolSize?: number }): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    application_name: 'lockkeeper',
    types: { getTypeParser },
  });
  // A server that restarts breaks connections: idle ones, which the pool replaces, and those between two queries of a
  // transaction, whose next query fails. Neither may end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  return { kind: 'postgres', db, [Symbol.asyncDispose]: () => db.destroy() };
}

async function openPglite({ folder }: { folder?: string }): Promise<Database> {
  const pglite = await PGlite.create(folder === undefined ? {} : { dataDir: folder });
  const db = new Kysely<Schema>({ dialect: new PGliteDialect({ pglite }) });
  return { kind: 'pglite', db, pglite, [Symbol.asyncDispose]: () => pglite.close() };
}

/** `bigint` as a number, as PGlite does it: our ids stay far below 2^53. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
  return oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format as 'text');
}
