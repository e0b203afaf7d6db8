import { type RawBuilder, sql } from 'kysely';
import type { InventoryItem } from '../scanners/lockfiles/index.ts';
import type { SeenSnapshot } from '../scanners/maintainers/index.ts';
import { jsonRows, storableJson, storableText } from './json-rows.ts';
import { lineRows } from './line-rows.ts';
import type { Db, Trx } from './open-database.ts';

/** Packages of one statement at most: what is forgotten stays locked until then. */
const BATCH = 2000;

/**
 * Has packages tracked that are not yet, and asked about sooner where a project asks for them itself. Where all are tracked, nothing is
 * written. In the order of their names, so that two who do it wait for each other and never cross.
 */
export async function trackPackages(trx: Trx, items: readonly Pick<InventoryItem, 'name' | 'direct'>[]): Promise<void> {
  const direct = new Map<string, boolean>();
  for (const item of items) direct.set(item.name, item.direct || direct.get(item.name) === true);
  await sql`insert into tracked_packages as t (name, direct)
    select i.name, i.direct::boolean from ${lineRows({ name: [...direct.keys()], direct: [...direct.values()] }, 'i')}
    where not exists (select from tracked_packages k where k.name = i.name and (k.direct or not i.direct::boolean))
    order by i.name collate "C"
    on conflict (name) do update set direct = true, next_poll_at = '-infinity' where excluded.direct and not t.direct`.execute(
    trx,
  );
}

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

/** Advisories that name these packages, one for each, by name: a package of that name is known to the public registry. */
export async function listNamedByAdvisories(db: Db | Trx, names: readonly string[]): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  const { rows } = await sql<{ name: string; id: string }>`select package_name as name, min(advisory_id) as id
    from advisory_packages where package_name = any(${[...names]}::text[]) group by package_name`.execute(db);
  return new Map(rows.map(({ name, id }) => [name, id]));
}

/**
 * Forgets packages that no content holds any more, and that projects asked for some which none does now. Their ledgers stay. Each batch is
 * a transaction of its own: a run that is killed is simply run again.
 * @returns how many were forgotten.
 */
export async function forgetPackages(db: Db): Promise<number> {
  await inBatches(
    db,
    sql`update tracked_packages set direct = false where name in (
    select name from tracked_packages t
    where t.direct and not exists (
      select from package_versions v join dependencies d on d.package_version_id = v.id
      where v.name = t.name and d.direct)
    limit ${BATCH})`,
  );
  return inBatches(
    db,
    sql`delete from tracked_packages where name in (
    select name from tracked_packages t
    where not exists (select from package_versions v where v.name = t.name) limit ${BATCH})`,
  );
}

async function inBatches(db: Db, statement: RawBuilder<unknown>): Promise<number> {
  for (let total = 0; ; ) {
    const count = await db.transaction().execute(async (trx) => {
      // Storing a content looks first whether its packages are tracked: none may go in between.
      await sql`lock table tracked_packages in share row exclusive mode`.execute(trx);
      const { numAffectedRows = 0n } = await statement.execute(trx);
      return Number(numAffectedRows);
    });
    total += count;
    if (count < BATCH) return total;
  }
}
