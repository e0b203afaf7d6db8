import { z } from 'zod';
import { listNewestPullRequests, listPlansOf, listStandingAlerts, listSuppressionRows } from '../../../db/dashboard.ts';
import type { Db } from '../../../db/open-database.ts';
import { listUnreadable, type Repository } from '../../../db/repositories.ts';
import { type UpdatesConfig, updatesOf } from '../../../scanners/config/index.ts';
import { RISK_LEVELS, type RiskLevel } from '../../../scanners/maintainers/index.ts';
import type { Severity } from '../../../scanners/osv/index.ts';
import type { DashboardFacts } from '../../github/dashboard/dashboard-facts.ts';
import { watchingOf } from '../changes/watching-of.ts';
import { isOurs } from '../scan/publish-problems.ts';

/** All that a repository's dashboard is made from. */
export async function gatherDashboard(db: Db, repository: Repository, now: Date): Promise<DashboardFacts> {
  const { id, installation_id: installationId } = repository;
  const { level } = watchingOf(repository.config);
  const alerts = (await listStandingAlerts(db, id)).filter(
    // What no issue tells of is not in this one either.
    ({ kind, severity }) =>
      kind !== 'maintainer-change' || RISK_LEVELS.indexOf(severity as RiskLevel) >= RISK_LEVELS.indexOf(level),
  );
  const pullRequests = await listNewestPullRequests(db, id);
  const plans = await listPlansOf(db, id);
  const suppressions = await listSuppressionRows(db, { id, installationId });
  return {
    updates: updatesOf({ updates: readDashboardConfig(repository).updates as Partial<UpdatesConfig> }),
    alerts: alerts.map((row) => ({
      packageName: row.package_name,
      lockfileId: row.lockfile_id,
      lockfilePath: row.path,
      kind: row.kind,
      severity: row.severity as Severity,
      groupKey: row.group_key,
      summary: row.summary,
      versions: row.versions,
      state: row.state as 'open' | 'suppressed',
      reason: row.state_reason,
      suppressedUntil: row.suppressed_until,
    })),
    pullRequests: pullRequests.map(({ lockfile_id, deferred_at, branch: _branch, ...row }) => ({
      ...row,
      lockfileId: lockfile_id,
      deferredAt: deferred_at,
    })),
    plans: plans.map(({ lockfile_id, plan, error }) => ({ lockfileId: lockfile_id, plan, error })),
    suppressions: suppressions.map((row) => ({
      id: row.id,
      everywhere: row.repository_id === null,
      source: row.source,
      packageName: row.package_name,
      advisoryId: row.advisory_id,
      range: row.range,
      path: row.path,
      devOnly: row.dev_only,
      reason: row.reason,
      author: row.author,
      expiresAt: row.expires_at,
      createdAt: row.created_at,
      usedAt: row.used_at,
    })),
    unreadable: (await listUnreadable(db, id)).filter(isOurs),
    scanError: repository.scan_error,
    now,
  };
}

/** What a scan of today's or of an earlier version has stored. */
const storedConfig = z.object({
  dashboard: z.boolean().catch(true),
  updates: z.record(z.string(), z.unknown()).catch({}),
});

export function readDashboardConfig({ config }: Pick<Repository, 'config'>): z.output<typeof storedConfig> {
  return storedConfig.parse(config ?? {});
}
