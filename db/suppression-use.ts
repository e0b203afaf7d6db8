import { sql } from 'kysely';
import type { Trx } from './open-database.ts';

/** Notes that these were found to be about an alert, where nobody noted it before. */
export async function noteSuppressionUse(trx: Trx, ids: Iterable<number>, now: Date): Promise<void> {
  const used = [...ids];
  if (used.length === 0) return;
  // Without waiting: whoever holds one is noting the same, or takes it away.
  await sql`update suppressions set used_at = ${now} where id in (
    select id from suppressions where id = any(${used}::integer[]) and used_at is null
    order by id for update skip locked)`.execute(trx);
}
