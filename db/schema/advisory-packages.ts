/** Which packages an advisory names: the index that matching goes by. */
export interface AdvisoryPackagesTable {
  advisory_id: string;
  package_name: string;
}
