import { sql } from 'kysely';
import { pino } from 'pino';
import { createApi, createToken } from '../../app/api/index.ts';
import { healthHandler } from '../../app/health/health-handler.ts';
import { mountApi } from '../../app/http/mount-api.ts';
import { serveHandlers } from '../../app/http/serve.ts';
import { createMetrics } from '../../app/metrics/create-metrics.ts';
import { migrate } from '../../db/migrate.ts';
import { type Db, openDatabase } from '../../db/open-database.ts';
import { startOwnPostgres } from '../../test/own-postgres.ts';
import type { BenchRow } from '../bench-row.ts';
import { printWhenAlone } from '../db/print-when-alone.ts';
import { addRepositories } from '../db/synthetic-inventory.ts';

const CALLERS = 50;
/** Of each caller. */
const CALLS = 20;
const REPOSITORIES = 20;
const ALERTS = 200;

/**
 * `POST /gate/evaluate` over HTTP, 50 callers at once, each decision gathered from PostgreSQL and kept there: the slowest of a hundred, beside
 * that of `/healthz`, which asks nothing of anybody. Reported only: most of it is 50 callers that wait for one process.
 */
export async function run(): Promise<BenchRow[]> {
  await using server = await startOwnPostgres({ durable: true });
  process.stderr.write(`${await server.describe()}\n`);
  await using database = await openDatabase({ kind: 'postgres', url: await server.createDatabase('gate') });
  const { db } = database;
  await migrate(db);
  await fill(db);
  const log = pino({ level: 'silent' });
  const nothing = async () => {};
  const now = () => new Date();
  const api = createApi({
    db,
    now,
    log,
    version: '1',
    refreshSoon: nothing,
    startRun: nothing,
    changesDecided: nothing,
  });
  const health = healthHandler({
    metrics: createMetrics('1', async () => []),
    readiness: async () => ({ ready: true, missing: [], notes: [] }),
  });
  const options = { host: '127.0.0.1', port: 0, log, handlers: [health, mountApi(api)] };
  await using served = await serveHandlers(options);
  const { secret } = await createToken(db, {
    installationId: 1,
    name: 'bench',
    scopes: ['gate:evaluate'],
    expiresAt: null,
    now: now(),
  });
  const evaluate = async (call: number) => {
    const response = await fetch(`${served.url}/api/v1/gate/evaluate`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ repository: `org/repository-${call % REPOSITORIES}`, environment: 'production' }),
    });
    const { report } = (await response.json()) as { report?: { verdict: string } };
    if (report?.verdict !== 'block') throw new Error(`${response.status}: expected a block`);
  };
  const healthz = async () => {
    const response = await fetch(`${served.url}/healthz`);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(String(response.status));
  };
  await callAll(evaluate, 2);
  await callAll(healthz, 2);
  const [ours, theirs] = [p99(await callAll(evaluate, CALLS)), p99(await callAll(healthz, CALLS))];
  const alone: number[] = [];
  for (let call = 0; call < CALLS; call++) alone.push(await timed(() => evaluate(call)));
  const single = alone.toSorted((a, b) => a - b)[CALLS / 2]!;
  const unit = 'ms';
  return [
    {
      what: `POST /gate/evaluate, p99 of ${CALLERS} callers, ${ALERTS} open alerts each`,
      ours,
      peer: '/healthz, p99 of the same',
      theirs,
      unit,
      ratio: ours / theirs,
    },
    { what: 'the same', ours, peer: 'one caller, median', theirs: single, unit, ratio: ours / single },
  ];
}

async function callAll(call: (number: number) => Promise<void>, calls: number): Promise<number[]> {
  const times = await Promise.all(
    Array.from({ length: CALLERS }, async (_, caller) => {
      const own: number[] = [];
      for (let index = 0; index < calls; index++) own.push(await timed(() => call(caller * calls + index)));
      return own;
    }),
  );
  return times.flat();
}

async function timed(act: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await act();
  return performance.now() - start;
}

function p99(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)]!;
}

async function fill(db: Db): Promise<void> {
  const now = new Date();
  await addRepositories(db, { from: 0, to: REPOSITORIES, now });
  await db.updateTable('repositories').set({ scanned_at: now }).execute();
  await db.updateTable('package_versions').set({ matched_at: now }).execute();
  await sql`delete from pending_refreshes`.execute(db);
  await db
    .insertInto('advisory_feeds')
    .values({ source: 'bench', cursor: null, completed_at: now, error: null })
    .execute();
  await sql`insert into alerts (installation_id, repository_id, lockfile_id, package_name, kind, group_key, advisory_ids, versions,
      severity, summary, fixes, direct, scopes, path, state, opened_at, state_changed_at)
    select r.installation_id, r.id, l.id, 'package-' || n, 'vulnerability', 'GHSA-' || n, array['GHSA-' || n], array['1.0.0'],
      (array['critical', 'high', 'medium', 'low'])[1 + n % 4], 'a flaw', '{"1.0.0": "1.0.1"}', true, array['prod'], '{}', 'open',
      ${now}, ${now}
    from repositories r join lockfiles l on l.repository_id = r.id cross join generate_series(1, ${ALERTS}) n`.execute(
    db,
  );
  await sql`analyze`.execute(db);
}

await printWhenAlone(import.meta, run);
