import type { Generated } from 'kysely';

/** A token for the REST API. The secret itself is never stored. */
export interface ApiTokensTable {
  id: Generated<number>;
  installation_id: number;
  name: string;
  /** SHA-256 of the secret, hex. */
  hash: string;
  /** `alerts:read`, `inventory:read`, … */
  scopes: string[];
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
  created_at: Generated<Date>;
}
