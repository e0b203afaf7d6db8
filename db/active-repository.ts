import type { Db, Trx } from './open-database.ts';
import type { Repository } from './repositories.ts';

/** By GitHub's number, whichever installation has it: only for who is vouched for by GitHub itself. */
export async function findActiveRepository(db: Db | Trx, id: number): Promise<Repository | undefined> {
  return db
    .selectFrom('repositories as r')
    .innerJoin('installations as i', 'i.id', 'r.installation_id')
    .selectAll('r')
    .where('r.id', '=', id)
    .where('r.removed_at', 'is', null)
    .where('i.state', '=', 'active')
    .executeTakeFirst();
}
