import { type Selectable, sql } from 'kysely';
import type { Db, Trx } from './open-database.ts';
import { oweExpiredSuppressions } from './pending-refreshes.ts';
import type { SuppressionsTable } from './schema/suppressions.ts';
import { recordSuppressions } from './suppression-evidence.ts';

const BATCH = 500;

/**
 * Gives evidence of every suppression that ended by `now`, once, and owes the alerts that it held back.
 * @returns how many packages of lockfiles are owed.
 */
export async function expireSuppressions(db: Db, now: Date): Promise<number> {
  while ((await db.transaction().execute((trx) => expireBatch(trx, now))) === BATCH);
  return oweExpiredSuppressions(db, now);
}

async function expireBatch(trx: Trx, now: Date): Promise<number> {
  // In order of the installations, and without waiting: whoever holds one is changing it, and the next hour looks again.
  const { rows } = await sql<Selectable<SuppressionsTable>>`
    update suppressions set expiry_noted_at = ${now} where id in (
      select id from suppressions where expires_at <= ${now} and expiry_noted_at is null
      order by expires_at, id limit ${BATCH} for update skip locked
    ) returning *`.execute(trx);
  await recordSuppressions(
    trx,
    'expired',
    rows.sort((a, b) => a.id - b.id),
    { now },
  );
  return rows.length;
}
