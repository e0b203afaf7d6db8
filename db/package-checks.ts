import { sql } from 'kysely';
import type { Db, Trx } from './open-database.ts';

/** A package of which something beyond its document is to be looked up. */
export interface PackageToCheck {
  name: string;
  /** Since when. */
  dueAt: Date;
  /** Where its source is, as its document says it. */
  repository: string | null;
}

/** The newest first: what was put off waits behind what just came. A page: what comes behind `after`. */
export async function listDueChecks(
  db: Db | Trx,
  { now, after, limit }: { now: Date; after?: PackageToCheck; limit: number },
): Promise<PackageToCheck[]> {
  const { rows } = await sql<PackageToCheck>`select name, checks_due_at as "dueAt", repository from tracked_packages
    where checks_due_at <= ${now} and (${after === undefined} or (checks_due_at, name)
      < (${after?.dueAt ?? now}::timestamptz, ${after?.name ?? ''}::text collate "C"))
    order by checks_due_at desc, name desc limit ${limit}`.execute(db);
  return rows;
}

export interface CheckedPackage {
  name: string;
  /** When it is to be looked at again; null: nothing is left to look up. */
  dueAt: Date | null;
  /** Its ledger got entries. */
  learned: boolean;
  /** Of registries, that it took. */
  requests: number;
  now: Date;
}

const HOUR = 60 * 60 * 1000;

export async function saveChecked(trx: Trx, { name, dueAt, learned, requests, now }: CheckedPackage): Promise<void> {
  const hourAgo = new Date(now.getTime() - HOUR);
  await trx
    .updateTable('tracked_packages')
    .set({
      checks_due_at: dueAt,
      ...(learned && { judge_pending: true }),
      ...(requests > 0 && {
        checked_at: now,
        check_requests: sql<number>`${requests}::integer
          + case when checked_at > ${hourAgo}::timestamptz then check_requests else 0 end`,
      }),
    })
    .where('name', '=', name)
    .execute();
}

/** How many requests of registries the checks made since then, or a few more: those of a package are counted with its last ones. */
export async function countCheckRequests(db: Db, since: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`select coalesce(sum(check_requests), 0)::integer as count
    from tracked_packages where checked_at > ${since}`.execute(db);
  return rows[0]!.count;
}

/** When packages were first published, by name, as far as their documents were read. */
export async function loadFirstPublished(db: Db | Trx, names: readonly string[]): Promise<Map<string, Date>> {
  if (names.length === 0) return new Map();
  const { rows } = await sql<{ name: string; at: Date }>`select name, first_published_at as at from tracked_packages
    where name = any(${[...names]}::text[]) and first_published_at is not null`.execute(db);
  return new Map(rows.map(({ name, at }) => [name, at]));
}
