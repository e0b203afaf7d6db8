import type { Generated } from 'kysely';

/** A webhook delivery that was accepted: the same GUID again is a redelivery and is not acted on twice. */
export interface DeliveriesTable {
  guid: string;
  event: string;
  action: string | null;
  installation_id: number | null;
  received_at: Generated<Date>;
}
