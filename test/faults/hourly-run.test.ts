import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type HourlySummary, hourlyRun } from '../../app/jobs/hourly-run.ts';
import { migrate } from '../../db/migrate.ts';
import { type Db, openDatabase } from '../../db/open-database.ts';
import { openTestPglite, openTestPostgres, type TestDatabase } from '../databases.ts';
import { type OwnPostgres, startOwnPostgres } from '../own-postgres.ts';
import { addSmallOrganisation, outcomeOf, PHASES, sourceOf } from './small-organisation.ts';

/** What an undisturbed worker makes of each phase, on the embedded database. */
const expected: unknown[] = [];

beforeAll(async () => {
  const { db } = await openTestPglite();
  await addSmallOrganisation(db);
  for (let phase = 1; phase <= PHASES; phase += 1) {
    await work(db, phase);
    expected[phase] = await outcomeOf(db);
  }
});

function work(db: Db, phase: number): Promise<HourlySummary> {
  const context = { db, log: pino({ level: 'silent' }), now: () => new Date() };
  return hourlyRun(context, sourceOf(phase));
}

test('the undisturbed run does what the faults below could spoil', () => {
  expect(expected[1]).toMatchObject({
    alerts: expect.arrayContaining([expect.objectContaining({ state: 'open' })]),
    owed: [],
    chains: [{ ok: true }, { ok: true }],
  });
  const events = [1, 2, 3].map((phase) => (expected[phase] as { events: { event: string }[] }).events);
  expect(events.map((all) => all.map(({ event }) => event))).toEqual([
    ['alert.opened'],
    ['alert.opened', 'alert.resolved', 'alert.updated'],
    ['alert.opened', 'alert.reopened', 'alert.resolved', 'alert.updated'],
  ]);
});

describe.skipIf(inject('postgresUrl') === null)('on PostgreSQL', () => {
  test('a worker that is killed again and again loses nothing and doubles nothing', async () => {
    const { db, url } = await openTestPostgres();
    await addSmallOrganisation(db);
    const moments: number[] = [];
    let killed = 0;
    for (let phase = 1; phase <= PHASES; phase += 1) {
      // First shortly after it began, so that something is left; then ever later, at a random moment.
      for (const upTo of [30, 80, 160, 320]) {
        const { worker, exit } = await startWorker(url!, phase);
        const moment = Math.random() * upTo;
        moments.push(moment);
        await sleep(moment);
        worker.kill('SIGKILL');
        if ((await exit) === 'SIGKILL') killed += 1;
      }
      await work(db, phase);
      expect(await outcomeOf(db), `killed after ${moments.join(', ')} ms`).toEqual(expected[phase]);
    }
    expect(killed).toBeGreaterThan(0);
  });

  test('several workers at once do the work of one', async () => {
    const { db, url } = await openTestPostgres();
    await addSmallOrganisation(db);
    for (let phase = 1; phase <= PHASES; phase += 1) {
      const workers = await Promise.all([startWorker(url!, phase), startWorker(url!, phase), startWorker(url!, phase)]);
      expect(await Promise.all(workers.map(({ exit }) => exit))).toEqual([0, 0, 0]);
      await work(db, phase);
      expect(await outcomeOf(db)).toEqual(expected[phase]);
    }
  });

  test('connections that break in mid-run are an error, and the next run goes on', async () => {
    const database = await openTestPostgres();
    await addSmallOrganisation(database.db);
    let broken = 0;
    for (let phase = 1; phase <= PHASES; phase += 1) {
      for (const moment of [5, 20, 60]) {
        const run = work(database.db, phase).then(
          () => false,
          () => true,
        );
        await sleep(moment);
        await breakConnections(database);
        if (await run) broken += 1;
      }
      await workAsTheQueueDoes(database.db, phase);
      expect(await outcomeOf(database.db)).toEqual(expected[phase]);
    }
    expect(broken).toBeGreaterThan(0);
  });
});

describe.skipIf(inject('postgresUrl') === null)('a server that is restarted', () => {
  let server: OwnPostgres;

  beforeAll(async () => {
    server = await startOwnPostgres();
  });

  afterAll(() => server[Symbol.asyncDispose]());

  test('keeps what was committed, and the next run goes on through the same pool', async () => {
    await using database = await openDatabase({ kind: 'postgres', url: await server.createDatabase('restarted') });
    await migrate(database.db);
    await addSmallOrganisation(database.db);
    for (let phase = 1; phase <= PHASES; phase += 1) {
      const run = work(database.db, phase).then(
        () => 'done',
        () => 'broken',
      );
      await sleep(30 * phase);
      await server.stop();
      await server.start();
      expect(['done', 'broken']).toContain(await run);
      await workAsTheQueueDoes(database.db, phase);
      expect(await outcomeOf(database.db)).toEqual(expected[phase]);
    }
  });
});

/** A connection that broke may be handed out once more before its end is noticed: the queue runs a failed job again. */
async function workAsTheQueueDoes(db: Db, phase: number, attempts = 5): Promise<void> {
  try {
    await work(db, phase);
  } catch (error) {
    if (attempts === 1) throw error;
    await sleep(50);
    await workAsTheQueueDoes(db, phase, attempts - 1);
  }
}

/** Resolves when the worker is in the middle of it; `exit` with its code, or the signal that ended it. */
async function startWorker(
  url: string,
  phase: number,
): Promise<{ worker: ChildProcess; exit: Promise<number | string | null> }> {
  const script = fileURLToPath(new URL('hourly-worker.ts', import.meta.url));
  const worker = spawn(process.execPath, [script, url, String(phase)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(worker, 'exit').then(([code, signal]) => (signal as string | null) ?? (code as number));
  await Promise.race([once(worker.stdout!, 'data'), exit]);
  return { worker, exit };
}

/** From a connection of its own, as an administrator would. */
async function breakConnections({ url }: TestDatabase): Promise<void> {
  await using other = await openDatabase({ kind: 'postgres', url: url!, poolSize: 1 });
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(other.db);
}
