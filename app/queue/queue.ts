import { sql } from 'kysely';
import { fromKysely, fromPglite, PgBoss, type SendOptions } from 'pg-boss';
import type { Logger } from 'pino';
import type { Database, Db, Trx } from '../../db/open-database.ts';
import { type JobName, type JobPayload, jobKind, jobNames } from './jobs.ts';
import { countJobs, countUnfinished, type QueueCount } from './queue-counts.ts';

/** The queue in the database, typed. Jobs are sent in the transaction that changes what they are about. */
export interface Queue extends AsyncDisposable {
  /**
   * @param after seconds from now, by the database's clock
   * @returns the job's id; null where the same work waits already.
   */
  send<Name extends JobName>(
    trx: Trx | Db,
    name: Name,
    payload: JobPayload<Name>,
    after?: number,
  ): Promise<string | null>;
  /** The same for many, in one statement for every few hundred. */
  sendAll<Name extends JobName>(trx: Trx | Db, name: Name, payloads: readonly JobPayload<Name>[]): Promise<void>;
  /** How many jobs there are, by queue and state. */
  counts(): Promise<QueueCount[]>;
  /** Settles when no job runs or falls due within seconds. Jobs that wait for longer count only `withDeferred`. */
  idle(options?: { withDeferred?: boolean }): Promise<void>;
  /** Settles when this very job has come to its end. */
  finished(name: JobName, id: string): Promise<'completed' | 'failed' | 'cancelled'>;
  readonly boss: PgBoss;
}

export interface QueueOptions {
  database: Database;
  /** The server's address; the embedded database is shared with the rest of the process. */
  url?: string;
  log: Logger;
  /** Whether this process runs jobs, and so minds the schedule and other processes' lost jobs. */
  worker: boolean;
  /** Whether jobs come by the clock; true where it is left out. */
  schedule?: boolean;
  /** Seconds. Tests make them short. */
  pace?: Partial<QueuePace>;
}

export interface QueuePace {
  /** A worker that was not heard of for so long has lost its job. At least 10. */
  heartbeat: number;
  /** How often lost jobs are looked for. */
  supervise: number;
  /** First delay before another try; it doubles. */
  retryDelay: number;
  /** How often workers look for jobs that nobody announced. */
  poll: number;
  /** How long a webhook's work waits: what GitHub answers can lag behind what it tells. */
  settle: number;
  /** How long jobs may go on after the stop; what is not done then is handed back. */
  grace: number;
  /** Between two writes to GitHub, which asks for one; 0 for an emulated one that does not. */
  write: 0 | 1;
}

const CHUNK = 500;
const POLL_MS = 50;
export const DEFAULT_PACE: QueuePace = {
  heartbeat: 30,
  supervise: 15,
  retryDelay: 10,
  poll: 5,
  settle: 2,
  grace: 3,
  write: 1,
};

export async function openQueue(options: QueueOptions): Promise<Queue> {
  const { database, url, log, worker, schedule = true } = options;
  const pace = { ...DEFAULT_PACE, ...options.pace };
  const boss = new PgBoss({
    ...(database.pglite === undefined
      ? { connectionString: url, application_name: 'lockkeeper-queue', max: 5 }
      : { db: fromPglite(database.pglite), backend: 'pglite' as const }),
    schedule: worker && schedule,
    supervise: worker,
    superviseIntervalSeconds: pace.supervise,
    monitorIntervalSeconds: pace.supervise,
    useListenNotify: true,
  });
  boss.on('error', (error) => log.error({ err: error }, 'the queue met an error'));
  boss.on('warning', (warning) => log.warn({ warning }, 'the queue warns'));
  await boss.start();
  for (const name of jobNames) await declareQueue(boss, name, pace);
  const { db } = database;

  return {
    boss,
    send: (trx, name, payload, after) =>
      boss.send(name, payload, { ...optionsOf(name, payload), startAfter: after, db: fromKysely(trx) }),
    sendAll: async (trx, name, payloads) => {
      for (let start = 0; start < payloads.length; start += CHUNK) {
        const jobs = payloads.slice(start, start + CHUNK).map((data) => ({ data, ...optionsOf(name, data) }));
        await boss.insert(name, jobs, { db: fromKysely(trx) });
      }
    },
    counts: () => countJobs(db),
    idle: async ({ withDeferred = false } = {}) => {
      while ((await countUnfinished(db, withDeferred)) > 0) await pause();
    },
    finished: async (name, id) => {
      for (;;) {
        const { rows } = await sql<{
          state: string;
        }>`select state::text from pgboss.job where name = ${name} and id = ${id}`.execute(db);
        const state = rows[0]?.state;
        if (state === undefined || state === 'completed' || state === 'failed' || state === 'cancelled') {
          return state ?? 'cancelled';
        }
        await pause();
      }
    },
    [Symbol.asyncDispose]: async () => {
      // Jobs that do not stop in time are handed back, to be run again.
      await boss.stop({ graceful: true, timeout: 6000 });
    },
  };
}

async function declareQueue(boss: PgBoss, name: JobName, pace: QueuePace): Promise<void> {
  const { policy, timeLimit, retries } = jobKind(name);
  const options = {
    expireInSeconds: timeLimit,
    heartbeatSeconds: pace.heartbeat,
    retryLimit: retries,
    retryDelay: pace.retryDelay,
    retryBackoff: true,
    retryDelayMax: 15 * 60,
    deleteAfterSeconds: 3 * 24 * 60 * 60,
    notify: true,
  };
  await boss.createQueue(name, { ...options, policy });
  // Where the queue is there from an earlier version, it takes today's limits.
  await boss.updateQueue(name, options);
  // That made pg-boss forget the queue, and it would look it up at the next send: inside a transaction of the embedded
  // database's one connection that never ends. Asking now lets it remember.
  await boss.getJobById(name, '00000000-0000-4000-8000-000000000000');
}

/** Same key: one waits (`short`), and one runs (group). */
function optionsOf(name: JobName, payload: object): SendOptions {
  const { key, group = key, priority } = jobKind(name);
  if (key === undefined) return {};
  return { singletonKey: key(payload), group: { id: group!(payload) }, priority: priority?.(payload) ?? 0 };
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, POLL_MS));
}
