import { listGated } from '../../../db/gated-repositories.ts';
import type { Db, Trx } from '../../../db/open-database.ts';
import type { ShellContext } from '../shell-context.ts';

/** Has the check runs of the gate looked at: those of some repositories, or all (by the hour: burn rates, freezes and ages come with time). */
export async function startGateChecks(
  db: Db | Trx,
  { queue }: Pick<ShellContext, 'queue'>,
  repositoryIds?: readonly number[],
): Promise<void> {
  const gated = await listGated(db, repositoryIds);
  await queue.sendAll(
    db,
    'publish-gate-check',
    gated.map((repositoryId) => ({ repositoryId })),
  );
}
