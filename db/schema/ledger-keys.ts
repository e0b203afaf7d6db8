/** Keys that this database made for itself. */
export interface LedgerKeysTable {
  purpose: string;
  /** Hex. */
  key: string;
}
