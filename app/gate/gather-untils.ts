import type { GateAlertRow } from '../../db/gate-alerts.ts';
import { listChangesById } from '../../db/maintainer-changes.ts';
import { decisionKey, listDecisions } from '../../db/maintainer-decisions.ts';
import type { Db } from '../../db/open-database.ts';
import type { Repository } from '../../db/repositories.ts';
import { changeGroupKey, changeIdOf } from '../../scanners/alerts/index.ts';
import { changeState } from '../../scanners/maintainers/index.ts';
import { watchingOf } from '../jobs/changes/watching-of.ts';

export interface ChangeOutlook {
  /** ISO 8601: when it goes quiet without further signals; null: only a person's word ends it. */
  until: string | null;
  investigated: boolean;
}

/** By the key of their alerts: when changes end by themselves, and whether somebody looks into them. */
export async function gatherUntils(
  db: Db,
  { installation_id, config }: Repository,
  alerts: readonly Pick<GateAlertRow, 'kind' | 'group_key'>[],
  now: Date,
): Promise<Map<string, ChangeOutlook>> {
  const ids = alerts.flatMap(({ kind, group_key }) => changeIdOf({ kind, groupKey: group_key }) ?? []);
  const changes = await listChangesById(db, ids);
  const decisions = await listDecisions(db, ids, [installation_id]);
  const { cooldownDays } = watchingOf(config);
  return new Map(
    changes.map((change) => {
      const decided = decisions.get(decisionKey(change.id, installation_id)) ?? [];
      const { until, investigatedBy } = changeState(change, decided, { now, cooldownDays });
      const outlook = { until: until?.toISOString() ?? null, investigated: investigatedBy !== undefined };
      return [changeGroupKey(change.id), outlook];
    }),
  );
}
