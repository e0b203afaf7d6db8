import type { Generated } from 'kysely';

/** Someone decided to live with an alert until a date. */
export interface SuppressionsTable {
  id: Generated<number>;
  installation_id: number;
  /** Null: every repository of the installation. */
  repository_id: number | null;
  /** `config`: from `.github/lockkeeper.yml`, replaced as a whole at each scan. */
  source: string;
  package_name: string | null;
  /** An advisory id; its aliases count too. */
  advisory_id: string | null;
  /** Glob of lockfile paths; null: every path. */
  path: string | null;
  reason: string;
  author: string | null;
  expires_at: Date | null;
  created_at: Generated<Date>;
}
