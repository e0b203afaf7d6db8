import type { Generated } from 'kysely';

/** A version of an npm package that some lockfile holds. */
export interface PackageVersionsTable {
  id: Generated<number>;
  name: string;
  version: string;
  /** Null until it was matched with the advisories of its package. */
  matched_at: Date | null;
}
