import type { Generated } from 'kysely';

/** Whoever has its address sees the score of one repository and environment. The token in the address is never stored. */
export interface BadgesTable {
  id: Generated<number>;
  installation_id: number;
  repository_id: number;
  environment: string;
  /** SHA-256 of the token, hex. */
  hash: string;
  created_by: string;
  created_at: Date;
}
