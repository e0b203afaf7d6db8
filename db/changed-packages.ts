import { type Selectable, sql } from 'kysely';
import { jsonRows } from './json-rows.ts';
import { type StoredChange, toStoredChange } from './maintainer-changes.ts';
import type { Db, Trx } from './open-database.ts';
import type { MaintainerChangesTable } from './schema/maintainer-changes.ts';

/** Where a page of changes ended: the next one goes on with what happened before. */
export interface ChangePosition {
  lastSignalAt: Date;
  id: number;
}

export interface ChangedPackagesFilter {
  installationId: number;
  /** Only with a signal since then. */
  since: Date;
  levels: readonly string[];
}

/**
 * The packages with a change since then that an installation's lockfiles hold, each with its newest change of these levels: the one of
 * which something was heard last comes first.
 */
export async function listChangedPackages(
  db: Db | Trx,
  { installationId, since, levels }: ChangedPackagesFilter,
  { after, limit }: { after?: ChangePosition; limit: number },
): Promise<{ changes: StoredChange[]; next?: ChangePosition }> {
  const ofLevels = sql`any(${[...levels]}::text[])`;
  const behind =
    after === undefined
      ? sql``
      : sql`and (c.last_signal_at, c.id) < (${after.lastSignalAt}::timestamptz, ${after.id}::integer)`;
  const { rows } = await sql<Selectable<MaintainerChangesTable>>`
    select c.* from maintainer_changes c
    where c.last_signal_at >= ${since}::timestamptz and c.merged_into is null and c.level = ${ofLevels} ${behind}
      and not exists (select from maintainer_changes n
        where n.package_name = c.package_name and n.merged_into is null and n.level = ${ofLevels}
          and (n.last_signal_at, n.id) > (c.last_signal_at, c.id))
      and exists (select from package_versions v
        join dependencies d on d.package_version_id = v.id
        join lockfiles l on l.content_id = d.content_id and l.removed_at is null
        join repositories r on r.id = l.repository_id and r.installation_id = ${installationId} and r.removed_at is null
        where v.name = c.package_name)
    order by c.last_signal_at desc, c.id desc
    limit ${limit + 1}`.execute(db);
  const changes = rows.slice(0, limit).map(toStoredChange);
  const last = changes.at(-1);
  if (rows.length <= limit || last === undefined) return { changes };
  return { changes, next: { lastSignalAt: new Date(last.lastSignalAt), id: last.id } };
}

/** How an installation holds a package, in the repositories that are configured alike. */
export interface PackageHolding {
  packageName: string;
  /** `maintainers` of their configuration, as it is stored; null where they say nothing. */
  maintainers: unknown;
  repositories: number;
  lockfiles: number;
  /** A project asks for it itself, in one lockfile at least. */
  direct: boolean;
}

/** By the package's name; what no lockfile of the installation holds is left out. */
export async function listHoldings(
  db: Db | Trx,
  installationId: number,
  packageNames: readonly string[],
): Promise<Map<string, PackageHolding[]>> {
  if (packageNames.length === 0) return new Map();
  const names = packageNames.map((name) => ({ name }));
  const { rows } = await sql<PackageHolding>`
    select p.name as "packageName", r.config -> 'maintainers' as maintainers, count(distinct r.id)::integer as repositories,
      count(distinct l.id)::integer as lockfiles, bool_or(d.direct) as direct
    from ${jsonRows(names, 'p', 'name text')}
    join package_versions v on v.name = p.name
    join dependencies d on d.package_version_id = v.id
    join lockfiles l on l.content_id = d.content_id and l.removed_at is null
    join repositories r on r.id = l.repository_id and r.installation_id = ${installationId} and r.removed_at is null
    group by p.name, r.config -> 'maintainers'`.execute(db);
  return Map.groupBy(rows, ({ packageName }) => packageName);
}
