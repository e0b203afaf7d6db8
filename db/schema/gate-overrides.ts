import type { ColumnType, Generated } from 'kysely';

/** Somebody who agreed to an override, with the permission that they had on the repository then. */
export interface OverrideApproval {
  login: string;
  permission: string;
  /** ISO 8601 */
  at: string;
}

/** A person said that a block does not hold for one environment, until it ends. */
export interface GateOverridesTable {
  id: Generated<number>;
  installation_id: number;
  repository_id: number;
  environment: string;
  reason: string;
  created_by: string;
  /** Whoever made it first. */
  approvals: ColumnType<OverrideApproval[], string, string>;
  /** Where it was asked for. */
  url: string | null;
  created_at: Date;
  expires_at: Date;
  revoked_by: string | null;
  revoked_at: Date | null;
}
