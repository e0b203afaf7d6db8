import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { hourlyRun } from '../../app/jobs/hourly-run.ts';
import { saveAdvisories } from '../../db/advisories.ts';
import { migrate } from '../../db/migrate.ts';
import { type DatabaseLocation, openDatabase } from '../../db/open-database.ts';
import { makeAdvisory, makeSource } from '../../test/advisory.ts';
import { startOwnPostgres } from '../../test/own-postgres.ts';
import type { BenchRow } from '../bench-row.ts';
import { printWhenAlone } from './print-when-alone.ts';
import { addRepositories, COMMON, DEPENDENCIES } from './synthetic-inventory.ts';

const REPOSITORIES = 200;

/**
 * The first full ingest: 200 lockfiles of 1,500 dependencies stored, matched with 20,000 advisories (ten of which hit
 * every lockfile), alerts opened. Each on a database in a folder; the server has the settings that initdb gives.
 */
export async function run(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'lockkeeper-ingest-'));
  try {
    await using server = await startOwnPostgres({ durable: true });
    process.stderr.write(`${await server.describe()}\n`);
    const postgres = await ingest({ kind: 'postgres', url: await server.createDatabase('ingest') });
    const pglite = await ingest({ kind: 'pglite', folder });
    return [
      {
        what: 'first full ingest, 200 × 1,500, on PostgreSQL (peer: on PGlite)',
        ours: postgres,
        peer: 'PGlite',
        theirs: pglite,
        unit: 'dependencies/s',
        ratio: postgres / pglite,
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function ingest(location: DatabaseLocation): Promise<number> {
  await using database = await openDatabase(location);
  const { db } = database;
  await migrate(db);
  const now = new Date();
  const others = Array.from({ length: 20_000 }, (_, index) => makeAdvisory(`MAL-${index}`, `pool-${index}`, '0.0.1'));
  const hits = COMMON.map((name) => makeAdvisory(`GHSA-${name}`, name, '1.0.1'));
  await saveAdvisories(db, { source: 'bench', advisories: [...others, ...hits], now });

  const start = performance.now();
  await addRepositories(db, { from: 0, to: REPOSITORIES, now });
  const stored = performance.now();
  const { opened } = await hourlyRun({ db, log: pino({ level: 'silent' }), now: () => now }, makeSource([]));
  const end = performance.now();
  if (opened !== REPOSITORIES * COMMON.length) throw new Error(`expected 2,000 alerts, found ${opened}`);
  const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(1);
  process.stderr.write(
    `${location.kind}: stored in ${seconds(start, stored)} s, matched in ${seconds(stored, end)} s\n`,
  );
  return (REPOSITORIES * DEPENDENCIES * 1000) / (end - start);
}

await printWhenAlone(import.meta, run);
