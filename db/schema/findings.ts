import type { Generated } from 'kysely';

/** An advisory affects a package version. */
export interface FindingsTable {
  package_version_id: number;
  advisory_id: string;
  found_at: Generated<Date>;
}
