import { pino } from 'pino';
import { checkPublications } from '../../app/jobs/check-publications.ts';
import type { JobContext } from '../../app/jobs/job-context.ts';
import { pollPackages } from '../../app/jobs/poll-packages.ts';
import type { Polling, PollSummary } from '../../app/jobs/polls/poll-package.ts';
import { createRegistryPauses } from '../../app/jobs/polls/registry-pauses.ts';
import type { Checking, CheckSummary } from '../../app/publications/check-run.ts';
import { createMarkEmail } from '../../app/registry/mark-email.ts';
import { saveContent } from '../../db/contents.ts';
import type { Db } from '../../db/open-database.ts';
import { listLedger } from '../../db/trust-ledger.ts';
import { makeItem } from '../advisory.ts';
import { openPackumentServer, type PackumentServer } from './open-packument-server.ts';

const MINUTE = 60_000;

/** A database that tracks packages, the registry that holds them, and a clock that is moved by hand. */
export interface PollStage extends AsyncDisposable {
  db: Db;
  server: PackumentServer;
  now: () => Date;
  /** Moves the clock. */
  wait(minutes: number): void;
  /** Packages that a lockfile holds from now on. */
  hold(...names: string[]): Promise<number>;
  /** The same, where a project does not ask for them itself. */
  holdBelow(...names: string[]): Promise<number>;
  poll(rest?: Partial<Polling & JobContext>): Promise<PollSummary>;
  check(rest?: Partial<Checking & JobContext>): Promise<CheckSummary>;
  /** What was found beyond the document: each fact without its moments. */
  facts(name: string): Promise<unknown[]>;
  /** `kind`, or `kind version`, of each entry; `(before)` where it is history. */
  ledger(name: string): Promise<string[]>;
  tracked(name: string): Promise<Record<string, unknown>>;
}

export async function openPollStage(db: Db, begin = '2026-03-01T12:00:00.000Z'): Promise<PollStage> {
  const server = await openPackumentServer();
  const pauses = createRegistryPauses();
  let [moment, contents] = [Date.parse(begin), 0];
  const now = () => new Date(moment);
  const holdAs = (direct: boolean, names: readonly string[]) =>
    saveContent(db, {
      contentKey: `polled-${++contents}`,
      parserVersion: 1,
      format: 'npm',
      formatVersion: '3',
      error: null,
      problems: [],
      items: names.map((name) => makeItem(name, '1.0.0', { direct })),
    });
  return {
    db,
    server,
    now,
    wait: (minutes) => {
      moment += minutes * MINUTE;
    },
    hold: (...names) => holdAs(true, names),
    holdBelow: (...names) => holdAs(false, names),
    poll: (rest = {}) =>
      pollPackages(
        { db, log: pino({ level: 'silent' }), now, ...rest },
        {
          registry: { default: server.url },
          budget: 12_000,
          markEmail: createMarkEmail('ab'.repeat(32)),
          pauses,
          ...rest,
          limits: { retries: 1, timeout: 10_000, backOff: 5, ...rest.limits },
        },
      ),
    check: (rest = {}) =>
      checkPublications(
        { db, log: pino({ level: 'silent' }), now, ...rest },
        {
          registry: { default: server.url },
          budget: 12_000,
          pauses,
          ...rest,
          limits: { retries: 1, timeout: 10_000, backOff: 5, ...rest.limits },
        },
      ),
    facts: async (name) => {
      const entries = await listLedger(db, name, { limit: 10_000 });
      return entries
        .map(({ entry: { at, seenAt, history, ...fact } }) => fact)
        .filter(({ kind }) => ['provenance', 'git-tag', 'email-domain', 'dependency-age'].includes(kind));
    },
    ledger: (name) => ledgerOf(db, name),
    tracked: (name) => db.selectFrom('tracked_packages').selectAll().where('name', '=', name).executeTakeFirstOrThrow(),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

export async function ledgerOf(db: Db, name: string): Promise<string[]> {
  const rows = await db
    .selectFrom('trust_ledger')
    .select(['kind', 'version', 'history'])
    .where('package_name', '=', name)
    .orderBy('id')
    .execute();
  return rows.map(
    ({ kind, version, history }) => `${kind}${version === null ? '' : ` ${version}`}${history ? ' (before)' : ''}`,
  );
}
