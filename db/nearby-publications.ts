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

/** More than so many at once are a burst whatever else there is; of earlier moments, which tell a habit, the latest count most. */
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
    order by l.at desc, l.package_name limit ${MOST}`.execute(db);
  return rows;
}

/** A package that an account may publish. */
export interface PublishablePackage {
  person: string;
  packageName: string;
  /** When the account is first told of in its ledger; where it is not, when the package was first seen. */
  since: Date | null;
}

/** The packages of the inventory that each of these accounts may publish now, and since when. */
export async function listPackagesOf(db: Db | Trx, people: readonly string[]): Promise<PublishablePackage[]> {
  if (people.length === 0) return [];
  const { rows } = await sql<PublishablePackage>`
    select p.person, t.name as "packageName", coalesce(told.at, t.baseline_at) as since
    from ${jsonRows(
      people.map((person) => ({ person })),
      'p',
      'person text',
    )} join tracked_packages t on t.maintainers @> array[p.person]
    cross join lateral (
      select min(l.at) as at from trust_ledger l
      where l.package_name = t.name and l.kind in ('baseline', 'maintainers')
        and coalesce(l.data->'before', '[]') || coalesce(l.data->'after', '[]') || coalesce(l.data->'maintainers', '[]')
          @> jsonb_build_array(jsonb_build_object('name', p.person))
    ) told`.execute(db);
  return rows;
}
