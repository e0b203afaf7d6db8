import { sql } from 'kysely';
import type { CurrentAlert, Transition } from '../scanners/alerts/index.ts';
import { appendEvidence, type EvidenceEntry } from './evidence.ts';
import { jsonRows } from './json-rows.ts';
import type { Trx } from './open-database.ts';
import type { TakenLockfile } from './pending-refreshes.ts';

/** A lockfile's package, for whose alerts something was decided. */
export interface DecidedPackage {
  lockfile: TakenLockfile;
  packageName: string;
  transitions: readonly Transition[];
}

/** All alerts of these packages, resolved ones too, by `alertPlace`. */
export async function listAlerts(trx: Trx, places: readonly AlertPlace[]): Promise<Map<string, CurrentAlert[]>> {
  const rows = places.map(({ lockfileId, packageName }) => ({ lockfile_id: lockfileId, package_name: packageName }));
  const result = await sql<AlertRow>`select a.* from ${jsonRows(rows, 'p', 'lockfile_id integer, package_name text')}
    join alerts a on a.lockfile_id = p.lockfile_id and a.package_name = p.package_name order by a.id`.execute(trx);
  const found = new Map<string, CurrentAlert[]>();
  for (const row of result.rows) {
    const place = alertPlace({ lockfileId: row.lockfile_id, packageName: row.package_name });
    const alerts = found.get(place);
    if (alerts === undefined) found.set(place, [toAlert(row)]);
    else alerts.push(toAlert(row));
  }
  return found;
}

export interface AlertPlace {
  lockfileId: number;
  packageName: string;
}

/** A key for maps. */
export function alertPlace({ lockfileId, packageName }: AlertPlace): string {
  return `${lockfileId} ${packageName}`;
}

/** Writes what was decided, and its evidence, in the transaction that the lockfiles were taken over in. */
export async function saveTransitions(trx: Trx, decided: readonly DecidedPackage[], now: Date): Promise<void> {
  const changes = decided.flatMap(({ lockfile, packageName, transitions }) =>
    transitions.map((transition) => ({ lockfile, packageName, transition, alertId: transition.alertId })),
  );
  if (changes.length === 0) return;
  await insertAlerts(
    trx,
    changes.filter(({ alertId }) => alertId === null),
    now,
  );
  const said = await updateAlerts(
    trx,
    changes.filter(({ transition }) => transition.alertId !== null),
    now,
  );

  const recorded = changes.filter(({ transition }) => transition.recorded);
  const byInstallation = Map.groupBy(recorded, ({ lockfile }) => lockfile.installationId);
  for (const id of [...byInstallation.keys()].sort((a, b) => a - b)) {
    await appendEvidence(
      trx,
      id,
      byInstallation.get(id)!.map((change) => toEvidence(change, said, now)),
    );
  }
}

interface Change {
  lockfile: TakenLockfile;
  packageName: string;
  transition: Transition;
  /** Null until a new alert was given one. */
  alertId: number | null;
}

const FACTS = `kind text, advisory_ids text[], versions text[], severity text, score real, summary text, fixes jsonb,
  ways jsonb,  direct boolean, scopes text[], path text[], published_at timestamptz`;

async function insertAlerts(trx: Trx, changes: readonly Change[], now: Date): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ lockfile, packageName, transition }) => ({
    installation_id: lockfile.installationId,
    repository_id: lockfile.repository.id,
    lockfile_id: lockfile.id,
    package_name: packageName,
    group_key: transition.facts?.groupKey,
    ...toFactColumns(transition),
    ...toStateColumns(transition),
  }));
  const columns = `installation_id bigint, repository_id bigint, lockfile_id integer, package_name text, group_key text,
    ${FACTS}, state text, state_reason text, suppressed_until timestamptz`;
  const inserted = await sql<{ id: number; lockfile_id: number; package_name: string; group_key: string }>`
    insert into alerts (installation_id, repository_id, lockfile_id, package_name, group_key, kind, advisory_ids, versions,
      severity, score, summary, fixes, ways, direct, scopes, path, published_at, state, state_reason, suppressed_until,
      opened_at, state_changed_at)
    select installation_id, repository_id, lockfile_id, package_name, group_key, kind, advisory_ids, versions,
      severity, score, summary, fixes, ways, direct, scopes, path, published_at, state, state_reason, suppressed_until,
      ${now}::timestamptz, ${now}::timestamptz
    from ${jsonRows(rows, 'n', columns)}
    returning id, lockfile_id, package_name, group_key`.execute(trx);
  const key = (lockfileId: number, name: string, group: string | undefined) => `${lockfileId} ${name} ${group}`;
  const ids = new Map(inserted.rows.map((row) => [key(row.lockfile_id, row.package_name, row.group_key), row.id]));
  for (const change of changes) {
    change.alertId = ids.get(key(change.lockfile.id, change.packageName, change.transition.facts?.groupKey)) ?? null;
  }
}

/** What an alert says of its flaw: where its facts are gone, what it said last. */
type Said = Pick<NonNullable<Transition['facts']>, 'advisoryIds' | 'severity' | 'versions' | 'fixes'>;

/** @returns what each of them says now, by the alert's id. */
async function updateAlerts(trx: Trx, changes: readonly Change[], now: Date): Promise<Map<number, Said>> {
  if (changes.length === 0) return new Map();
  const rows = changes.map(({ transition }) => ({
    id: transition.alertId,
    restated: transition.facts !== null,
    reopened: transition.event === 'reopened',
    ...toFactColumns(transition),
    ...toStateColumns(transition),
  }));
  const columns = `id integer, restated boolean, reopened boolean, ${FACTS}, state text, state_reason text,
    suppressed_until timestamptz`;
  const updated = await sql<
    Pick<AlertRow, 'id' | 'advisory_ids' | 'severity' | 'versions' | 'fixes'>
  >`update alerts a set
      kind = coalesce(c.kind, a.kind),
      advisory_ids = coalesce(c.advisory_ids, a.advisory_ids),
      versions = coalesce(c.versions, a.versions),
      severity = coalesce(c.severity, a.severity),
      score = case when c.restated then c.score else a.score end,
      summary = coalesce(c.summary, a.summary),
      fixes = coalesce(c.fixes, a.fixes),
      ways = coalesce(c.ways, a.ways),
      direct = coalesce(c.direct, a.direct),
      scopes = coalesce(c.scopes, a.scopes),
      path = coalesce(c.path, a.path),
      published_at = case when c.restated then c.published_at else a.published_at end,
      state = c.state,
      state_reason = c.state_reason,
      suppressed_until = c.suppressed_until,
      reopened_count = a.reopened_count + c.reopened::integer,
      state_changed_at = case when a.state = c.state then a.state_changed_at else ${now}::timestamptz end,
      resolved_at = case when c.state = 'resolved' then ${now}::timestamptz end
    from ${jsonRows(rows, 'c', columns)} where a.id = c.id
    returning a.id, a.advisory_ids, a.severity, a.versions, a.fixes`.execute(trx);
  return new Map(
    updated.rows.map(({ id, advisory_ids: advisoryIds, ...rest }): [number, Said] => [id, { advisoryIds, ...rest }]),
  );
}

function toFactColumns({ facts }: Transition) {
  if (facts === null) return {};
  const { kind, advisoryIds, versions, severity, score, summary, fixes, ways, direct, scopes, path, publishedAt } =
    facts;
  return {
    kind,
    advisory_ids: advisoryIds,
    versions,
    severity,
    score,
    summary,
    fixes,
    ways,
    direct,
    scopes,
    path,
    published_at: publishedAt,
  };
}

function toStateColumns({ to, reason, suppressedUntil }: Transition) {
  return { state: to, state_reason: reason, suppressed_until: suppressedUntil };
}

function toEvidence(change: Change, updated: ReadonlyMap<number, Said>, now: Date): EvidenceEntry {
  const { lockfile, packageName, transition, alertId } = change;
  const { event, from, to, reason, suppressedUntil, suppressionId, facts, changed } = transition;
  const said: Said | undefined = facts ?? updated.get(alertId ?? 0);
  return {
    at: now,
    event: `alert.${event}`,
    subject: `alert:${alertId}`,
    data: {
      repository: { id: lockfile.repository.id, name: `${lockfile.repository.owner}/${lockfile.repository.name}` },
      lockfile: lockfile.path,
      package: packageName,
      from,
      to,
      reason,
      suppressed_until: suppressedUntil,
      suppression: suppressionId,
      changed: changed.length === 0 ? undefined : changed,
      advisories: said?.advisoryIds,
      severity: said?.severity,
      versions: said?.versions,
      fixes: said?.fixes,
    },
  };
}

interface AlertRow {
  id: number;
  lockfile_id: number;
  package_name: string;
  kind: CurrentAlert['facts']['kind'];
  group_key: string;
  advisory_ids: string[];
  versions: string[];
  severity: CurrentAlert['facts']['severity'];
  score: number | null;
  summary: string;
  fixes: Record<string, string | null>;
  ways: CurrentAlert['facts']['ways'];
  direct: boolean;
  scopes: CurrentAlert['facts']['scopes'];
  path: string[];
  state: CurrentAlert['state'];
  state_reason: string | null;
  suppressed_until: Date | null;
  published_at: Date | null;
  opened_at: Date;
}

function toAlert(row: AlertRow): CurrentAlert {
  return {
    id: row.id,
    state: row.state,
    reason: row.state_reason,
    suppressedUntil: row.suppressed_until,
    openedAt: row.opened_at,
    facts: {
      packageName: row.package_name,
      kind: row.kind,
      groupKey: row.group_key,
      advisoryIds: row.advisory_ids,
      summary: row.summary,
      severity: row.severity,
      score: row.score ?? undefined,
      versions: row.versions,
      fixes: row.fixes,
      ways: row.ways,
      direct: row.direct,
      scopes: row.scopes,
      path: row.path,
      publishedAt: row.published_at?.toISOString(),
    },
  };
}
