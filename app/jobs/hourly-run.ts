import { refreshStatistics } from '../../db/statistics.ts';
import { expireSuppressions } from '../../db/suppression-expiry.ts';
import { judgeLedger } from '../../scanners/maintainers/index.ts';
import type { AdvisorySource } from '../../scanners/osv/index.ts';
import { oweEndedChanges } from './changes/owe-ended-changes.ts';
import type { JobContext } from './job-context.ts';
import { judgePackages } from './judge-packages.ts';
import { matchAdvisories } from './match-advisories.ts';
import { matchPackageVersions } from './match-package-versions.ts';
import { type RefreshSummary, refreshAlerts } from './refresh-alerts.ts';
import { type SyncSummary, syncAdvisories } from './sync-advisories.ts';

export interface HourlySummary extends SyncSummary, RefreshSummary {
  /** Advisories and package versions that were matched. */
  matched: number;
  /** Packages whose trust ledger was judged. */
  judged: number;
}

/** The hour's work: new advisories, matching, suppressions that ended, what was learned of packages and not judged yet, maintainer changes that went quiet, alerts. It needs nothing of GitHub. */
export async function hourlyRun(context: JobContext, source: AdvisorySource): Promise<HourlySummary> {
  await refreshStatistics(context.db);
  const synced = await syncAdvisories(context, source);
  const matched = (await matchAdvisories(context)) + (await matchPackageVersions(context));
  await expireSuppressions(context.db, context.now());
  const judged = await judgePackages(context, judgeLedger);
  await oweEndedChanges(context);
  const summary = { ...synced, matched, judged, ...(await refreshAlerts(context)) };
  const { advisoryToAlertSeconds, sourceFailure, ...counts } = summary;
  context.log.info({ source: source.name, ...counts }, 'hourly run done');
  return summary;
}
