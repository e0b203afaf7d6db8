import type { Trx } from '../../db/open-database.ts';
import { listHolders } from '../../db/package-holders.ts';
import { repositoriesHeldBy } from '../../db/target-holds.ts';
import { findRepositoriesToPlan } from '../../db/update-lockfiles.ts';
import type { CommandEffects } from '../commands/carry-out.ts';
import type { ShellContext } from './shell-context.ts';

type Effects = Pick<ShellContext, 'queue' | 'now'>;

/** What commands set going, by the queue: in their transaction. */
export function commandEffects(context: Effects): CommandEffects {
  const { queue, now } = context;
  return {
    now,
    refreshSoon: async (trx) => void (await queue.send(trx, 'refresh-alerts', {})),
    updateSoon: async (trx, payload) => void (await queue.send(trx, 'update-repository', payload)),
    scanSoon: async (trx, payload) => void (await queue.send(trx, 'scan-repository', payload)),
    changesDecided: (trx, repository, packageNames) =>
      changesDecided(trx, context, {
        installationId: repository.installation_id,
        packageNames,
        repositoryId: repository.id,
      }),
    updatesPinned: (trx, repository, repositoryIds) =>
      updateAll(trx, context, {
        installationId: repository.installation_id,
        repositoryIds,
        repositoryId: repository.id,
      }),
  };
}

export interface DecidedChanges {
  installationId: number;
  packageNames: readonly string[];
  /** Where it was said: its updates go first. */
  repositoryId?: number;
}

/**
 * What follows when people have decided about changes of packages, whichever way they did: alerts are decided, issues are written, and
 * updates that were held are planned again.
 */
export async function changesDecided(
  trx: Trx,
  context: Pick<Effects, 'queue'>,
  { installationId, packageNames, repositoryId }: DecidedChanges,
): Promise<void> {
  await context.queue.send(trx, 'refresh-alerts', {});
  await context.queue.send(trx, 'report-maintainers', { installationId });
  const holders = await listHolders(trx, packageNames, installationId);
  // A burst holds packages of others too.
  const held = await repositoriesHeldBy(trx, { installationId, packageNames });
  const repositoryIds = [...new Set([...holders.map((one) => one.repositoryId), ...held])];
  await updateAll(trx, context, { installationId, repositoryIds, repositoryId });
}

/** Plans again where something is planned. */
async function updateAll(
  trx: Trx,
  { queue }: Pick<Effects, 'queue'>,
  given: { installationId: number; repositoryIds: readonly number[]; repositoryId: number | undefined },
): Promise<void> {
  const { installationId, repositoryIds } = given;
  const planned = new Set(await findRepositoriesToPlan(trx, installationId));
  const payloads = repositoryIds
    .filter((id) => planned.has(id))
    .map((repositoryId) => ({
      installationId,
      repositoryId,
      trigger: repositoryId === given.repositoryId ? ('command' as const) : ('scan' as const),
    }));
  await queue.sendAll(trx, 'update-repository', payloads);
}
