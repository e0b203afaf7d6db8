import type { JobContext } from '../job-context.ts';
import { matchPackageVersions } from '../match-package-versions.ts';
import { refreshAlerts } from '../refresh-alerts.ts';

/** Matches what is new and decides the alerts that are owed, of whichever repository they are. */
export async function refreshFindings({ db, log, now, signal, alertsChanged }: JobContext): Promise<void> {
  const context = { db, log, now, signal, alertsChanged };
  await matchPackageVersions(context);
  await refreshAlerts(context);
}
