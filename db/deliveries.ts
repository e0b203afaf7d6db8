import type { Db, Trx } from './open-database.ts';

export interface DeliveryNote {
  guid: string;
  event: string;
  action: string | null;
  installationId: number | null;
}

/** @returns false where this GUID was recorded before: GitHub has sent it again. */
export async function recordDelivery(trx: Trx, note: DeliveryNote, now: Date): Promise<boolean> {
  const { guid, event, action, installationId } = note;
  const inserted = await trx
    .insertInto('deliveries')
    .values({ guid, event, action, installation_id: installationId, received_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('guid')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** Those of the GUIDs that were recorded. */
export async function findDeliveries(db: Db, guids: readonly string[]): Promise<Set<string>> {
  if (guids.length === 0) return new Set();
  const rows = await db.selectFrom('deliveries').select('guid').where('guid', 'in', guids).execute();
  return new Set(rows.map(({ guid }) => guid));
}
