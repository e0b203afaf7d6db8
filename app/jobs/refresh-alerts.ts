import { listWithdrawn, loadAdvisories } from '../../db/advisories.ts';
import { type AlertPlace, alertPlace, type DecidedPackage, listAlerts, saveTransitions } from '../../db/alerts.ts';
import { listHeldVersions, listPlaces } from '../../db/held-packages.ts';
import type { Trx } from '../../db/open-database.ts';
import { type RefreshesToTake, type TakenLockfile, takeRefreshes } from '../../db/pending-refreshes.ts';
import { noteSuppressionUse } from '../../db/suppression-use.ts';
import { listSuppressions } from '../../db/suppressions.ts';
import {
  assessChange,
  assessPackage,
  changeGroupKey,
  changeIdOf,
  decideTransitions,
  type InactiveReason,
  matchingSuppressions,
  type Transition,
} from '../../scanners/alerts/index.ts';
import { loadChanges } from './changes/load-changes.ts';
import type { JobContext } from './job-context.ts';

/** Lockfiles a transaction: small enough that another worker or a scan hardly ever waits. */
const BATCH = 20;

export interface RefreshSummary {
  opened: number;
  updated: number;
  suppressed: number;
  reopened: number;
  resolved: number;
  /** For each alert that a new advisory opened: seconds from when this database first held it to the alert. */
  advisoryToAlertSeconds: number[];
}

/**
 * Decides again on the alerts that are owed it. Several workers share the work: each first takes what no other one has,
 * then waits for the rest. One that is stopped leaves what it had taken over as it was.
 */
export async function refreshAlerts(context: JobContext): Promise<RefreshSummary> {
  const summary: RefreshSummary = {
    opened: 0,
    updated: 0,
    suppressed: 0,
    reopened: 0,
    resolved: 0,
    advisoryToAlertSeconds: [],
  };
  const passedOver = await refreshAll(context, false, summary);
  if (passedOver > 0) await refreshAll(context, true, summary);
  return summary;
}

/** Goes once through all that is owed. @returns how many lockfiles were left to others. */
async function refreshAll(context: JobContext, wait: boolean, summary: RefreshSummary): Promise<number> {
  const { db, signal } = context;
  let passedOver = 0;
  for (let after: number | undefined = 0; after !== undefined; ) {
    signal?.throwIfAborted();
    const take: RefreshesToTake = { after, limit: BATCH, wait };
    const batch = await db.transaction().execute((trx) => refreshBatch(context, trx, take));
    for (const { event } of batch.transitions) summary[event] += 1;
    summary.advisoryToAlertSeconds.push(...batch.latencies);
    passedOver += batch.passedOver;
    after = batch.last;
  }
  return passedOver;
}

interface Batch {
  transitions: Transition[];
  latencies: number[];
  last: number | undefined;
  passedOver: number;
}

async function refreshBatch(context: JobContext, trx: Trx, take: RefreshesToTake): Promise<Batch> {
  const now = context.now();
  const { lockfiles, last, passedOver } = await takeRefreshes(trx, take);
  if (lockfiles.length === 0) return { transitions: [], latencies: [], last, passedOver };
  const facts = await gather(trx, lockfiles, now);
  const decided = facts.places.map((place) => decide(place, facts, now));
  await saveTransitions(trx, decided, now);
  await noteSuppressionUse(trx, new Set(decided.flatMap(({ used }) => used)), now);
  const changed = decided.filter(({ transitions }) => transitions.length > 0);
  const repositoryIds = new Set(changed.map(({ lockfile }) => lockfile.repository.id));
  await context.alertsChanged?.(
    trx,
    [...repositoryIds].sort((a, b) => a - b),
  );
  return {
    transitions: decided.flatMap(({ transitions }) => transitions),
    latencies: decided.flatMap((one) => latenciesOf(one, facts, now)),
    last,
    passedOver,
  };
}

type Facts = Awaited<ReturnType<typeof gather>>;

async function gather(trx: Trx, lockfiles: readonly TakenLockfile[], now: Date) {
  const all = lockfiles.filter(({ owed }) => owed.has('')).map(({ id }) => id);
  const named = lockfiles
    .filter(({ owed }) => !owed.has(''))
    .flatMap(({ id, owed }) => [...owed].map((packageName): AlertPlace => ({ lockfileId: id, packageName })));
  const places = [...named, ...(await listPlaces(trx, all, now))];
  const alerts = await listAlerts(trx, places);
  const alertedIds = [...alerts.values()].flat().flatMap(({ facts }) => facts.advisoryIds);
  const standing = [...alerts.values()].flat().filter(({ state }) => state !== 'resolved');
  const packageNames = [...new Set(places.map(({ packageName }) => packageName))];
  const repositoryIds = [...new Set(lockfiles.map(({ repository }) => repository.id))];
  return {
    places,
    lockfiles: new Map(lockfiles.map((lockfile) => [lockfile.id, lockfile])),
    held: await listHeldVersions(trx, places),
    alerts,
    withdrawnIds: await listWithdrawn(trx, [...new Set(alertedIds)]),
    advisories: await loadAdvisories(trx, packageNames),
    changesOf: await loadChanges(trx, {
      packageNames,
      repositoryIds,
      installationIds: [...new Set(lockfiles.map(({ installationId }) => installationId))],
      alerted: standing.flatMap(({ facts }) => changeIdOf(facts) ?? []),
      now,
    }),
    suppressions: await listSuppressions(trx, repositoryIds),
  };
}

interface Decision extends DecidedPackage {
  /** Ids of the suppressions that are about an alert. */
  used: number[];
}

function decide(place: AlertPlace, facts: Facts, now: Date): Decision {
  const { packageName } = place;
  const lockfile = facts.lockfiles.get(place.lockfileId)!;
  const held = facts.held.get(alertPlace(place)) ?? [];
  const advisories = (facts.advisories.get(packageName) ?? []).map(({ advisory }) => advisory);
  const { repository, installationId } = lockfile;
  const changes = facts.changesOf({ packageName, repositoryId: repository.id, installationId });
  const found = [
    ...assessPackage({ packageName, held, advisories }),
    ...changes.open.flatMap((change) => assessChange(change, held)),
  ];
  const suppressions = facts.suppressions.get(lockfile.repository.id) ?? [];
  const inactive = whyInactive(lockfile);
  const transitions = decideTransitions({
    current: facts.alerts.get(alertPlace(place)) ?? [],
    facts: found,
    heldVersions: held.map(({ version }) => version),
    withdrawnIds: facts.withdrawnIds,
    endedChanges: new Map(changes.ended.map(({ change, why }) => [changeGroupKey(change.id), why])),
    inactive,
    lockfilePath: lockfile.path,
    suppressions,
    now,
  });
  const used = (inactive === undefined ? found : [])
    .flatMap((one) => matchingSuppressions(one, { lockfilePath: lockfile.path, suppressions, now }))
    .map(({ id }) => id);
  return { lockfile, packageName, transitions, used };
}

function whyInactive({ removed, repository }: TakenLockfile): InactiveReason | undefined {
  if (repository.removed) return 'repository removed';
  if (repository.archived) return 'repository archived';
  return removed ? 'lockfile removed' : undefined;
}

/** Only alerts that an advisory brought: where the lockfile is the newer of the two, there was nothing to be late with. */
function latenciesOf({ lockfile, packageName, transitions }: DecidedPackage, facts: Facts, now: Date): number[] {
  const held = facts.advisories.get(packageName) ?? [];
  return transitions
    .filter(({ event, facts: said }) => event === 'opened' && said?.kind !== 'maintainer-change')
    .flatMap(({ facts: said }) => {
      const received = held
        .filter(({ advisory }) => said?.advisoryIds.includes(advisory.id))
        .map(({ receivedAt }) => receivedAt);
      const first = Math.min(...received.map((at) => at.getTime()));
      return first > lockfile.updatedAt.getTime() ? [(now.getTime() - first) / 1000] : [];
    });
}
