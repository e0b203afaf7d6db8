import { sql } from 'kysely';
import type { LedgerEntry, LedgerFact } from '../scanners/maintainers/index.ts';
import { jsonRows } from './json-rows.ts';
import type { Db, Trx } from './open-database.ts';

/** A package whose ledger has entries that were not judged yet. */
export interface PackageToJudge {
  name: string;
  /** Null: it was not seen yet. */
  baselineAt: Date | null;
  /** Who may publish it now; null: not known. */
  maintainers: string[] | null;
  /** Id of the last entry that was judged. */
  judgedUntil: number;
}

/** In the order of their names, behind one. Nothing is locked. */
export async function listToJudge(
  db: Db | Trx,
  { after, limit }: { after: string; limit: number },
): Promise<PackageToJudge[]> {
  const rows = await db
    .selectFrom('tracked_packages')
    .select(['name', 'baseline_at', 'maintainers', 'judged_until'])
    .where('judge_pending', '=', true)
    .where('name', '>', after)
    .orderBy('name')
    .limit(limit)
    .execute();
  return rows.map(toPackage);
}

/** Takes those of them over that still wait and that nobody else has, until the transaction ends. */
export async function lockToJudge(trx: Trx, names: readonly string[]): Promise<PackageToJudge[]> {
  const rows = await trx
    .selectFrom('tracked_packages')
    .select(['name', 'baseline_at', 'maintainers', 'judged_until'])
    .where(sql<boolean>`name = any(${[...names]}::text[])`)
    .where('judge_pending', '=', true)
    .orderBy('name')
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map(toPackage);
}

/** Notes until which entry of its ledger each was judged. */
export async function markJudged(trx: Trx, judged: readonly { name: string; until: number }[]): Promise<void> {
  if (judged.length === 0) return;
  await sql`update tracked_packages t set judge_pending = false, judged_until = greatest(t.judged_until, j.until)
    from ${jsonRows(judged, 'j', 'name text, until bigint')} where t.name = j.name`.execute(trx);
}

/** Has packages judged again. In the order of their names, so that two who do it wait for each other and never cross. */
export async function markToJudge(db: Db | Trx, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  await sql`update tracked_packages set judge_pending = true where name in (
    select name from tracked_packages where name = any(${[...names]}::text[]) and not judge_pending
    order by name for update)`.execute(db);
}

/** The same where they have changes: for what advisories say of their versions. */
export async function markChangesToJudge(trx: Trx, packageNames: readonly string[]): Promise<void> {
  if (packageNames.length === 0) return;
  const { rows } = await sql<{ name: string }>`select distinct c.package_name as name from maintainer_changes c
    where c.package_name = any(${[...packageNames]}::text[]) and c.merged_into is null`.execute(trx);
  await markToJudge(
    trx,
    rows.map(({ name }) => name),
  );
}

export interface LoadedLedger {
  /** In the order in which they were learned. */
  entries: LedgerEntry[];
  /** Id of the last one; 0 where there is none. */
  until: number;
}

/** The whole ledger of packages, by name. */
export async function loadLedgers(db: Db | Trx, names: readonly string[]): Promise<Map<string, LoadedLedger>> {
  const rows = await db
    .selectFrom('trust_ledger')
    .select(['id', 'package_name', 'at', 'seen_at', 'history', 'data'])
    .where(sql<boolean>`package_name = any(${[...names]}::text[])`)
    .orderBy('id')
    .execute();
  const ledgers = new Map(names.map((name): [string, LoadedLedger] => [name, { entries: [], until: 0 }]));
  for (const { id, package_name, at, seen_at, history, data } of rows) {
    const ledger = ledgers.get(package_name)!;
    ledger.entries.push({ ...(data as LedgerFact), at: at.toISOString(), seenAt: seen_at.toISOString(), history });
    ledger.until = id;
  }
  return ledgers;
}

/** Publications that nobody has judged, of packages that were seen before: by whom and when. */
export interface NewPublication {
  packageName: string;
  publisher: string | null;
  at: Date;
  /** Of its entry in the ledger. */
  id: number;
}

export async function listNewPublications(
  db: Db | Trx,
  packages: readonly PackageToJudge[],
): Promise<NewPublication[]> {
  const rows = packages.map(({ name, judgedUntil }) => ({ name, until: judgedUntil }));
  const result = await sql<NewPublication>`
    select l.package_name as "packageName", l.publisher, l.at, l.id
    from ${jsonRows(rows, 'p', 'name text, until bigint')}
    join trust_ledger l on l.package_name = p.name and l.id > p.until
    where l.kind = 'published' and not l.history
    order by l.id`.execute(db);
  return result.rows;
}

/** Id of the last entry of each package's ledger, by name; those without an entry are left out. */
export async function lastEntries(db: Db | Trx, names: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ name: string; id: number }>`
    select package_name as name, max(id) as id from trust_ledger where package_name = any(${[...names]}::text[])
    group by package_name`.execute(db);
  return new Map(rows.map(({ name, id }) => [name, id]));
}

function toPackage(row: {
  name: string;
  baseline_at: Date | null;
  maintainers: string[] | null;
  judged_until: number;
}): PackageToJudge {
  return {
    name: row.name,
    baselineAt: row.baseline_at,
    maintainers: row.maintainers,
    judgedUntil: Number(row.judged_until),
  };
}
