import type { Trx } from '../../db/open-database.ts';
import type { JobContext } from './job-context.ts';

/**
 * Does work batch by batch, each in a transaction of its own, until one comes back short of `size`; between them it
 * stops where it is told to.
 * @returns how much was done.
 */
export async function inBatches(
  { db, now, signal }: JobContext,
  size: number,
  doBatch: (trx: Trx, now: Date) => Promise<number>,
): Promise<number> {
  let done = 0;
  for (;;) {
    signal?.throwIfAborted();
    const batch = await db.transaction().execute((trx) => doBatch(trx, now()));
    done += batch;
    if (batch < size) return done;
  }
}
