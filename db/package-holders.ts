import { sql } from 'kysely';
import { jsonRows } from './json-rows.ts';
import type { Db, Trx } from './open-database.ts';

/** A lockfile that holds a package. */
export interface PackageHolder {
  packageName: string;
  lockfileId: number;
  repositoryId: number;
  installationId: number;
}

/** The lockfiles of today that hold these packages, those of one installation where it is named. */
export async function listHolders(
  db: Db | Trx,
  packageNames: readonly string[],
  installationId?: number,
): Promise<PackageHolder[]> {
  if (packageNames.length === 0) return [];
  const names = packageNames.map((name) => ({ name }));
  const own = installationId === undefined ? sql`` : sql`and r.installation_id = ${installationId}`;
  const { rows } = await sql<PackageHolder>`
    select distinct p.name as "packageName", l.id as "lockfileId", r.id as "repositoryId",
      r.installation_id as "installationId"
    from ${jsonRows(names, 'p', 'name text')}
    join package_versions v on v.name = p.name
    join dependencies d on d.package_version_id = v.id
    join lockfiles l on l.content_id = d.content_id and l.removed_at is null
    join repositories r on r.id = l.repository_id and r.removed_at is null
    where true ${own}
    order by r.installation_id, l.id`.execute(db);
  return rows;
}

/** Does a lockfile of the installation hold the package today? */
export async function isHeld(
  db: Db | Trx,
  { installationId, packageName }: { installationId: number; packageName: string },
): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`select exists (
    select from package_versions v
    join dependencies d on d.package_version_id = v.id
    join lockfiles l on l.content_id = d.content_id and l.removed_at is null
    join repositories r on r.id = l.repository_id and r.installation_id = ${installationId} and r.removed_at is null
    where v.name = ${packageName}) as held`.execute(db);
  return rows[0]!.held;
}
