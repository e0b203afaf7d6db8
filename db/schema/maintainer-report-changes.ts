import type { ColumnType } from 'kysely';

/** Which changes an issue tells of. */
export interface MaintainerReportChangesTable {
  report_id: number;
  change_id: number;
  /** The last signal that it tells of. */
  signals_until: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
}
