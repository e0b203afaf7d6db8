/** How likely a CVE is to be exploited in the next 30 days. */
export interface EpssScoresTable {
  cve_id: string;
  epss: number;
  percentile: number;
}
