import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Severity } from '../scanners/osv/advisory.ts';
import { advisoryIdsOf } from './advisory-names.ts';
import type { Db } from './open-database.ts';
import type { AlertKind, AlertState, AlertsTable } from './schema/alerts.ts';

export interface AlertFilter {
  installationId: number;
  /** The levels wanted, in the order in which their alerts are given out. */
  severities: readonly Severity[];
  states: readonly AlertState[];
  kind?: AlertKind;
  /** GitHub's id, or the full name, in which case does not matter. */
  repository?: number | { owner: string; name: string };
  tag?: string;
  packageName?: string;
  /** An id of the advisory group, or an alias of one of its records. */
  advisoryId?: string;
}

/** The last alert of a page. Pages go on behind it, whatever was inserted meanwhile. */
export interface AlertPosition {
  severity: Severity;
  id: number;
}

export interface AlertRow extends Omit<Selectable<AlertsTable>, 'severity'> {
  severity: Severity;
  repository_owner: string;
  repository_name: string;
  lockfile_path: string;
  lockfile_format: string | null;
}

/**
 * A page of alerts: by level in the order of `severities`, then by id. Every (level, state) is its own short walk along
 * the index `alerts_installation`, so the hundredth page costs what the first one does.
 */
export async function listAlerts(
  db: Db,
  filter: AlertFilter,
  page: { after?: AlertPosition; limit: number },
): Promise<{ rows: AlertRow[]; next?: AlertPosition }> {
  const { after, limit } = page;
  const start = after === undefined ? 0 : filter.severities.indexOf(after.severity);
  // A cursor of a level that is not asked for any more: nothing is behind it.
  if (start === -1) return { rows: [] };
  const levels = filter.severities.slice(start);

  const { rows } = await sql<AlertRow>`
    select a.*, r.owner as repository_owner, r.name as repository_name,
      l.path as lockfile_path, c.format as lockfile_format
    from unnest(${levels}::text[]) with ordinality as level (severity, place)
    cross join unnest(${[...filter.states]}::text[]) as wanted (state)
    cross join lateral (
      select alerts.* from alerts
      join repositories on repositories.id = alerts.repository_id
        and repositories.installation_id = alerts.installation_id and repositories.removed_at is null
      where alerts.installation_id = ${filter.installationId} and alerts.state = wanted.state
        and alerts.severity = level.severity
        and alerts.id > case level.place when 1 then ${after?.id ?? 0}::integer else 0 end
        ${conditions(filter)}
      order by alerts.id
      limit ${limit + 1}
    ) a
    join repositories r on r.id = a.repository_id
    join lockfiles l on l.id = a.lockfile_id
    left join lockfile_contents c on c.id = l.content_id
    order by level.place, a.id
    limit ${limit + 1}`.execute(db);

  if (rows.length <= limit) return { rows };
  const shown = rows.slice(0, limit);
  const last = shown.at(-1)!;
  return { rows: shown, next: { severity: last.severity, id: last.id } };
}

/** How many alerts there are of each level; levels without one are left out. */
export async function countAlerts(db: Db, filter: AlertFilter): Promise<Map<Severity, number>> {
  const { rows } = await sql<{ severity: Severity; count: number }>`
    select alerts.severity, count(*)::integer as count from alerts
    join repositories on repositories.id = alerts.repository_id
      and repositories.installation_id = alerts.installation_id and repositories.removed_at is null
    where alerts.installation_id = ${filter.installationId}
      and alerts.state = any(${[...filter.states]}::text[]) and alerts.severity = any(${[...filter.severities]}::text[])
      ${conditions(filter)}
    group by alerts.severity`.execute(db);
  return new Map(rows.map(({ severity, count }) => [severity, count]));
}

export async function findAlert(db: Db, key: { installationId: number; id: number }): Promise<AlertRow | undefined> {
  const { rows } = await sql<AlertRow>`
    select a.*, r.owner as repository_owner, r.name as repository_name,
      l.path as lockfile_path, c.format as lockfile_format
    from alerts a
    join repositories r on r.id = a.repository_id and r.installation_id = a.installation_id and r.removed_at is null
    join lockfiles l on l.id = a.lockfile_id
    left join lockfile_contents c on c.id = l.content_id
    where a.id = ${key.id} and a.installation_id = ${key.installationId}`.execute(db);
  return rows[0];
}

export interface AlertEvent {
  seq: number;
  at: Date;
  event: string;
  /** Canonical JSON. */
  data: string;
}

/** What was decided about an alert and when, the oldest first; where there is more than `limit`, the newest of it. */
export async function alertHistory(
  db: Db,
  key: { installationId: number; id: number; limit: number },
): Promise<AlertEvent[]> {
  const events = await db
    .selectFrom('evidence')
    .select(['seq', 'at', 'event', 'data'])
    .where('installation_id', '=', key.installationId)
    .where('subject', '=', `alert:${key.id}`)
    .orderBy('seq', 'desc')
    .limit(key.limit)
    .execute();
  return events.reverse();
}

function conditions({
  installationId,
  kind,
  repository,
  tag,
  packageName,
  advisoryId,
}: AlertFilter): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = [];
  if (kind !== undefined) parts.push(sql`alerts.kind = ${kind}`);
  if (typeof repository === 'number') parts.push(sql`alerts.repository_id = ${repository}`);
  if (typeof repository === 'object') {
    parts.push(sql`lower(repositories.owner) = lower(${repository.owner})`);
    parts.push(sql`lower(repositories.name) = lower(${repository.name})`);
  }
  if (tag !== undefined) parts.push(sql`${tag} = any(repositories.tags)`);
  if (packageName !== undefined) parts.push(sql`alerts.package_name = ${packageName}`);
  if (advisoryId !== undefined)
    parts.push(sql`alerts.advisory_ids && ${advisoryIdsOf({ installationId, id: advisoryId })}`);
  return parts.length === 0 ? sql`` : sql`and ${sql.join(parts, sql` and `)}`;
}
