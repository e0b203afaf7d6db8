import { listInstallations } from '../../db/installations.ts';
import { findRepositoriesToPlan } from '../../db/update-lockfiles.ts';
import { hasUnfinishedRun, insertUpdateRun } from '../../db/update-runs.ts';
import { UPDATE_CAP } from '../../scanners/updates/index.ts';
import type { ShellContext } from './shell-context.ts';

/** A run that was begun so long ago has died with all its tries. */
const LONGEST_RUN_MS = 6 * 60 * 60 * 1000;

/** Every hour, once the alerts are decided: a run for each installation with something to plan, unless one is under way. */
export async function startUpdateRuns({ db, queue, now }: Pick<ShellContext, 'db' | 'queue' | 'now'>): Promise<void> {
  for (const { id, state } of await listInstallations(db)) {
    if (state !== 'active') continue;
    await db.transaction().execute(async (trx) => {
      if ((await findRepositoriesToPlan(trx, id)).length === 0) return;
      if (await hasUnfinishedRun(trx, id, new Date(now().getTime() - LONGEST_RUN_MS))) return;
      const run = await insertUpdateRun(trx, { installationId: id, trigger: 'hourly', cap: UPDATE_CAP, now: now() });
      await queue.send(trx, 'run-updates', { installationId: id, runId: run.id });
    });
  }
}
