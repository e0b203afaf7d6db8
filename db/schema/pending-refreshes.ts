import type { Generated } from 'kysely';

/**
 * Work that is owed: the alerts of this lockfile's package (`''`: of every package) must be decided again.
 * The same work may be owed several times: a row that is added while an earlier one is worked off must not get lost in it.
 */
export interface PendingRefreshesTable {
  id: Generated<number>;
  lockfile_id: number;
  package_name: string;
}
