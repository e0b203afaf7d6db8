import { reclaimSpace } from '../../db/reclaim-space.ts';
import {
  purgeContents,
  purgeDeliveries,
  purgeGate,
  purgeInstallations,
  purgeMonitoringAlerts,
  purgePackageVersions,
  purgeRepositories,
  purgeUpdateRuns,
} from '../../db/retention.ts';
import { forgetPackages } from '../../db/tracked-packages.ts';
import type { ShellContext } from './shell-context.ts';

const DAY = 24 * 60 * 60 * 1000;
/** For how long a run of the planner can be looked at. */
const UPDATE_RUN_DAYS = 30;
/** For how long a resolved alert of monitoring can be looked at. */
const MONITORING_ALERT_DAYS = 90;
/** For how long the gate's decisions can be looked at and made again: a year, and the month in which it is reported on. */
const GATE_DAYS = 400;

/** Deletes for good what was removed longer ago than the grace period, and what nothing points to any more. */
export async function retention({ db, log, now, config }: ShellContext): Promise<void> {
  const before = (days: number) => new Date(now().getTime() - days * DAY);
  const installations = await purgeInstallations(db, before(config.graceDays));
  const repositories = await purgeRepositories(db, before(config.graceDays));
  const deliveries = await purgeDeliveries(db, before(config.deliveryDays));
  const updateRuns = await purgeUpdateRuns(db, before(UPDATE_RUN_DAYS));
  const monitoringAlerts = await purgeMonitoringAlerts(db, before(MONITORING_ALERT_DAYS));
  const gate = await purgeGate(db, before(GATE_DAYS));
  const contents = await purgeContents(db, before(1));
  const packageVersions = await purgePackageVersions(db);
  const trackedPackages = await forgetPackages(db);
  if (config.database.kind === 'pglite') await reclaimSpace(db);
  const counts = {
    installations,
    repositories,
    deliveries,
    updateRuns,
    monitoringAlerts,
    gate,
    contents,
    packageVersions,
    trackedPackages,
  };
  log.info(counts, 'retention done');
}
