import { pino } from 'pino';
import { hourlyRun } from '../../app/jobs/hourly-run.ts';
import { migrate } from '../../db/migrate.ts';
import { openDatabase } from '../../db/open-database.ts';
import type { InventoryItem } from '../../scanners/lockfiles/index.ts';
import type { AdvisorySource } from '../../scanners/osv/index.ts';
import { makeItem } from '../../test/advisory.ts';
import { makePackument } from '../../test/maintainers/make-packument.ts';
import { openPollStage, type PollStage } from '../../test/maintainers/poll-stage.ts';
import { type OwnPostgres, startOwnPostgres } from '../../test/own-postgres.ts';
import type { BenchRow } from '../bench-row.ts';
import { median } from '../db/median.ts';
import { printWhenAlone } from '../db/print-when-alone.ts';
import { addRepositories } from '../db/synthetic-inventory.ts';
import { publishMade } from './publish-made.ts';

const SMALL = 100;
const LARGE = 1_000;
const SHARED = 1_000;
/** Of the shared packages, in each lockfile. */
const HELD = 200;
const ROUNDS = 5;
/** A round's releases of shared packages, in which nothing is wrong, and packages of one repository each that are taken over. */
const RELEASED = 20;
const TAKEN = 10;

/**
 * An hour's poll and the hourly run, which judges and decides alerts, with the same packages in 100 and in 1,000 repositories: 20 packages that most of them hold
 * have a new release, and 10 that one repository holds are taken over, so that the same 10 alerts open at either size.
 */
export async function run(): Promise<BenchRow[]> {
  await using server = await startOwnPostgres({ durable: true });
  process.stderr.write(`${await server.describe()}\n`);
  await using small = await openWorld(server, SMALL);
  await using large = await openWorld(server, LARGE);
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++)
    for (const [at, world] of [small, large].entries()) times[at]!.push(await timeHour(world, round));
  const [ours, theirs] = [median(times[1]), median(times[0])];
  const packages = (SHARED + ROUNDS * TAKEN).toLocaleString('en-GB');
  return [
    {
      what: `hour of maintainer changes, ${packages} packages in 1,000 repositories`,
      ours,
      peer: 'the same packages in 100',
      theirs,
      unit: 'ms',
      ratio: ours / theirs,
      bound: 1.3,
    },
  ];
}

const NO_ADVISORIES: AdvisorySource = { name: 'bench', async *read() {} };

interface World extends AsyncDisposable {
  stage: PollStage;
  repositories: number;
}

async function openWorld(server: OwnPostgres, repositories: number): Promise<World> {
  const database = await openDatabase({ kind: 'postgres', url: await server.createDatabase(`hour_${repositories}`) });
  await migrate(database.db);
  const stage = await openPollStage(database.db);
  for (let index = 0; index < SHARED; index++) publishMade(stage.server, index, 0);
  for (let index = 0; index < ROUNDS * TAKEN; index++) stage.server.publish(`own-${index}`, ownPackument(index));
  await addRepositories(database.db, { from: 0, to: repositories, now: stage.now(), itemsOf });
  const world = {
    stage,
    repositories,
    async [Symbol.asyncDispose]() {
      await stage[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
  await hour(world);
  return world;
}

/** The first 50 repositories hold a package of their own each; all draw from the same shared ones. */
function itemsOf(repository: number): InventoryItem[] {
  const shared = Array.from({ length: HELD }, (_, at) => `made-${(repository * 37 + at) % SHARED}`);
  const own = repository < ROUNDS * TAKEN ? [`own-${repository}`] : [];
  return [...shared, ...own].map((name) => makeItem(name, '1.0.0'));
}

/** `takenAt`: when it was taken over, ISO 8601. */
function ownPackument(index: number, takenAt?: string): object {
  const before = { '0.9.0': { at: '2024-06-01T00:00:00.000Z' }, '1.0.0': { at: '2024-12-01T00:00:00.000Z' } };
  const fields = { scripts: { postinstall: 'node steal.js' } };
  const after = { '1.0.1': { at: takenAt ?? '', publisher: `mallory-${index}`, fields } };
  return makePackument(`own-${index}`, {
    versions: takenAt ? { ...before, ...after } : before,
    maintainers: takenAt ? ['ann', `mallory-${index}`] : ['ann'],
  });
}

async function timeHour(world: World, round: number): Promise<number> {
  const { server, now } = world.stage;
  const takenAt = new Date(now().getTime() + 60 * 60 * 1000).toISOString();
  const from = (count: number) => Array.from({ length: count }, (_, at) => round * count + at);
  for (const index of from(RELEASED)) publishMade(server, index, 1);
  for (const index of from(TAKEN)) server.publish(`own-${index}`, ownPackument(index, takenAt));
  const { milliseconds, learned, opened } = await hour(world);
  process.stderr.write(
    `${world.repositories} repositories: ${learned} packages with news, ${opened} alerts, ${milliseconds.toFixed(0)} ms\n`,
  );
  if (learned !== RELEASED + TAKEN || opened !== TAKEN)
    throw new Error(`expected ${RELEASED + TAKEN} with news and ${TAKEN} alerts, found ${learned} and ${opened}`);
  return milliseconds;
}

async function hour({ stage }: World) {
  stage.wait(120);
  const context = { db: stage.db, log: pino({ level: 'silent' }), now: stage.now };
  const started = performance.now();
  const { learned } = await stage.poll({ budget: 12 * 2 * SHARED });
  const { opened } = await hourlyRun(context, NO_ADVISORIES);
  return { milliseconds: performance.now() - started, learned, opened };
}

await printWhenAlone(import.meta, run);
