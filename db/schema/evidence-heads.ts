/** The end of each installation's evidence chain; its row is the lock that orders writers. */
export interface EvidenceHeadsTable {
  installation_id: number;
  seq: number;
  hash: string;
}
