import type { Generated } from 'kysely';

/** An issue that tells of changes, or that is owed. */
export interface MaintainerReportsTable {
  id: Generated<number>;
  installation_id: number;
  repository_id: number;
  /** `day:2026-11-25` (the changes of a day), or `change:12` (and those that are the same event elsewhere). */
  key: string;
  issue_number: number | null;
  /** Hash of what the issue says. */
  issue_key: string | null;
  state: 'owed' | 'open' | 'closed';
  created_at: Date;
  updated_at: Date;
}
