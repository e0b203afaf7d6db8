/** A stretch of time that is asked for by one query: `seconds` that end at `end`, both in whole seconds of Unix time. */
export interface Piece {
  end: number;
  seconds: number;
  /** A whole day by UTC that ended more than a day before: nothing is added to it any more. */
  settled: boolean;
}

const HOUR = 60 * 60;
const DAY = 24 * HOUR;

/**
 * An objective's window, cut at midnight UTC, so that its days are the same every time it is asked for and need to be asked for once. What
 * would be shorter than an hour is joined to its neighbour: between two scrapes there is nothing to count. The oldest comes first.
 */
export function budgetPieces(windowDays: number, now: Date): Piece[] {
  const until = Math.floor(now.getTime() / 1000);
  const from = until - Math.round(windowDays * DAY);
  const cuts: number[] = [];
  for (let cut = Math.ceil(from / DAY) * DAY; cut < until; cut += DAY) {
    if (cut - from >= HOUR && until - cut >= HOUR) cuts.push(cut);
  }
  const starts = [from, ...cuts];
  const ends = [...cuts, until];
  return starts.map((start, index) => {
    const end = ends[index]!;
    const whole = end - start === DAY && end % DAY === 0;
    return { end, seconds: end - start, settled: whole && end <= until - DAY };
  });
}
