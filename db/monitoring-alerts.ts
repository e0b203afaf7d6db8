import { type Selectable, sql } from 'kysely';
import type { OpenAlert } from '../gate/facts.ts';
import type { Severity } from '../scanners/osv/advisory.ts';
import { environmentNames } from './environment-names.ts';
import type { Db, Trx } from './open-database.ts';
import type { MonitoringAlertsTable, MonitoringStatus } from './schema/monitoring-alerts.ts';

export { listWatchdogs } from './monitoring-sources.ts';

export type MonitoringAlert = Selectable<MonitoringAlertsTable>;

/**
 * What fires for one environment of one repository, as the gate's facts have it: its own and what counts for all of the installation; of this
 * environment (by any of its names) and of none.
 */
export async function openMonitoringAlerts(
  db: Db | Trx,
  of: { installationId: number; repositoryFullName: string; environment: string },
): Promise<OpenAlert[]> {
  const { rows } = await sql<MonitoringAlert>`select a.* from monitoring_alerts a
    left join repositories r on r.id = a.repository_id and r.installation_id = a.installation_id
    where a.installation_id = ${of.installationId} and a.status = 'firing'
      and (a.repository_id is null or lower(r.owner || '/' || r.name) = ${of.repositoryFullName.toLowerCase()})
      and (a.environment is null or lower(a.environment) = any(${environmentNames(of.environment)}::text[]))
    order by a.id`.execute(db);
  return rows.map((row) => toOpenAlert(row, of.environment));
}

export interface MonitoringFilter {
  installationId: number;
  statuses: readonly MonitoringStatus[];
  severities?: readonly Severity[];
  source?: string;
  service?: string;
  environment?: string;
  /** Also those that count for every repository. */
  repository?: number | { owner: string; name: string };
}

export interface MonitoringAlertRow extends MonitoringAlert {
  repository_owner: string | null;
  repository_name: string | null;
}

/** A page of an installation's, the last told of for the first time first. */
export async function listMonitoringAlerts(
  db: Db,
  filter: MonitoringFilter,
  page: { before?: number; limit: number },
): Promise<{ rows: MonitoringAlertRow[]; next?: number }> {
  const { statuses, severities, source, service, environment, repository } = filter;
  const rows = await shown(db, filter.installationId)
    .where('a.status', 'in', [...statuses])
    .$if(severities !== undefined, (query) => query.where('a.severity', 'in', [...severities!]))
    .$if(source !== undefined, (query) => query.where('a.source', '=', source!))
    .$if(service !== undefined, (query) => query.where('a.service', '=', service!))
    .$if(environment !== undefined, (query) => {
      const names = environmentNames(environment!);
      return query.where(sql<boolean>`(a.environment is null or lower(a.environment) = any(${names}::text[]))`);
    })
    .$if(typeof repository === 'number', (query) =>
      query.where((eb) => eb.or([eb('a.repository_id', 'is', null), eb('r.id', '=', repository as number)])),
    )
    .$if(typeof repository === 'object', (query) => {
      const { owner, name } = repository as { owner: string; name: string };
      const fullName = `${owner}/${name}`.toLowerCase();
      return query.where(sql<boolean>`(a.repository_id is null or lower(r.owner || '/' || r.name) = ${fullName})`);
    })
    .$if(page.before !== undefined, (query) => query.where('a.id', '<', page.before!))
    .orderBy('a.id', 'desc')
    .limit(page.limit + 1)
    .execute();
  if (rows.length <= page.limit) return { rows };
  const kept = rows.slice(0, page.limit);
  return { rows: kept, next: kept.at(-1)!.id };
}

export function findMonitoringAlerts(
  db: Db | Trx,
  { installationId, ids }: { installationId: number; ids: readonly number[] },
): Promise<MonitoringAlertRow[]> {
  return shown(db, installationId)
    .where(sql<boolean>`a.id = any(${[...ids]}::integer[])`)
    .orderBy('a.id')
    .execute();
}

/** Those of a repository that the installation lost are left out. */
function shown(db: Db | Trx, installationId: number) {
  return db
    .selectFrom('monitoring_alerts as a')
    .leftJoin('repositories as r', (join) =>
      join
        .onRef('r.id', '=', 'a.repository_id')
        .onRef('r.installation_id', '=', 'a.installation_id')
        .on('r.removed_at', 'is', null),
    )
    .selectAll('a')
    .select(['r.owner as repository_owner', 'r.name as repository_name'])
    .where('a.installation_id', '=', installationId)
    .where((eb) => eb.or([eb('a.repository_id', 'is', null), eb('r.id', 'is not', null)]));
}

function toOpenAlert(row: MonitoringAlert, environment: string): OpenAlert {
  return {
    id: `monitoring-alert:${row.id}`,
    kind: 'monitoring',
    severity: row.severity,
    title: row.title,
    openedAt: row.starts_at.toISOString(),
    tags: row.tags,
    source: row.source,
    ...(row.url === null ? {} : { url: row.url }),
    ...(row.service === null ? {} : { service: row.service }),
    // By the name that was asked for, whichever its labels have.
    ...(row.environment === null ? {} : { environment }),
  };
}
