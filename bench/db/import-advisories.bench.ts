import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startOwnPostgres } from '../../test/own-postgres.ts';
import type { BenchRow } from '../bench-row.ts';
import { writeAdvisoryZip } from '../osv/synthetic-advisories.ts';
import { median } from './median.ts';
import { printWhenAlone } from './print-when-alone.ts';

const ADVISORIES = 220_000;
const ROUNDS = 3;

interface Outcome {
  seconds: number;
  count: number;
  peakMegabytes: number;
}

/**
 * First import of an export of 220,000 records through the real path (zip → records → bulk upsert, with its cursor and
 * indexes) beside unzip and JSON.parse alone of the same zip, by the same reader. Each in a process of its own.
 */
export async function run(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'lockkeeper-import-'));
  const zip = join(folder, 'all.zip');
  try {
    await writeAdvisoryZip(zip, ADVISORIES);
    await using server = await startOwnPostgres({ durable: true });
    process.stderr.write(`${await server.describe()}; zip of ${((await stat(zip)).size / 1e6).toFixed(0)} MB\n`);
    const parse: Outcome[] = [];
    const postgres: Outcome[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      parse.push(await importOnce(zip, 'parse'));
      postgres.push(await importOnce(zip, await server.createDatabase(`import_${round}`)));
    }
    const pglite = await importOnce(zip, 'pglite');
    const theirs = median(parse.map(({ seconds }) => seconds));
    const ours = median(postgres.map(({ seconds }) => seconds));
    const peak = Math.max(...postgres.map(({ peakMegabytes }) => peakMegabytes));
    const peer = 'unzip + JSON.parse alone';
    return [
      { what: '220,000 advisories into PostgreSQL', ours, peer, theirs, unit: 's', ratio: ours / theirs, bound: 3 },
      {
        what: '… peak memory of our process',
        ours: peak,
        peer: '400 MB',
        theirs: 400,
        unit: 'MB',
        ratio: peak / 400,
        bound: 1,
      },
      {
        what: '220,000 advisories into PGlite',
        ours: pglite.seconds,
        peer,
        theirs,
        unit: 's',
        ratio: pglite.seconds / theirs,
      },
      {
        what: '… peak memory with PGlite in the process',
        ours: pglite.peakMegabytes,
        peer: 'of the PostgreSQL import',
        theirs: peak,
        unit: 'MB',
        ratio: pglite.peakMegabytes / peak,
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function importOnce(zip: string, how: string): Promise<Outcome> {
  const script = fileURLToPath(new URL('import-once.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, zip, how]);
  const outcome = JSON.parse(stdout) as Outcome;
  process.stderr.write(`${how.split(':')[0]}: ${JSON.stringify(outcome)}\n`);
  if (outcome.count !== ADVISORIES) throw new Error(`expected ${ADVISORIES} records, found ${outcome.count}`);
  return outcome;
}

await printWhenAlone(import.meta, run);
