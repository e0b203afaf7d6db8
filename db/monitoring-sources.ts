import { type Selectable, sql } from 'kysely';
import type { Watchdog } from '../gate/facts.ts';
import { storableJson } from './json-rows.ts';
import type { Db, Trx } from './open-database.ts';
import type { MonitoringSourcesTable } from './schema/monitoring-sources.ts';

/** That a source was heard. */
export interface Delivery {
  installationId: number;
  /** Name of the token: a pair of Alertmanagers that share one is one source. */
  source: string;
  now: Date;
  /** Its watchdog was among what it sent. */
  watchdog?: boolean;
  /** Alerts that were left out of this delivery of a group; 0: it is whole. Left out: its source has no groups. */
  truncated?: { group: string; alerts: number };
}

export type MonitoringSource = Selectable<MonitoringSourcesTable>;

/** Groups of a source whose cut deliveries are remembered. Where there are more, the others are counted under one name. */
const MOST_GROUPS = 100;
const OTHERS = 'others';

/** Writes it down. The row stays locked until the transaction ends. */
export async function noteDelivery(trx: Trx, delivery: Delivery): Promise<void> {
  const { installationId, source, now, watchdog = false, truncated } = delivery;
  const own = { installation_id: installationId, source };
  await sql`insert into monitoring_sources (installation_id, source, heard_at, watchdog_heard_at)
    values (${installationId}, ${source}, ${now}, ${watchdog ? now : null}::timestamptz)
    on conflict (installation_id, source) do update set
      heard_at = greatest(monitoring_sources.heard_at, excluded.heard_at),
      watchdog_heard_at = greatest(monitoring_sources.watchdog_heard_at, excluded.watchdog_heard_at)`.execute(trx);
  if (truncated === undefined) return;
  const row = await trx
    .selectFrom('monitoring_sources')
    .select('truncated')
    .where((where) => where.and(own))
    .executeTakeFirstOrThrow();
  const next = withGroup(row.truncated, truncated);
  if (JSON.stringify(next) === JSON.stringify(row.truncated)) return;
  await trx
    .updateTable('monitoring_sources')
    .set({ truncated: storableJson(next) })
    .where((where) => where.and(own))
    .execute();
}

/** Those of an installation, by name. None: nobody has ever sent an alert. */
export function listMonitoringSources(db: Db | Trx, installationId: number): Promise<MonitoringSource[]> {
  return db
    .selectFrom('monitoring_sources')
    .selectAll()
    .where('installation_id', '=', installationId)
    .orderBy('source')
    .limit(1000)
    .execute();
}

/** When the watchdog of each source was heard last; sources without one are left out. */
export async function listWatchdogs(db: Db | Trx, installationId: number): Promise<Watchdog[]> {
  const sources = await listMonitoringSources(db, installationId);
  return sources.flatMap(({ source, watchdog_heard_at }) =>
    watchdog_heard_at === null ? [] : [{ source, lastHeardAt: watchdog_heard_at.toISOString() }],
  );
}

/** How many alerts its last deliveries left out: what nobody can know here. */
export function truncatedAlerts({ truncated }: Pick<MonitoringSource, 'truncated'>): number {
  return Object.values(truncated).reduce((sum, count) => sum + count, 0);
}

function withGroup(
  before: Record<string, number>,
  { group, alerts }: { group: string; alerts: number },
): Record<string, number> {
  const { [group]: _, ...rest } = before;
  if (alerts === 0) return rest;
  const key = Object.keys(rest).length < MOST_GROUPS ? group : OTHERS;
  return { ...rest, [key]: Math.max(alerts, rest[key] ?? 0) };
}
