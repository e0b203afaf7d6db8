import type { Db, Trx } from '../../db/open-database.ts';
import {
  type Deletion,
  deleteSuppression,
  type Insertion,
  insertSuppression,
  type NewSuppression,
  oweSuppression,
  type SuppressionReach,
} from '../../db/suppression-changes.ts';

/** Called in the transaction that owes alerts a decision: has it made within a minute, and pull requests in reach follow. */
export type RefreshSoon = (trx: Trx, reach: SuppressionReach) => Promise<void>;

export interface SuppressContext {
  db: Db;
  now: () => Date;
  refreshSoon: RefreshSoon;
}

/** Stores what a person says, and has the alerts decided that it is about. */
export async function suppress(context: SuppressContext, given: NewSuppression): Promise<Insertion> {
  const done = await context.db.transaction().execute((trx) => suppressWithin(trx, context, given));
  if ('row' in done) await oweAgain(context, [done.row]);
  return done;
}

/** Takes it back, and has the alerts decided that it was about. `by`: who wants it. */
export async function unsuppress(
  context: SuppressContext,
  key: { installationId: number; id: number },
  by: string,
): Promise<Deletion> {
  const done = await context.db.transaction().execute((trx) => unsuppressWithin(trx, context, { ...key, by }));
  if ('row' in done) await oweAgain(context, [done.row]);
  return done;
}

/** The same as part of a transaction; when that has ended, `oweAgain` is owed. */
export async function suppressWithin(
  trx: Trx,
  { now, refreshSoon }: Omit<SuppressContext, 'db'>,
  given: NewSuppression,
): Promise<Insertion> {
  const done = await insertSuppression(trx, given, now());
  if ('row' in done) await owe(trx, refreshSoon, done.row);
  return done;
}

/** The same as part of a transaction; when that has ended, `oweAgain` is owed. */
export async function unsuppressWithin(
  trx: Trx,
  { now, refreshSoon }: Omit<SuppressContext, 'db'>,
  key: { installationId: number; id: number; by: string },
): Promise<Deletion> {
  const done = await deleteSuppression(trx, key, { by: key.by, now: now() });
  if ('row' in done) await owe(trx, refreshSoon, done.row);
  return done;
}

/** Once more, now that everyone sees the change: what was being decided meanwhile did not know of it. */
export async function oweAgain(
  { db, refreshSoon }: Omit<SuppressContext, 'now'>,
  reaches: readonly SuppressionReach[],
): Promise<void> {
  if (reaches.length === 0) return;
  await db.transaction().execute(async (trx) => {
    for (const reach of reaches) await owe(trx, refreshSoon, reach);
  });
}

async function owe(trx: Trx, refreshSoon: RefreshSoon, reach: SuppressionReach): Promise<void> {
  await oweSuppression(trx, reach);
  await refreshSoon(trx, reach);
}
