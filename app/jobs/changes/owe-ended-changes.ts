import { listAlertedChanges, oweChangeAlerts } from '../../../db/change-alerts.ts';
import type { JobContext } from '../job-context.ts';
import { loadChanges } from './load-changes.ts';

/**
 * Owes a decision to alerts about changes that nothing happened to but time: they went quiet. Only alerts that stand are looked at, so it
 * costs what they are, however large the inventory is.
 * @returns how many repositories have such.
 */
export async function oweEndedChanges(context: JobContext): Promise<number> {
  const now = context.now();
  return context.db.transaction().execute(async (trx) => {
    const alerted = await listAlertedChanges(trx);
    if (alerted.length === 0) return 0;
    const changesOf = await loadChanges(trx, {
      packageNames: [],
      repositoryIds: [...new Set(alerted.map(({ repositoryId }) => repositoryId))],
      installationIds: [...new Set(alerted.map(({ installationId }) => installationId))],
      alerted: [...new Set(alerted.map(({ changeId }) => changeId))],
      now,
    });
    const ended = alerted.filter((at) => !changesOf(at).open.some(({ id }) => id === at.changeId));
    if (ended.length === 0) return 0;
    await oweChangeAlerts(trx, ended);
    const installationIds = new Set(ended.map(({ installationId }) => installationId));
    await context.changesJudged?.(
      trx,
      [...installationIds].sort((a, b) => a - b),
      [],
    );
    return ended.length;
  });
}
