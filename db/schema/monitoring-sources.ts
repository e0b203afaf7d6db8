import type { ColumnType } from 'kysely';

/** Who sends alerts from outside, and when it was heard last. */
export interface MonitoringSourcesTable {
  installation_id: number;
  /** Name of the token that it sends with. */
  source: string;
  heard_at: Date;
  watchdog_heard_at: Date | null;
  /** By the hash of a group: alerts that its last delivery left out. */
  truncated: ColumnType<Record<string, number>, string | undefined, string>;
}
