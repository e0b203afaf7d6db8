/** A CVE that is known to be exploited. */
export interface KevEntriesTable {
  cve_id: string;
  /** A date, which drivers make something of: read it with `to_char`. */
  added_on: unknown;
  ransomware: boolean;
}
