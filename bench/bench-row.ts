/** One measured comparison. Only the ratio is meant to be compared between machines. */
export interface BenchRow {
  what: string;
  /** Ours and the peer's figure, in `unit`, from the same run. */
  ours: number;
  peer: string;
  theirs: number;
  unit: string;
  /** Ours against theirs, as the bound is stated: see `better`. */
  ratio: number;
  /** What the ratio must not pass: at most this where lower is better, at least this where higher is. Left out: reported only. */
  bound?: number;
  better?: 'lower' | 'higher';
}

/** Whether the row keeps its bound; rows without one always do. */
export function withinBound({ ratio, bound, better = 'lower' }: BenchRow): boolean {
  if (bound === undefined) return true;
  return better === 'lower' ? ratio <= bound : ratio >= bound;
}
