import { listChangesById, type StoredChange } from '../../../db/maintainer-changes.ts';
import type { Db, Trx } from '../../../db/open-database.ts';

/**
 * Some changes became part of others since people were told of them.
 * @param changes by their ids: gets those that are missing
 * @returns by the id, that of the change that it is part of today, or its own
 */
export async function loadStanding(
  db: Db | Trx,
  ids: readonly number[],
  changes: Map<number, StoredChange>,
): Promise<Map<number, number>> {
  const standing = new Map<number, number>();
  let wanted = ids.map((id) => ({ id, from: id }));
  while (wanted.length > 0) {
    const missing = new Set(wanted.map(({ id }) => id).filter((id) => !changes.has(id)));
    const loaded = new Map((await listChangesById(db, [...missing])).map((change) => [change.id, change]));
    const next: typeof wanted = [];
    for (const { id, from } of wanted) {
      const change = changes.get(id) ?? loaded.get(id);
      if (change === undefined) continue;
      if (change.mergedInto !== null) next.push({ id: change.mergedInto, from });
      else {
        changes.set(id, change);
        standing.set(from, id);
      }
    }
    wanted = next;
  }
  return standing;
}
