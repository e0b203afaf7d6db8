import { listHoldings, type PackageHolding } from '../../db/changed-packages.ts';
import type { StoredChange } from '../../db/maintainer-changes.ts';
import { decisionKey, listDecisions } from '../../db/maintainer-decisions.ts';
import type { Db, Trx } from '../../db/open-database.ts';
import { type MaintainersConfig, maintainersOf } from '../../scanners/config/index.ts';
import { type ChangeDecision, type ChangeState, changeState } from '../../scanners/maintainers/index.ts';

/** What a change is for an installation. */
export type InstallationState = Omit<ChangeState, 'state'> & {
  state:
    | ChangeState['state']
    /** No repository that holds the package has maintainer changes watched. */
    | 'unwatched';
};

export interface DescribedChange {
  change: StoredChange;
  state: InstallationState;
  holdings: PackageHolding[];
}

/**
 * Changes with what they are for an installation: one is open as long as it is for a repository that holds the package, so the longest
 * cooldown counts. What nothing of the installation holds is left out.
 */
export async function describeChanges(
  db: Db | Trx,
  installationId: number,
  { changes, now }: { changes: readonly StoredChange[]; now: Date },
): Promise<DescribedChange[]> {
  const names = [...new Set(changes.map(({ packageName }) => packageName))];
  const held = await listHoldings(db, installationId, names);
  const decisions = await listDecisions(
    db,
    changes.map(({ id }) => id),
    [installationId],
  );
  return changes.flatMap((change) => {
    const holdings = held.get(change.packageName);
    if (holdings === undefined) return [];
    const decided = decisions.get(decisionKey(change.id, installationId)) ?? [];
    return [{ change, holdings, state: stateOf(change, decided, { holdings, now }) }];
  });
}

function stateOf(
  change: StoredChange,
  decisions: readonly ChangeDecision[],
  { holdings, now }: { holdings: readonly PackageHolding[]; now: Date },
): InstallationState {
  const configs = holdings.map(({ maintainers }) =>
    maintainersOf({ maintainers: (maintainers ?? {}) as Partial<MaintainersConfig> }),
  );
  const watching = configs.filter(({ enabled }) => enabled);
  const cooldownDays = Math.max(1, ...watching.map((config) => config.cooldownDays));
  const state = changeState(change, decisions, { now, cooldownDays });
  const isAsked = state.state === 'open' || state.state === 'quiet';
  return isAsked && watching.length === 0 ? { state: 'unwatched' } : state;
}
