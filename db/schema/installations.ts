import type { ColumnType, Generated } from 'kysely';

export type InstallationState = 'active' | 'suspended' | 'removed';

/** A GitHub organisation or user that installed the App. */
export interface InstallationsTable {
  /** GitHub's installation id. */
  id: number;
  account_id: number;
  account_login: string;
  account_type: string;
  state: InstallationState;
  /** When it was removed: its data goes after the grace period. */
  removed_at: Date | null;
  created_at: ColumnType<Date, Date | undefined, never>;
  updated_at: Generated<Date>;
}
