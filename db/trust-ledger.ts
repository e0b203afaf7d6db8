import { sql } from 'kysely';
import type { LedgerEntry, LedgerFact } from '../scanners/maintainers/index.ts';
import { jsonRows } from './json-rows.ts';
import type { Db, Trx } from './open-database.ts';

/** Rows of one statement at most: a package's past can be tens of thousands of entries. */
const BATCH = 5000;
const COLUMNS =
  'place integer, at timestamptz, seen_at timestamptz, history boolean, kind text, version text, publisher text, data jsonb';

/** Adds to a package's ledger, in the order that is given. */
export async function appendLedger(trx: Trx, packageName: string, entries: readonly LedgerEntry[]): Promise<void> {
  for (let start = 0; start < entries.length; start += BATCH) {
    const rows = entries.slice(start, start + BATCH).map(toRow);
    await sql`insert into trust_ledger (package_name, at, seen_at, history, kind, version, publisher, data)
      select ${packageName}, at, seen_at, history, kind, version, publisher, data
      from ${jsonRows(rows, 'e', COLUMNS)} order by place`.execute(trx);
  }
}

function toRow({ at, seenAt, history, ...data }: LedgerEntry, place: number) {
  return {
    place,
    at,
    seen_at: seenAt,
    history,
    kind: data.kind,
    version: 'version' in data ? data.version : null,
    publisher: data.kind === 'published' ? data.publisher?.name : null,
    data,
  };
}

/** An entry with its place in the ledger. */
export interface StoredEntry {
  id: number;
  entry: LedgerEntry;
}

/** A page of a package's ledger, in the order in which it was learned: what comes behind the entry with this id. */
export async function listLedger(
  db: Db | Trx,
  packageName: string,
  { after = 0, limit }: { after?: number; limit: number },
): Promise<StoredEntry[]> {
  const rows = await db
    .selectFrom('trust_ledger')
    .select(['id', 'at', 'seen_at', 'history', 'data'])
    .where('package_name', '=', packageName)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(toStoredEntry);
}

/** The same from its end: what was learned last comes first, and what was learned before the entry with this id goes on. */
export async function listLedgerBackwards(
  db: Db | Trx,
  packageName: string,
  { before, limit }: { before?: number; limit: number },
): Promise<StoredEntry[]> {
  const rows = await db
    .selectFrom('trust_ledger')
    .select(['id', 'at', 'seen_at', 'history', 'data'])
    .where('package_name', '=', packageName)
    .$if(before !== undefined, (query) => query.where('id', '<', before!))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toStoredEntry);
}

interface LedgerRow {
  id: number;
  at: Date;
  seen_at: Date;
  history: boolean;
  data: LedgerFact;
}

function toStoredEntry({ id, at, seen_at, history, data }: LedgerRow): StoredEntry {
  return {
    id: Number(id),
    entry: { ...data, at: at.toISOString(), seenAt: seen_at.toISOString(), history },
  };
}
