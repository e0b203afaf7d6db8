import { pino } from 'pino';
import { type HourlySummary, hourlyRun } from '../../app/jobs/hourly-run.ts';
import { migrate } from '../../db/migrate.ts';
import { type Database, openDatabase } from '../../db/open-database.ts';
import type { Advisory, AdvisorySource } from '../../scanners/osv/index.ts';
import { makeAdvisory } from '../../test/advisory.ts';
import { type OwnPostgres, startOwnPostgres } from '../../test/own-postgres.ts';
import type { BenchRow } from '../bench-row.ts';
import { median } from './median.ts';
import { printWhenAlone } from './print-when-alone.ts';
import { addRepositories, COMMON, ownPackages } from './synthetic-inventory.ts';

const SMALL = 100;
const LARGE = 1_000;
const ROUNDS = 7;

/** Advisories that affect packages which 100 repositories hold, each two of its own: 200 alerts change at either size. */
const FEW = Array.from({ length: SMALL }, (_, repository) => ownPackages(repository)).flat();

/**
 * The hour with the same 200 changed advisories, over 100 and over 1,000 repositories of 1,500 dependencies each. In turn
 * the advisories come, are withdrawn, and come again, so that every run changes the same number of alerts. Beside it the
 * case that must grow: ten advisories on packages that every repository holds, which change an alert in each.
 */
export async function run(): Promise<BenchRow[]> {
  await using server = await startOwnPostgres({ durable: true });
  process.stderr.write(`${await server.describe()}\n`);
  await using small = await makeWorld(server, SMALL);
  await using large = await makeWorld(server, LARGE);

  const few: [number[], number[]] = [[], []];
  const all: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [at, world] of [small, large].entries()) {
      few[at]!.push(await timeHour(world, changeOf(FEW, round), FEW.length));
      if (round < 3) all[at]!.push(await timeHour(world, changeOf(COMMON, round), COMMON.length * world.repositories));
    }
  }
  const [ours, theirs] = [median(few[1]), median(few[0])];
  const [oursAll, theirsAll] = [median(all[1]), median(all[0])];
  return [
    {
      what: 'hour with 200 changed advisories, 200 alerts: 1,000 repositories × 1,500',
      ours,
      peer: '100 repositories × 1,500',
      theirs,
      unit: 'ms',
      ratio: ours / theirs,
      bound: 1.3,
    },
    {
      what: 'hour with 10 advisories on what all hold: 10,000 alerts in 1,000 repositories',
      ours: oursAll,
      peer: '1,000 alerts in 100',
      theirs: theirsAll,
      unit: 'ms',
      ratio: oursAll / theirsAll,
    },
  ];
}

interface World extends AsyncDisposable {
  database: Database;
  repositories: number;
}

async function makeWorld(server: OwnPostgres, repositories: number): Promise<World> {
  const url = await server.createDatabase(`hourly_${repositories}`);
  const database = await openDatabase({ kind: 'postgres', url });
  await migrate(database.db);
  await addRepositories(database.db, { from: 0, to: repositories, now: new Date() });
  const world = { database, repositories, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
  // The first hour matches the whole inventory; with it come 5,000 advisories that affect nothing here.
  const others = Array.from({ length: 5_000 }, (_, index) => makeAdvisory(`MAL-${index}`, `pool-${index}`, '0.0.1'));
  await timeHour(world, others, 0);
  return world;
}

/** In even rounds the advisories hold, in odd ones they are withdrawn. */
function changeOf(names: readonly string[], round: number): Advisory[] {
  const modified = new Date(Date.UTC(2026, 0, 1 + round)).toISOString();
  return names.map((name) =>
    makeAdvisory(`GHSA-${name}`, name, '1.0.1', { modified, withdrawn: round % 2 === 1 ? modified : undefined }),
  );
}

async function timeHour({ database, repositories }: World, advisories: Advisory[], changes: number): Promise<number> {
  const source: AdvisorySource = {
    name: 'bench',
    async *read() {
      yield { advisories, problems: [], done: advisories.length };
    },
  };
  const context = { db: database.db, log: pino({ level: 'silent' }), now: () => new Date() };
  const start = performance.now();
  const summary = await hourlyRun(context, source);
  const milliseconds = performance.now() - start;
  check(summary, changes);
  process.stderr.write(`${repositories} repositories: ${changes} alerts changed in ${milliseconds.toFixed(0)} ms\n`);
  return milliseconds;
}

function check({ opened, reopened, resolved, sourceFailure }: HourlySummary, changes: number): void {
  if (sourceFailure !== undefined) throw sourceFailure;
  const found = opened + reopened + resolved;
  if (found !== changes) throw new Error(`expected ${changes} alerts to change, found ${found}`);
}

await printWhenAlone(import.meta, run);
