import { sql } from 'kysely';
import type { Severity } from '../scanners/osv/advisory.ts';
import { hurryHolds } from './gate-holds.ts';
import { jsonRows, storableText } from './json-rows.ts';
import { type Delivery, noteDelivery } from './monitoring-sources.ts';
import type { Trx } from './open-database.ts';
import type { MonitoringStatus } from './schema/monitoring-alerts.ts';

/** One alert as its source tells of it, within bounds. */
export interface ToldAlert {
  fingerprint: string;
  status: MonitoringStatus;
  /** Null: not told. Then firing means the one that is open, or a new one; resolved means whatever is open. */
  startsAt: Date | null;
  endsAt: Date | null;
  severity: Severity;
  title: string;
  service: string | null;
  environment: string | null;
  repository: { owner: string; name: string } | null;
  tags: readonly string[];
  url: string | null;
  labels: Readonly<Record<string, string>>;
}

export interface SavedAlerts {
  /** Those that are stored now, new or not. */
  ids: number[];
  /** Of them: how many began to fire or were resolved by this. */
  changed: number;
  /** Firing ones that were not stored: the installation has as many as it may have. */
  left: number;
}

/** Alerts of an installation that fire at a time. */
export const MOST_FIRING = 20_000;

/**
 * Told to fire so soon after it was told to be resolved, with the same start: the two messages overtook each other. Later it does fire again:
 * an Alertmanager that was cut off from Prometheus resolves an alert and then hears that it fires since the same time.
 */
const OVERTAKEN_MS = 60_000;

/**
 * Stores what a source tells: an alert is the one with the same fingerprint and start, and only what is said to be resolved is. The same told
 * again changes nothing. Runs that wait for the gate are looked at anew where something changed.
 */
export async function saveMonitoringAlerts(
  trx: Trx,
  delivery: Delivery,
  told: readonly ToldAlert[],
): Promise<SavedAlerts> {
  const { installationId, source, now } = delivery;
  // Holds the row of the source until the end: deliveries of a source are stored one after the other.
  await noteDelivery(trx, delivery);
  // As it will be found again: texts hold neither NUL nor half a character.
  const named = told.map((alert) => ({ ...alert, fingerprint: storableText(alert.fingerprint) }));
  const wanted = await withinBound(trx, delivery, await withStarts(trx, delivery, named));
  const rows = wanted.kept.map((alert) => ({
    fingerprint: alert.fingerprint,
    starts_at: alert.startsAt,
    status: alert.status,
    severity: alert.severity,
    title: alert.title,
    service: alert.service,
    environment: alert.environment,
    owner: alert.repository?.owner.toLowerCase(),
    name: alert.repository?.name.toLowerCase(),
    tags: alert.tags,
    url: alert.url,
    labels: alert.labels,
    ends_at: alert.status === 'resolved' ? (alert.endsAt ?? now) : null,
  }));
  const columns = `fingerprint text, starts_at timestamptz, status text, severity text, title text, service text, environment text,
    owner text, name text, tags text[], url text, labels jsonb, ends_at timestamptz`;
  const overtaken = sql`(monitoring_alerts.status = 'resolved' and excluded.status = 'firing'
    and monitoring_alerts.changed_at > ${new Date(now.getTime() - OVERTAKEN_MS)}::timestamptz)`;
  const { rows: saved } = await sql<{ id: number; changed: boolean }>`insert into monitoring_alerts
    (installation_id, source, fingerprint, starts_at, status, severity, title, service, environment, repository_id, tags, url, labels, ends_at,
      received_at, changed_at)
    select ${installationId}::bigint, ${source}::text, t.fingerprint, t.starts_at, t.status, t.severity, t.title, t.service, t.environment,
      r.id, t.tags, t.url, t.labels, t.ends_at, ${now}::timestamptz, ${now}::timestamptz
    from ${jsonRows(rows, 't', columns)}
    left join repositories r on r.installation_id = ${installationId} and r.removed_at is null
      and lower(r.owner) = t.owner and lower(r.name) = t.name
    order by t.fingerprint, t.starts_at
    on conflict (installation_id, source, fingerprint, starts_at) do update set
      status = case when ${overtaken} then monitoring_alerts.status else excluded.status end,
      ends_at = case when ${overtaken} then monitoring_alerts.ends_at else excluded.ends_at end,
      changed_at = case when ${overtaken} or monitoring_alerts.status = excluded.status
        then monitoring_alerts.changed_at else excluded.changed_at end,
      severity = excluded.severity, title = excluded.title, service = excluded.service, environment = excluded.environment,
      repository_id = excluded.repository_id, tags = excluded.tags, url = excluded.url, labels = excluded.labels,
      received_at = excluded.received_at
    returning id, changed_at = ${now}::timestamptz as changed`.execute(trx);
  const changed = saved.filter((row) => row.changed).length;
  if (changed > 0) await hurryHolds(trx, { installationId, now });
  return { ids: saved.map(({ id }) => id).sort((a, b) => a - b), changed, left: wanted.left };
}

type Started = ToldAlert & { startsAt: Date };

/** Finds the start of alerts that are told without one. Of those that are told twice at once, the last word counts. */
async function withStarts(
  trx: Trx,
  { installationId, source, now }: Delivery,
  told: readonly ToldAlert[],
): Promise<Started[]> {
  const unsaid = told.filter(({ startsAt }) => startsAt === null).map(({ fingerprint }) => fingerprint);
  const open =
    unsaid.length === 0
      ? []
      : await trx
          .selectFrom('monitoring_alerts')
          .select(['fingerprint', 'starts_at'])
          .where('installation_id', '=', installationId)
          .where('source', '=', source)
          .where('status', '=', 'firing')
          .where(sql<boolean>`fingerprint = any(${[...new Set(unsaid)]}::text[])`)
          .orderBy('starts_at', 'desc')
          .execute();
  const startsOf = Map.groupBy(open, ({ fingerprint }) => fingerprint);
  const started = told.flatMap((alert): Started[] => {
    if (alert.startsAt !== null) return [{ ...alert, startsAt: alert.startsAt }];
    const starts = (startsOf.get(alert.fingerprint) ?? []).map((row) => row.starts_at);
    const meant = alert.status === 'resolved' ? starts : [starts[0] ?? now];
    return meant.map((startsAt) => ({ ...alert, startsAt }));
  });
  return [...new Map(started.map((alert) => [keyOf(alert.fingerprint, alert.startsAt), alert])).values()];
}

/** Leaves new ones out that would be more than the bound; what is known is always updated. */
async function withinBound(
  trx: Trx,
  { installationId, source }: Delivery,
  alerts: readonly Started[],
): Promise<{ kept: readonly Started[]; left: number }> {
  const { count } = await trx
    .selectFrom('monitoring_alerts')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('installation_id', '=', installationId)
    .where('status', '=', 'firing')
    .executeTakeFirstOrThrow();
  let room = MOST_FIRING - Number(count);
  if (alerts.length <= room) return { kept: alerts, left: 0 };
  const fingerprints = [...new Set(alerts.map(({ fingerprint }) => fingerprint))];
  const known = await trx
    .selectFrom('monitoring_alerts')
    .select(['fingerprint', 'starts_at'])
    .where('installation_id', '=', installationId)
    .where('source', '=', source)
    .where(sql<boolean>`fingerprint = any(${fingerprints}::text[])`)
    .execute();
  const knownKeys = new Set(known.map((row) => keyOf(row.fingerprint, row.starts_at)));
  const kept = alerts.filter((alert) => {
    if (alert.status === 'resolved' || knownKeys.has(keyOf(alert.fingerprint, alert.startsAt))) return true;
    room -= 1;
    return room >= 0;
  });
  return { kept, left: alerts.length - kept.length };
}

function keyOf(fingerprint: string, startsAt: Date): string {
  return `${startsAt.getTime()} ${fingerprint}`;
}
