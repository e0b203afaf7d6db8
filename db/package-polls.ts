import { sql } from 'kysely';
import type { SeenSnapshot } from '../scanners/maintainers/index.ts';
import { jsonRows, storableJson, storableText } from './json-rows.ts';
import type { Db, Trx } from './open-database.ts';

/** What is known of a package when its registry is asked. */
export interface TrackedPackage {
  name: string;
  direct: boolean;
  registry: string | null;
  etag: string | null;
  seen: SeenSnapshot | null;
  failures: number;
  problem: string | null;
  /** Since when the registry says that it does not know it any more. */
  missingSince: Date | null;
}

export interface DueShare {
  now: Date;
  /** Of packages that projects ask for themselves, and of all together. */
  direct: number;
  all: number;
}

/** What is due, longest due first: direct ones up to their share, then the others, and direct ones again where there are not so many. */
export async function listDuePackages(db: Db | Trx, { now, direct, all }: DueShare): Promise<TrackedPackage[]> {
  const first = await due(db, { now, direct: true, limit: all });
  const others = await due(db, { now, direct: false, limit: Math.max(0, all - Math.min(first.length, direct)) });
  return [...first.slice(0, all - others.length), ...others];
}

/** Takes a package over until the transaction ends; undefined where nobody holds it any more. */
export async function lockTracked(trx: Trx, name: string): Promise<TrackedPackage | undefined> {
  return select(trx).where('name', '=', name).forUpdate().executeTakeFirst();
}

function due(db: Db | Trx, { now, direct, limit }: { now: Date; direct: boolean; limit: number }) {
  return select(db)
    .where('direct', '=', direct)
    .where('next_poll_at', '<=', now)
    .orderBy('next_poll_at')
    .limit(limit)
    .execute();
}

function select(db: Db | Trx) {
  return db
    .selectFrom('tracked_packages')
    .select(['name', 'direct', 'registry', 'etag', 'seen', 'failures', 'problem', 'missing_since as missingSince']);
}

/** How many packages were asked about since then: each was at least one request. */
export async function countPolled(db: Db, since: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::integer as count from tracked_packages
    where polled_at > ${since}`.execute(db);
  return rows[0]!.count;
}

/** A package and when it is to be asked about next. */
export interface NextPoll {
  name: string;
  nextPollAt: Date;
}

/** One that is as it was. */
export interface UnchangedPoll extends NextPoll {
  /** What is wrong all the same. */
  problem: string | null;
}

export async function markUnchanged(db: Db | Trx, polls: readonly UnchangedPoll[], now: Date): Promise<void> {
  if (polls.length === 0) return;
  // In one order for all, so that two who do it wait for each other and never cross.
  await sql`with p as materialized (
      select t.name, r."nextPollAt" as next, r.problem
      from ${jsonRows(polls, 'r', 'name text, "nextPollAt" timestamptz, problem text')}
      join tracked_packages t on t.name = r.name order by t.name for update of t)
    update tracked_packages t set polled_at = ${now}, next_poll_at = p.next, failures = 0, missing_since = null,
      problem = p.problem
    from p where t.name = p.name`.execute(db);
}

/** What a document says that is kept of it. */
export interface PolledPackage extends NextPoll {
  registry: string;
  etag: string | null;
  seen: SeenSnapshot;
  maintainers: readonly string[] | null;
  repository: string | null;
  firstPublishedAt: string | null;
  problem: string | null;
  now: Date;
  /** It was seen for the first time. */
  baseline: boolean;
  /** Its ledger got entries. */
  learned: boolean;
  /** Something beyond the document is to be looked up. */
  check: boolean;
}

export async function savePolled(trx: Trx, polled: PolledPackage): Promise<void> {
  const { name, now, seen, maintainers, baseline, learned, check } = polled;
  await trx
    .updateTable('tracked_packages')
    .set({
      registry: polled.registry,
      etag: polled.etag,
      seen: storableJson(seen),
      maintainers: maintainers === null ? null : maintainers.map(storableText),
      repository: polled.repository,
      first_published_at: polled.firstPublishedAt,
      polled_at: now,
      next_poll_at: polled.nextPollAt,
      failures: 0,
      problem: polled.problem === null ? null : storableText(polled.problem),
      missing_since: null,
      ...(baseline && { baseline_at: now }),
      ...(learned && { judge_pending: true }),
      ...(check && { checks_due_at: sql<Date>`least(checks_due_at, ${now}::timestamptz)` }),
    })
    .where('name', '=', name)
    .execute();
}

/** A poll that gave nothing: what is known stays. */
export interface FailedPoll extends NextPoll {
  problem: string;
  now: Date;
  /** The registry says that it does not know it. */
  missing: boolean;
}

export async function saveFailed(trx: Trx, { name, problem, now, nextPollAt, missing }: FailedPoll): Promise<void> {
  await trx
    .updateTable('tracked_packages')
    .set({
      polled_at: now,
      next_poll_at: nextPollAt,
      failures: sql<number>`failures + 1`,
      problem: storableText(problem),
      missing_since: missing ? sql<Date>`coalesce(missing_since, ${now}::timestamptz)` : null,
    })
    .where('name', '=', name)
    .execute();
}

/** All that was seen of it is gone: what is remembered now, and that its ledger says so. */
export async function saveGone(trx: Trx, name: string, seen: SeenSnapshot): Promise<void> {
  await trx
    .updateTable('tracked_packages')
    .set({ seen: storableJson(seen), etag: null, judge_pending: true })
    .where('name', '=', name)
    .execute();
}

/** Leaves packages alone until then, without having asked about them. */
export async function postponePolls(db: Db | Trx, polls: readonly NextPoll[]): Promise<void> {
  if (polls.length === 0) return;
  await sql`with p as materialized (
      select t.name, r."nextPollAt" as next from ${jsonRows(polls, 'r', 'name text, "nextPollAt" timestamptz')}
      join tracked_packages t on t.name = r.name order by t.name for update of t)
    update tracked_packages t set next_poll_at = p.next from p where t.name = p.name`.execute(db);
}
