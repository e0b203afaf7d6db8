import { type Selectable, sql } from 'kysely';
import type { Severity } from '../scanners/osv/advisory.ts';
import type { Db } from './open-database.ts';
import type { RepositoriesTable } from './schema/repositories.ts';

export interface RepositoryFilter {
  installationId: number;
  /** GitHub's id, or the full name, in which case does not matter. */
  repository?: number | { owner: string; name: string };
  tag?: string;
}

export interface LockfileRow {
  id: number;
  repository_id: number;
  path: string;
  blob_sha: string;
  format: string | null;
  format_version: string | null;
  /** `LockfileErrorDetail`, where it could not be read. */
  error: unknown;
  /** The first of its `LockfileProblem`s. */
  problems: unknown;
  problem_count: number;
  unread_reason: string | null;
  updated_at: Date;
}

export interface RepositoryRow extends Omit<Selectable<RepositoriesTable>, 'config'> {
  /** By path, at most `LOCKFILES_SHOWN`. */
  lockfiles: LockfileRow[];
  lockfile_count: number;
  open_alerts: Map<Severity, number>;
}

export const LOCKFILES_SHOWN = 100;
const PROBLEMS_SHOWN = 20;

/** A page of repositories by GitHub's id, which outlives renames: a page never shifts. */
export async function listRepositories(
  db: Db,
  filter: RepositoryFilter,
  page: { after?: number; limit: number },
): Promise<{ rows: RepositoryRow[]; next?: number }> {
  const { repository, tag } = filter;
  const found = await db
    .selectFrom('repositories')
    .selectAll()
    .where('installation_id', '=', filter.installationId)
    .where('removed_at', 'is', null)
    .where('id', '>', page.after ?? 0)
    .$if(typeof repository === 'number', (query) => query.where('id', '=', repository as number))
    .$if(typeof repository === 'object', (query) => {
      const { owner, name } = repository as { owner: string; name: string };
      return query.where(sql`lower(owner)`, '=', owner.toLowerCase()).where(sql`lower(name)`, '=', name.toLowerCase());
    })
    .$if(tag !== undefined, (query) => query.where(sql<boolean>`${tag} = any(tags)`))
    .orderBy('id')
    .limit(page.limit + 1)
    .execute();

  const shown = found.slice(0, page.limit);
  const ids = shown.map((row) => row.id);
  const [lockfiles, alerts] = ids.length === 0 ? [[], []] : [await lockfilesOf(db, ids), await openAlertsOf(db, ids)];
  const rows = shown.map(({ config: _, ...row }) => {
    const own = lockfiles.filter((lockfile) => lockfile.repository_id === row.id);
    return {
      ...row,
      lockfiles: own.map(({ total: _, ...lockfile }) => lockfile),
      lockfile_count: own[0]?.total ?? 0,
      open_alerts: new Map(
        alerts.filter((alert) => alert.repository_id === row.id).map(({ severity, count }) => [severity, count]),
      ),
    };
  });
  return found.length > page.limit ? { rows, next: shown.at(-1)!.id } : { rows };
}

export interface UnreadLockfile {
  repository_owner: string;
  repository_name: string;
  path: string;
  error: unknown;
  unread_reason: string | null;
}

/** The lockfiles that nobody is watching, because they could not be read: by repository and path. */
export async function listUnreadLockfiles(
  db: Db,
  { installationId, limit }: { installationId: number; limit: number },
): Promise<{ rows: UnreadLockfile[]; total: number }> {
  const { rows } = await sql<UnreadLockfile & { total: number }>`
    select r.owner as repository_owner, r.name as repository_name, l.path, c.error, l.unread_reason,
      count(*) over ()::integer as total
    from repositories r
    join lockfiles l on l.repository_id = r.id and l.removed_at is null
    left join lockfile_contents c on c.id = l.content_id
    where r.installation_id = ${installationId} and r.removed_at is null
      and (l.unread_reason is not null or c.error is not null)
    order by r.owner, r.name, l.path
    limit ${limit}`.execute(db);
  return { rows: rows.map(({ total: _, ...row }) => row), total: rows[0]?.total ?? 0 };
}

export interface TroubledRepository {
  owner: string;
  name: string;
  scan_error: string | null;
  config_problems: unknown;
}

/** The repositories whose last scan failed, or whose configuration has mistakes: by name. */
export async function listTroubledRepositories(
  db: Db,
  { installationId, limit }: { installationId: number; limit: number },
): Promise<TroubledRepository[]> {
  return db
    .selectFrom('repositories')
    .select(['owner', 'name', 'scan_error', 'config_problems'])
    .where('installation_id', '=', installationId)
    .where('removed_at', 'is', null)
    .where((eb) => eb.or([eb('scan_error', 'is not', null), eb('config_problems', 'is not', null)]))
    .orderBy('owner')
    .orderBy('name')
    .limit(limit)
    .execute();
}

export interface InventoryTotals {
  repositories: number;
  /** Of these, those that were scanned to the end at least once. */
  scanned: number;
  lockfiles: number;
  last_scan: Date | null;
}

export async function inventoryTotals(db: Db, installationId: number): Promise<InventoryTotals> {
  const { rows } = await sql<InventoryTotals>`
    select count(*)::integer as repositories, count(scanned_at)::integer as scanned, max(scanned_at) as last_scan,
      (select count(*)::integer from lockfiles l join repositories r on r.id = l.repository_id
        where r.installation_id = ${installationId} and r.removed_at is null and l.removed_at is null) as lockfiles
    from repositories where installation_id = ${installationId} and removed_at is null`.execute(db);
  return rows[0]!;
}

async function lockfilesOf(db: Db, ids: number[]): Promise<(LockfileRow & { total: number })[]> {
  const { rows } = await sql<LockfileRow & { total: number }>`
    select * from (
      select l.id, l.repository_id, l.path, l.blob_sha, c.format, c.format_version, c.error,
        jsonb_path_query_array(coalesce(c.problems, '[]'), '$[0 to ${sql.lit(PROBLEMS_SHOWN - 1)}]') as problems,
        jsonb_array_length(coalesce(c.problems, '[]')) as problem_count, l.unread_reason, l.updated_at,
        (count(*) over (partition by l.repository_id))::integer as total,
        row_number() over (partition by l.repository_id order by l.path) as place
      from lockfiles l left join lockfile_contents c on c.id = l.content_id
      where l.repository_id = any(${ids}::bigint[]) and l.removed_at is null
    ) numbered
    where place <= ${LOCKFILES_SHOWN}
    order by repository_id, path`.execute(db);
  return rows;
}

async function openAlertsOf(
  db: Db,
  ids: number[],
): Promise<{ repository_id: number; severity: Severity; count: number }[]> {
  const { rows } = await sql<{ repository_id: number; severity: Severity; count: number }>`
    select a.repository_id, a.severity, count(*)::integer as count
    from alerts a join repositories r on r.id = a.repository_id and r.installation_id = a.installation_id
    where a.repository_id = any(${ids}::bigint[]) and a.state = 'open'
    group by a.repository_id, a.severity`.execute(db);
  return rows;
}
