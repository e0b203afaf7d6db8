import { advisoriesReadAt } from '../../db/advisory-feeds.ts';
import { type GateAlertRow, listOpenAlerts, listUnlooked } from '../../db/gate-alerts.ts';
import type { Db } from '../../db/open-database.ts';
import type { Repository } from '../../db/repositories.ts';
import {
  type GateFacts,
  type Known,
  known,
  lockfileAlert,
  type OpenAlert,
  type OpenChange,
  unknown,
} from '../../gate/index.ts';
import { RISK_LEVELS, type RiskLevel } from '../../scanners/maintainers/index.ts';
import type { Severity } from '../../scanners/osv/index.ts';
import { type RatedExploitation, rateExploitation } from '../exploits/rate-exploitation.ts';
import { type ChangeOutlook, gatherUntils } from './gather-untils.ts';

/** Advisories are read every hour: older than this, nothing is known of what came since. */
const STALE_MS = 6 * 60 * 60 * 1000;

export type LockfileFacts = Pick<GateFacts, 'alerts' | 'alertGaps' | 'maintainerChanges'>;

/**
 * What is known of a repository's open alerts and maintainer changes. What could not be looked at is told beside them, and stays so
 * even where what is known says no.
 */
export async function gatherAlerts(db: Db, repository: Repository, now: Date): Promise<LockfileFacts> {
  const gap = await whyUnknown(db, repository, now);
  if (gap !== null) return { alerts: gap, alertGaps: [], maintainerChanges: gap };
  const key = { installationId: repository.installation_id, repositoryId: repository.id };
  const rows = await listOpenAlerts(db, key);
  const flaws = rows.filter(({ kind }) => kind !== 'maintainer-change');
  const rated = await rateExploitation(
    db,
    flaws.map(({ group_key, advisory_ids }) => [group_key, ...advisory_ids]),
  );
  const asOf = now.toISOString();
  const changes = rows.filter(({ kind }) => kind === 'maintainer-change');
  const untils = await gatherUntils(db, repository, changes, now);
  return {
    alerts: known(
      [
        ...flaws.map((row, index) => toOpenAlert(row, repository, rated[index])),
        ...changes.map((row) => toOpenAlert(row, repository)),
      ],
      asOf,
    ),
    alertGaps: await gapsOf(db, repository),
    maintainerChanges: known(
      // An alert is of one lockfile, a change of the package.
      [...Map.groupBy(changes, ({ group_key }) => group_key)].map(([key, same]) => toOpenChange(same, untils.get(key))),
      asOf,
    ),
  };
}

async function whyUnknown(
  db: Db,
  repository: Repository,
  now: Date,
): Promise<(Known<never> & { known: false }) | null> {
  if (repository.scanned_at === null) {
    return unknown(
      'no-data',
      'The repository was not scanned yet: push to its default branch, or wait for the daily look',
    );
  }
  const readAt = await advisoriesReadAt(db);
  if (readAt === null)
    return unknown('no-data', 'Advisories were never read to the end: the log of the service says why');
  if (now.getTime() - readAt.getTime() > STALE_MS) {
    return unknown('error', `Advisories were last read at ${readAt.toISOString()}: the log of the service says why`);
  }
  return null;
}

async function gapsOf(db: Db, repository: Repository): Promise<string[]> {
  const gaps = (await listUnlooked(db, repository.id)).map(({ path, why }) => `${path}: ${why}`);
  if (repository.scan_error !== null) gaps.unshift(`The last scan failed: ${repository.scan_error.slice(0, 300)}`);
  return gaps;
}

function toOpenAlert(row: GateAlertRow, repository: Repository, rated?: RatedExploitation): OpenAlert {
  const facts = {
    ...row,
    groupKey: row.group_key,
    packageName: row.package_name,
    severity: row.severity as Severity,
  };
  return lockfileAlert(facts, {
    title: row.summary.slice(0, 300),
    openedAt: row.opened_at.toISOString(),
    tags: repository.tags,
    // Where the catalogue was never read nothing is said of it, which is not the same as no.
    ...(rated?.kevRead ? { knownExploited: rated.knownExploited } : {}),
    ...(rated?.epss === undefined ? {} : { epss: rated.epss }),
  });
}

function toOpenChange(same: readonly GateAlertRow[], outlook: ChangeOutlook | undefined): OpenChange {
  const row = same[0]!;
  const level = RISK_LEVELS.includes(row.severity as RiskLevel) ? (row.severity as RiskLevel) : 'critical';
  return {
    id: row.group_key,
    packageName: row.package_name,
    level,
    title: `${row.package_name}: ${row.summary}`.slice(0, 300),
    direct: same.some(({ direct }) => direct),
    investigated: outlook?.investigated ?? false,
    until: outlook?.until ?? null,
  };
}
