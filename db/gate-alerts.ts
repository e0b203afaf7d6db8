import { sql } from 'kysely';
import type { Db } from './open-database.ts';
import type { AlertKind } from './schema/alerts.ts';

export interface GateAlertRow {
  id: number;
  package_name: string;
  kind: AlertKind;
  group_key: string;
  advisory_ids: string[];
  versions: string[];
  severity: string;
  summary: string;
  fixes: Record<string, string | null>;
  direct: boolean;
  scopes: string[];
  opened_at: Date;
}

/** A repository's open alerts, those of maintainer changes too. One of the installation's alone is asked for. */
export async function listOpenAlerts(
  db: Db,
  { installationId, repositoryId }: { installationId: number; repositoryId: number },
): Promise<GateAlertRow[]> {
  return db
    .selectFrom('alerts')
    .select(['id', 'package_name', 'kind', 'group_key', 'advisory_ids', 'versions', 'severity', 'summary'])
    .select(['fixes', 'direct', 'scopes', 'opened_at'])
    .where('installation_id', '=', installationId)
    .where('repository_id', '=', repositoryId)
    .where('state', '=', 'open')
    .orderBy('id')
    .execute();
}

export interface Unlooked {
  path: string;
  /** In words. */
  why: string;
}

/** Lockfiles of a repository that could not be read, or not wholly, and those whose alerts are owed a decision still. */
export async function listUnlooked(db: Db, repositoryId: number): Promise<Unlooked[]> {
  const { rows } = await sql<Unlooked>`
    select l.path, case
        when l.content_id is null then coalesce(l.unread_reason, 'it is of a format that is not read')
        when c.error is not null then 'it could not be read'
        when jsonb_array_length(c.problems) > 0 then 'entries of it could not be read'
        else 'what changed there was not decided yet'
      end as why
    from lockfiles l
    left join lockfile_contents c on c.id = l.content_id
    where l.repository_id = ${repositoryId} and l.removed_at is null
      and (l.content_id is null or c.error is not null or jsonb_array_length(c.problems) > 0
        or exists (select from pending_refreshes p where p.lockfile_id = l.id)
        or exists (select from dependencies d join package_versions v on v.id = d.package_version_id
          where d.content_id = l.content_id and v.matched_at is null))
    order by l.path`.execute(db);
  return rows;
}

export interface PackageCounts {
  /** Distinct package versions that the repository's lockfiles hold. */
  packages: number;
  /** Of those, the ones whose registry document was seen. */
  tracked: number;
  deprecated: number;
  installScripts: number;
}

/** What the packages of a repository say of themselves, as far as their registry documents were read. */
export async function countPackages(db: Db, repositoryId: number): Promise<PackageCounts> {
  const { rows } = await sql<PackageCounts>`
    with held as (
      select distinct v.name, v.version from lockfiles l
      join dependencies d on d.content_id = l.content_id
      join package_versions v on v.id = d.package_version_id
      where l.repository_id = ${repositoryId} and l.removed_at is null
    )
    select count(*)::integer as packages,
      count(*) filter (where t.seen is not null)::integer as tracked,
      count(*) filter (where t.seen -> 'versions' ->> held.version is not null)::integer as deprecated,
      count(*) filter (where exists (
        select from trust_ledger g where g.package_name = held.name and g.kind = 'published'
          and g.version = held.version and (g.data ->> 'installScripts')::boolean))::integer as "installScripts"
    from held left join tracked_packages t on t.name = held.name`.execute(db);
  return rows[0]!;
}

/** Suppressions that reach a repository, ended, and whose finding an alert is open for that they were once about. */
export async function countExpiredSuppressions(
  db: Db,
  { installationId, repositoryId, now }: { installationId: number; repositoryId: number; now: Date },
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from suppressions s
    where s.installation_id = ${installationId} and (s.repository_id is null or s.repository_id = ${repositoryId})
      and s.range is null and s.expires_at <= ${now}::timestamptz and s.used_at is not null
      and exists (select from alerts a where a.installation_id = s.installation_id
        and a.repository_id = ${repositoryId} and a.state = 'open'
        and (s.package_name is null or a.package_name = s.package_name)
        and (s.advisory_id is null or s.advisory_id = any(a.group_key || a.advisory_ids)))`.execute(db);
  return rows[0]!.count;
}
