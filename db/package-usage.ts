import { type RawBuilder, sql } from 'kysely';
import type { Db } from './open-database.ts';

/** A package version in a lockfile of the installation. */
export interface UsageRow {
  package_version_id: number;
  package_name: string;
  version: string;
  repository_id: number;
  repository_owner: string;
  repository_name: string;
  lockfile_id: number;
  lockfile_path: string;
  lockfile_format: string | null;
  direct: boolean;
  scopes: string[];
  path: string[];
  required_range: string | null;
  copies: number;
}

/** Usage goes by lockfile, then by package version. */
export interface UsagePosition {
  lockfileId: number;
  packageVersionId: number;
}

export interface UsagePage {
  rows: UsageRow[];
  next?: UsagePosition;
}

/** Where an installation uses a package (or one version of it). */
export function listPackageUsage(
  db: Db,
  filter: { installationId: number; packageName: string; version?: string },
  page: { after?: UsagePosition; limit: number },
): Promise<UsagePage> {
  const { installationId, packageName, version } = filter;
  const ofVersion = version === undefined ? sql`` : sql`and version = ${version}`;
  const packageVersions = sql`select id from package_versions where name = ${packageName} ${ofVersion}`;
  return listUsage(db, { installationId, packageVersions }, page);
}

/** Where an installation uses any of the package versions that a query gives the ids of. */
export async function listUsage(
  db: Db,
  { installationId, packageVersions }: { installationId: number; packageVersions: RawBuilder<unknown> },
  { after, limit }: { after?: UsagePosition; limit: number },
): Promise<UsagePage> {
  const behind =
    after === undefined
      ? sql``
      : sql`and (l.id, d.package_version_id) > (${after.lockfileId}::integer, ${after.packageVersionId}::integer)`;
  const { rows } = await sql<UsageRow>`
    select v.id as package_version_id, v.name as package_name, v.version,
      r.id as repository_id, r.owner as repository_owner, r.name as repository_name,
      l.id as lockfile_id, l.path as lockfile_path, c.format as lockfile_format,
      d.direct, d.scopes, d.path, d.required_range, d.copies
    ${usedBy(installationId)}
    join lockfile_contents c on c.id = l.content_id
    where v.id in (${packageVersions}) ${behind}
    order by l.id, d.package_version_id
    limit ${limit + 1}`.execute(db);
  if (rows.length <= limit) return { rows };
  const shown = rows.slice(0, limit);
  const last = shown.at(-1)!;
  return { rows: shown, next: { lockfileId: last.lockfile_id, packageVersionId: last.package_version_id } };
}

export interface UsedVersion {
  version: string;
  repositories: number;
  lockfiles: number;
  /** A project asks for it itself, in one lockfile at least. */
  direct: boolean;
}

/** The versions of a package that an installation holds, the most used first. */
export async function listUsedVersions(
  db: Db,
  filter: { installationId: number; packageName: string; limit: number },
): Promise<UsedVersion[]> {
  const { rows } = await sql<UsedVersion>`
    select v.version, count(distinct r.id)::integer as repositories, count(distinct l.id)::integer as lockfiles,
      bool_or(d.direct) as direct
    ${usedBy(filter.installationId)}
    where v.name = ${filter.packageName}
    group by v.version
    order by lockfiles desc, v.version
    limit ${filter.limit}`.execute(db);
  return rows;
}

function usedBy(installationId: number): RawBuilder<unknown> {
  return sql`
    from package_versions v
    join dependencies d on d.package_version_id = v.id
    join lockfiles l on l.content_id = d.content_id and l.removed_at is null
    join repositories r on r.id = l.repository_id and r.installation_id = ${installationId} and r.removed_at is null`;
}
