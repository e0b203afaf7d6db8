/** Append-only record of what was decided and why, hash-chained per installation. */
export interface EvidenceTable {
  installation_id: number;
  /** 1, 2, 3 … without gaps in an installation's chain. */
  seq: number;
  at: Date;
  /** `alert.opened`, `alert.resolved`, … */
  event: string;
  /** What it is about: `alert:12`, `repository:34`. */
  subject: string;
  /** Canonical JSON, exactly as hashed. */
  data: string;
  prev_hash: string;
  /** SHA-256, hex, of the canonical JSON of all other columns. */
  hash: string;
}
