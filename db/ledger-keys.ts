import type { Db } from './open-database.ts';

/**
 * The key that this database has for a purpose. Where it has none yet, it keeps the one that is offered; of two processes that offer one
 * at once, both get the first.
 * @param offered hex
 */
export async function keepLedgerKey(db: Db, purpose: 'email', offered: string): Promise<string> {
  const kept = db.selectFrom('ledger_keys').select('key').where('purpose', '=', purpose);
  const known = await kept.executeTakeFirst();
  if (known !== undefined) return known.key;
  await db
    .insertInto('ledger_keys')
    .values({ purpose, key: offered })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return (await kept.executeTakeFirstOrThrow()).key;
}
