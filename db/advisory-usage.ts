import { type Selectable, sql } from 'kysely';
import { advisoryIdsOf, hasAlias } from './advisory-names.ts';
import type { Db } from './open-database.ts';
import { listUsage, type UsagePage, type UsagePosition } from './package-usage.ts';
import type { AdvisoriesTable } from './schema/advisories.ts';
import type { AlertState } from './schema/alerts.ts';

export type AdvisoryRow = Selectable<AdvisoriesTable>;

/**
 * An advisory by its own id, or else by an alias (a CVE), where an alert of this installation names a record that has it.
 * Of several such records it is the one that leads an alert's group, the oldest alert first.
 */
export async function findAdvisory(
  db: Db,
  { installationId, id }: { installationId: number; id: string },
): Promise<AdvisoryRow | undefined> {
  const own = await db.selectFrom('advisories').selectAll().where('id', '=', id).executeTakeFirst();
  if (own !== undefined) return own;
  const { rows } = await sql<AdvisoryRow>`
    select advisories.* from alerts join advisories on advisories.id = any(alerts.group_key || alerts.advisory_ids)
    where alerts.installation_id = ${installationId}
      and (alerts.group_key || alerts.advisory_ids) && ${advisoryIdsOf({ installationId, id })}
    order by ${hasAlias(sql`advisories.record`, id)} desc nulls last, advisories.id = alerts.group_key desc, alerts.id,
      advisories.id
    limit 1`.execute(db);
  return rows[0];
}

/** Where an installation holds a package version that the advisory affects. */
export function listAdvisoryUsage(
  db: Db,
  { installationId, id }: { installationId: number; id: string },
  page: { after?: UsagePosition; limit: number },
): Promise<UsagePage> {
  const packageVersions = sql`select package_version_id from findings where advisory_id = ${id}`;
  return listUsage(db, { installationId, packageVersions }, page);
}

/** How many alerts of an installation stand on this advisory, by their state. */
export async function countAdvisoryAlerts(
  db: Db,
  { installationId, id }: { installationId: number; id: string },
): Promise<Map<AlertState, number>> {
  const { rows } = await sql<{ state: AlertState; count: number }>`
    select a.state, count(*)::integer as count from alerts a
    join repositories r on r.id = a.repository_id and r.installation_id = a.installation_id and r.removed_at is null
    where a.installation_id = ${installationId} and a.advisory_ids @> ${[id]}::text[]
    group by a.state`.execute(db);
  return new Map(rows.map(({ state, count }) => [state, count]));
}
