import { reopenHold, saveHold } from '../../../db/gate-holds.ts';
import { findRepository } from '../../../db/repositories.ts';
import type { JobPayload } from '../../queue/jobs.ts';
import type { ShellContext } from '../shell-context.ts';
import { readCallback } from './read-callback.ts';

/** Writes down that a run waits for the gate, and has it looked at. The same told again is the same hold. */
export async function openHold(context: ShellContext, payload: JobPayload<'open-hold'>): Promise<void> {
  const { db, queue, log, now, config } = context;
  const { installationId, repositoryId, environment, deploymentId, sha, callbackUrl } = payload;
  const repository = await findRepository(db, repositoryId);
  if (repository === undefined || repository.removed_at !== null || repository.installation_id !== installationId) {
    // It may have been added a moment ago: the queue tries again.
    throw new Error(`expected a repository that the installation has, found none with the id ${repositoryId}`);
  }
  const callback = readCallback(callbackUrl, { apiUrl: config.github!.apiUrl, repository });
  if (!callback.ok) {
    log.warn({ repositoryId, environment, why: callback.why }, 'a deployment is not answered: its callback is refused');
    return;
  }
  const { runId, path: callbackPath } = callback;
  const asked = { installationId, repositoryId, runId, environment, deploymentId, sha, callbackPath, now: now() };
  await db.transaction().execute(async (trx) => {
    const hold = await saveHold(trx, asked);
    if (hold === undefined) return;
    const again = hold.state !== 'waiting';
    // Webhooks that are sent twice do not come so far: this is another request.
    if (again && hold.deployment_id !== null) return;
    if (again) await reopenHold(trx, { id: hold.id, now: now() });
    await queue.send(trx, 'answer-hold', { installationId, holdId: hold.id });
  });
}
