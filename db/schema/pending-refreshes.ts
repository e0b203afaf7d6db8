/** Work that is owed: the alerts of this lockfile's package (`''`: of every package) must be decided again. */
export interface PendingRefreshesTable {
  lockfile_id: number;
  package_name: string;
}
