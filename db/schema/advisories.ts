import type { ColumnType, Generated } from 'kysely';

/** An OSV record with an npm package in it. */
export interface AdvisoriesTable {
  id: string;
  modified: ColumnType<Date, Date | string, Date | string>;
  published: ColumnType<Date | null, Date | string | null, Date | string | null>;
  withdrawn: ColumnType<Date | null, Date | string | null, Date | string | null>;
  severity: string;
  score: number | null;
  malware: boolean;
  summary: string;
  /** The whole `Advisory` (JSON), as scanners/osv reads it. */
  record: ColumnType<unknown, string, string>;
  /** It changed since it was last matched with the package versions we know. */
  match_pending: Generated<boolean>;
  /** When this database first held it: the start of the advisory-to-alert latency. */
  received_at: Generated<Date>;
}
