import type { ColumnType, Generated } from 'kysely';

/** What people of an installation decided about a change. */
export interface MaintainerDecisionsTable {
  id: Generated<number>;
  installation_id: number;
  change_id: number;
  kind: 'accept' | 'investigate';
  author: string;
  reason: string | null;
  /** Who is to look into it. */
  person: string | null;
  /** The last signal that they knew of: a further one is theirs to decide anew. */
  signals_until: ColumnType<Date, Date | string, Date | string>;
  decided_at: Date;
}
