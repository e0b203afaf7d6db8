import type { ColumnType, Generated } from 'kysely';

/** A repository that an installation lets us read. */
export interface RepositoriesTable {
  /** GitHub's repository id: it outlives renames. */
  id: number;
  installation_id: number;
  owner: string;
  name: string;
  default_branch: string;
  private: boolean;
  archived: Generated<boolean>;
  /** From the repository's configuration: what API filters and policies can name. */
  tags: Generated<string[]>;
  /** The effective configuration of the last scan (JSON), and what was wrong with its files. */
  config: ColumnType<unknown, string | null, string | null>;
  config_problems: ColumnType<unknown, string | null, string | null>;
  /** The commit of the last complete scan. */
  scanned_sha: string | null;
  scanned_at: Date | null;
  /** Why the last scan could not be done; null after one that could. */
  scan_error: string | null;
  /** When the installation lost it (or it was deleted): its data goes after the grace period. */
  removed_at: Date | null;
  /** The dashboard issue, and a hash of what it says: the same is not written again. */
  dashboard_number: number | null;
  dashboard_key: string | null;
  created_at: ColumnType<Date, Date | undefined, never>;
  updated_at: Generated<Date>;
}
