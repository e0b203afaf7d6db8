import { sql } from 'kysely';
import { jsonRows } from './json-rows.ts';
import type { Db, Trx } from './open-database.ts';

/** A publication in the ledger of some package. */
export interface LedgerPublication {
  packageName: string;
  version: string;
  publisher: string | null;
  at: Date;
}

/** A moment at which an account, or somebody of a scope, published something. */
export interface PublicationMoment {
  publisher: string | null;
  /** `@scope/`; null where the package has none. */
  scope: string | null;
  at: Date;
}

/** More than so many at once are a burst whatever else there is. */
const MOST = 5000;

/** What the same accounts, or packages of the same scopes, published within minutes of these moments: in one question. */
export async function listPublicationsAround(
  db: Db | Trx,
  moments: readonly PublicationMoment[],
  minutes: number,
): Promise<LedgerPublication[]> {
  if (moments.length === 0) return [];
  const { rows } = await sql<LedgerPublication>`
    select distinct l.package_name as "packageName", l.version, l.publisher, l.at
    from ${jsonRows(moments, 'm', 'publisher text, scope text, at timestamptz')}
    join trust_ledger l on l.kind = 'published'
      and l.at between m.at - make_interval(mins => ${minutes}::integer) and m.at + make_interval(mins => ${minutes}::integer)
      and (l.publisher = m.publisher or starts_with(l.package_name, m.scope))
    order by l.at, l.package_name limit ${MOST}`.execute(db);
  return rows;
}

/** How many packages of the inventory each of these accounts may publish, by its name. */
export async function countPackagesOf(db: Db | Trx, people: readonly string[]): Promise<Map<string, number>> {
  if (people.length === 0) return new Map();
  const { rows } = await sql<{ person: string; packages: number }>`
    select p.person, count(*)::integer as packages
    from ${jsonRows(
      people.map((person) => ({ person })),
      'p',
      'person text',
    )} join tracked_packages t on t.maintainers @> array[p.person]
    group by p.person`.execute(db);
  return new Map(rows.map(({ person, packages }) => [person, packages]));
}
