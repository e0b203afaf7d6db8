import type { Db, Trx } from '../../db/open-database.ts';
import {
  type Deletion,
  deleteSuppression,
  type Insertion,
  insertSuppression,
  type NewSuppression,
  oweSuppression,
  type SuppressionRow,
} from '../../db/suppression-changes.ts';

/** Called in the transaction that owes alerts a decision: has it made within a minute. */
export type RefreshSoon = (trx: Trx) => Promise<void>;

export interface SuppressContext {
  db: Db;
  now: () => Date;
  refreshSoon: RefreshSoon;
}

/** Stores what a person says, and has the alerts decided that it is about. */
export async function suppress(context: SuppressContext, given: NewSuppression): Promise<Insertion> {
  return change(context, (trx) => insertSuppression(trx, given, context.now()));
}

/** Takes it back, and has the alerts decided that it was about. `by`: who wants it. */
export async function unsuppress(
  context: SuppressContext,
  key: { installationId: number; id: number },
  by: string,
): Promise<Deletion> {
  return change(context, (trx) => deleteSuppression(trx, key, { by, now: context.now() }));
}

async function change<Result extends Insertion | Deletion>(
  { db, refreshSoon }: SuppressContext,
  act: (trx: Trx) => Promise<Result>,
): Promise<Result> {
  const result = await db.transaction().execute(async (trx) => {
    const done = await act(trx);
    if ('row' in done) await owe(trx, done.row);
    return done;
  });
  // Once more, now that everyone sees the change: what was being decided meanwhile did not know of it.
  if ('row' in result) await db.transaction().execute((trx) => owe(trx, result.row));
  return result;

  async function owe(trx: Trx, row: SuppressionRow): Promise<void> {
    await oweSuppression(trx, row);
    await refreshSoon(trx);
  }
}
