import { takeDueHolds } from '../../../db/gate-holds.ts';
import type { ShellContext } from '../shell-context.ts';

/** A little less than the clock's two minutes, so that no turn of it is left out. */
const BETWEEN_LOOKS_MS = 100_000;
const BATCH = 200;

/** Has the runs that wait for the gate looked at: those that are due, by the clock or since something changed. */
export async function reviewHolds(
  context: Pick<ShellContext, 'db' | 'queue' | 'now' | 'log' | 'signal'>,
): Promise<void> {
  const { db, queue, now, signal, log } = context;
  let due = 0;
  for (;;) {
    signal?.throwIfAborted();
    const at = now();
    const nextLook = new Date(at.getTime() + BETWEEN_LOOKS_MS);
    const taken = await db.transaction().execute(async (trx) => {
      const holds = await takeDueHolds(trx, { now: at, nextLook, limit: BATCH });
      await queue.sendAll(
        trx,
        'answer-hold',
        holds.map(({ id, installation_id: installationId }) => ({ installationId, holdId: id })),
      );
      return holds.length;
    });
    due += taken;
    if (taken < BATCH) break;
  }
  if (due > 0) log.info({ due }, 'deployments that wait are looked at');
}
