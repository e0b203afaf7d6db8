import type { Generated } from 'kysely';

/** Someone decided to live with an alert until a date. */
export interface SuppressionsTable {
  id: Generated<number>;
  installation_id: number;
  /** Null: every repository of the installation. */
  repository_id: number | null;
  /** `config`: from `.github/lockkeeper.yml`, replaced as a whole at each scan. `api`: asked for through the API. */
  source: string;
  /** `npm` is the only one that is read today. */
  ecosystem: Generated<string>;
  package_name: string | null;
  /** An advisory id; its aliases count too. */
  advisory_id: string | null;
  /** Versions that the package must not be updated to; where it is set, alerts stay open. */
  range: string | null;
  /** Glob of lockfile paths; null: every path. */
  path: string | null;
  /** Only for what nothing but development needs. */
  dev_only: Generated<boolean>;
  reason: string;
  author: string | null;
  expires_at: Date | null;
  created_at: Generated<Date>;
  /** When it was first found to be about an alert; null: never. */
  used_at: Date | null;
  /** When evidence was given that it ended. */
  expiry_noted_at: Date | null;
}
