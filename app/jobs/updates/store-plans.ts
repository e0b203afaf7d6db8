import type { Repository } from '../../../db/repositories.ts';
import type { PlannedAlert } from '../../../db/schema/update-plans.ts';
import { deleteUpdatePlans, saveUpdatePlan } from '../../../db/update-plans.ts';
import type { AlertFacts } from '../../../scanners/alerts/index.ts';
import type { RepositoryPlan } from './plan-repository.ts';
import type { UpdateContext } from './update-tools.ts';

/** Keeps what was planned for a repository, with what is skipped on evidence, in one transaction. */
export async function storePlans(
  { db, now }: Pick<UpdateContext, 'db' | 'now'>,
  repository: Repository,
  { commitSha, lockfiles }: RepositoryPlan,
  runId: number | null,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await deleteUpdatePlans(
      trx,
      repository.id,
      lockfiles.map(({ lockfileId }) => lockfileId),
    );
    for (const planned of lockfiles) {
      const failed = 'error' in planned;
      await saveUpdatePlan(trx, {
        installationId: repository.installation_id,
        repositoryId: repository.id,
        repository: `${repository.owner}/${repository.name}`,
        lockfileId: planned.lockfileId,
        path: planned.path,
        runId,
        commitSha: commitSha ?? '',
        plan: failed
          ? { updates: [], skipped: [], alerts: [] }
          : { ...planned.plan, alerts: planned.alerts.map(toPlannedAlert) },
        error: failed ? planned.error : null,
        now: now(),
      });
    }
  });
}

export function toPlannedAlert(facts: AlertFacts): PlannedAlert {
  const { packageName, groupKey, advisoryIds, aliases, kind, severity, summary, versions, scopes } = facts;
  return { packageName, groupKey, advisoryIds, aliases, kind, severity, summary, versions, scopes };
}
