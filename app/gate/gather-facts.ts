import { lastDeploy } from '../../db/deploys.ts';
import { countExpiredSuppressions, countPackages } from '../../db/gate-alerts.ts';
import { countOverrides, openOverrides } from '../../db/gate-overrides.ts';
import { openMonitoringAlerts } from '../../db/monitoring-alerts.ts';
import { listMonitoringSources, listWatchdogs, truncatedAlerts } from '../../db/monitoring-sources.ts';
import type { Repository } from '../../db/repositories.ts';
import { type GateFacts, type Known, known, type SupplyChain, unknown } from '../../gate/index.ts';
import type { BurnWindow, SloFact } from '../../gate/slo/index.ts';
import type { SloConfig } from '../../scanners/config/index.ts';
import type { GateContext } from './gate-context.ts';
import { gatherAlerts } from './gather-alerts.ts';

export interface Deployment {
  repository: Repository;
  environment: string;
  sha?: string;
}

const OVERRIDES_SINCE_MS = 30 * 24 * 60 * 60 * 1000;

/** Everything that is known of a deploy, as of now. A database that does not answer is an error of whoever asks, and no fact. */
export async function gatherFacts(
  context: GateContext,
  { repository, environment, sha }: Deployment,
  { slos, windows }: { slos: readonly SloConfig[]; windows: readonly BurnWindow[] },
): Promise<GateFacts> {
  const { db } = context;
  const now = context.now();
  const asOf = now.toISOString();
  const repositoryFullName = `${repository.owner}/${repository.name}`;
  const place = { installationId: repository.installation_id, repositoryId: repository.id };
  const [lockfiles, monitoring, objectives] = await Promise.all([
    gatherAlerts(db, repository, now),
    gatherMonitoring(context, { repository, repositoryFullName, environment }, asOf),
    gatherObjectives(context, slos, { windows, now }),
  ]);
  const since = new Date(now.getTime() - OVERRIDES_SINCE_MS);
  const overrides = await countOverrides(db, { ...place, environment, since });
  const expiredSuppressions = await countExpiredSuppressions(db, { ...place, now });
  return {
    environment,
    repository: repositoryFullName,
    ...(sha === undefined ? {} : { sha }),
    ...lockfiles,
    ...monitoring,
    supplyChain: await gatherSupplyChain(context, repository.id, asOf),
    drift: unknown('no-data', 'No check of configuration drift reports to Lockkeeper'),
    slos: objectives,
    lastDeploy: known(await lastDeploy(db, { ...place, environment }), asOf),
    overrides: known(await openOverrides(db, { ...place, environment, now }), asOf),
    changeSafety: known({ overrides, expiredSuppressions }, asOf),
  };
}

async function gatherMonitoring(
  { db }: GateContext,
  of: { repository: Repository; repositoryFullName: string; environment: string },
  asOf: string,
): Promise<Pick<GateFacts, 'monitoring' | 'monitoringGaps' | 'watchdogs'>> {
  const installationId = of.repository.installation_id;
  const sources = await listMonitoringSources(db, installationId);
  if (sources.length === 0) {
    const silent = unknown('no-data', 'Nobody has sent alerts of monitoring yet: let Alertmanager send them');
    return { monitoring: silent, watchdogs: silent };
  }
  const { repositoryFullName, environment } = of;
  const alerts = await openMonitoringAlerts(db, { installationId, repositoryFullName, environment });
  return {
    monitoring: known(alerts, asOf),
    monitoringGaps: sources.flatMap((source) => {
      const left = truncatedAlerts(source);
      return left === 0 ? [] : [`${source.source} left out ${left}: raise max_alerts of its receiver`];
    }),
    watchdogs: known(await listWatchdogs(db, installationId), asOf),
  };
}

async function gatherObjectives(
  { askObjectives }: GateContext,
  slos: readonly SloConfig[],
  options: { windows: readonly BurnWindow[]; now: Date },
): Promise<Known<readonly SloFact[]>> {
  const asOf = options.now.toISOString();
  if (slos.length === 0) return known([], asOf);
  if (askObjectives === null) {
    return unknown('no-data', 'No Prometheus is set to ask objectives of: set LOCKKEEPER_PROMETHEUS_URL');
  }
  return known(await askObjectives(slos, options), asOf);
}

async function gatherSupplyChain({ db }: GateContext, id: number, asOf: string): Promise<Known<SupplyChain>> {
  const { tracked, packages, deprecated, installScripts } = await countPackages(db, id);
  // A share of what was looked at is a share; of nothing, or of a part that is yet to come, it would look better than it is.
  if (packages > 0 && tracked < packages / 2) {
    return unknown('no-data', `The registry was asked about ${tracked} of ${packages} packages so far`);
  }
  return known({ packages, deprecated, installScripts }, asOf);
}
