/** Where reading an advisory source got to. */
export interface AdvisoryFeedsTable {
  source: string;
  cursor: string | null;
  /** When it was last read to its end. */
  completed_at: Date | null;
  /** Why the last reading failed; null after one that did not. */
  error: string | null;
}
