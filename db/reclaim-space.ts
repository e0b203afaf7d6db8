import { sql } from 'kysely';
import type { Db } from './open-database.ts';

/**
 * Makes room that changed and deleted rows left usable again. A server does so by itself; the embedded database, which
 * has no autovacuum, would only ever grow. To be run once a day on the embedded one; not inside a transaction.
 */
export async function reclaimSpace(db: Db): Promise<void> {
  await sql`vacuum analyze`.execute(db);
}
