import { sql } from 'kysely';
import { jsonRows } from './json-rows.ts';
import { mayBeOpen, type StoredChange, toStoredChange } from './maintainer-changes.ts';
import type { Db, Trx } from './open-database.ts';

/** A version of a package that a lockfile of an installation holds. */
export interface ReportHolder {
  packageName: string;
  repositoryId: number;
  lockfilePath: string;
  version: string;
  direct: boolean;
  /** Shortest path from a project to its parent, as `name@version`; empty where a project asks for it itself. */
  path: string[];
}

/** Changes that may be open, of packages that an installation holds. In the order of their ids. */
export async function listHeldChanges(db: Db | Trx, installationId: number, now: Date): Promise<StoredChange[]> {
  const rows = await db
    .selectFrom('maintainer_changes as c')
    .selectAll('c')
    .where(mayBeOpen(now))
    .where(
      sql<boolean>`exists (select from package_versions v
        join dependencies d on d.package_version_id = v.id
        join lockfiles l on l.content_id = d.content_id and l.removed_at is null
        join repositories r on r.id = l.repository_id and r.removed_at is null and not r.archived
        where v.name = c.package_name and r.installation_id = ${installationId})`,
    )
    .orderBy('c.id')
    .execute();
  return rows.map(toStoredChange);
}

/** What lockfiles of the installation hold of these packages today: by repository, path and version. */
export async function listReportHolders(
  db: Db | Trx,
  installationId: number,
  packageNames: readonly string[],
): Promise<ReportHolder[]> {
  if (packageNames.length === 0) return [];
  const names = packageNames.map((name) => ({ name }));
  const { rows } = await sql<ReportHolder>`
    select v.name as "packageName", r.id as "repositoryId", l.path as "lockfilePath", v.version, d.direct, d.path
    from ${jsonRows(names, 'p', 'name text')}
    join package_versions v on v.name = p.name
    join dependencies d on d.package_version_id = v.id
    join lockfiles l on l.content_id = d.content_id and l.removed_at is null
    join repositories r on r.id = l.repository_id and r.removed_at is null and not r.archived
    where r.installation_id = ${installationId}
    order by r.id, l.path, v.name, v.id`.execute(db);
  return rows;
}

/** Where the source of packages is, as their registry says it; those of which it says nothing are left out. */
export async function listSources(db: Db | Trx, packageNames: readonly string[]): Promise<Map<string, string>> {
  if (packageNames.length === 0) return new Map();
  const rows = await db
    .selectFrom('tracked_packages')
    .select(['name', 'repository'])
    .where(sql<boolean>`name = any(${[...packageNames]}::text[])`)
    .where('repository', 'is not', null)
    .execute();
  return new Map(rows.map(({ name, repository }) => [name, repository!]));
}
