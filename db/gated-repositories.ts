import { sql } from 'kysely';
import type { Db, Trx } from './open-database.ts';

/** Repositories whose configuration speaks of the gate, and that have a commit to say it on: of some, or of all there are. */
export async function listGated(db: Db | Trx, ids?: readonly number[]): Promise<number[]> {
  const rows = await db
    .selectFrom('repositories as r')
    .innerJoin('installations as i', 'i.id', 'r.installation_id')
    .select('r.id')
    .where('i.state', '=', 'active')
    .where('r.removed_at', 'is', null)
    .where('r.archived', '=', false)
    .where('r.scanned_sha', 'is not', null)
    .where(sql<boolean>`(r.config -> 'gate' is not null or r.config -> 'gateFaults' is not null)`)
    .$if(ids !== undefined, (query) => query.where(sql<boolean>`r.id = any(${[...(ids ?? [])]}::bigint[])`))
    .orderBy('r.id')
    .execute();
  return rows.map(({ id }) => id);
}
