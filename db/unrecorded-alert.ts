import { sql } from 'kysely';
import type { Trx } from './open-database.ts';

/**
 * The first alert of an installation whose beginning its evidence does not tell. Every alert begins with such an entry, in
 * the transaction that inserts it: one without shows that evidence was taken away, even where what is left hangs together.
 */
export async function findUnrecordedAlert(trx: Trx, installationId: number): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    select a.id from alerts a
    where a.installation_id = ${installationId} and not exists (
      select from evidence e
      where e.installation_id = ${installationId} and e.subject = 'alert:' || a.id
        and e.event in ('alert.opened', 'alert.suppressed')
    )
    order by a.id
    limit 1`.execute(trx);
  return rows[0]?.id;
}
