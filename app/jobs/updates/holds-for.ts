import { decisionKey, listDecisions } from '../../../db/maintainer-decisions.ts';
import type { Db, Trx } from '../../../db/open-database.ts';
import { listHoldingChanges } from '../../../db/target-holds.ts';
import type { MaintainersConfig } from '../../../scanners/config/index.ts';
import { changeState, RISK_LEVELS } from '../../../scanners/maintainers/index.ts';
import { holdsOfChange, type TargetHold } from '../../../scanners/updates/index.ts';

export interface HoldQuestion {
  installationId: number;
  /** What a plan may move. */
  packageNames: readonly string[];
  /** How changes are watched there: what nobody is told of holds nothing. */
  watching: Pick<MaintainersConfig, 'enabled' | 'level' | 'cooldownDays'>;
  now: Date;
}

/**
 * What updates of these packages must not lead to, by the changes of level high and critical that are open for the installation. A burst
 * in any package that the installation holds counts for all: who published it may publish these.
 */
export async function holdsFor(db: Db | Trx, question: HoldQuestion): Promise<TargetHold[]> {
  const { installationId, packageNames, watching, now } = question;
  const { enabled, level, cooldownDays } = watching;
  if (!enabled) return [];
  const names = new Set(packageNames);
  const changes = await listHoldingChanges(db, question);
  const ids = changes.map(({ id }) => id);
  const decisions = await listDecisions(db, ids, [installationId]);
  return changes.flatMap((change) => {
    const known = decisions.get(decisionKey(change.id, installationId)) ?? [];
    const { state, until } = changeState(change, known, { now, cooldownDays });
    if (state !== 'open' || RISK_LEVELS.indexOf(change.level) < RISK_LEVELS.indexOf(level)) return [];
    const holds = holdsOfChange({ ...change, until });
    return holds.filter((hold) => hold.package === undefined || names.has(hold.package));
  });
}
