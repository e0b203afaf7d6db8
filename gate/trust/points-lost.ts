import type { Cap } from './cap-of.ts';
import type { Weighed } from './score-trust.ts';
import type { PointsLost } from './trust-score.ts';
import { ELEMENTS } from './weights.ts';

interface Given {
  weighed: readonly Weighed[];
  /** The weight that the score is made of. */
  all: number;
  score: number;
  /** Whole, as it would be without the cap. */
  uncapped: number;
  cap: Cap | null;
}

/**
 * The points of each cause, largest first, in tenths. They add up to 100 - score exactly: what was rounded off the score is spread over the
 * causes by their size. What a cap takes beyond them stands in the part of its cause.
 */
export function pointsLost({ weighed, all, score, uncapped, cap }: Given): PointsLost[] {
  const causes = weighed.flatMap(({ element, lost }) => {
    if (element.known === 0) return [];
    const loads = element.losses.reduce((total, { load }) => total + load, 0);
    const { part } = ELEMENTS[element.name];
    return element.losses.map(({ cause, cure, load }) => ({ part, cause, cure, exact: (lost / all) * (load / loads) }));
  });
  const tenths = spread(
    (100 - uncapped) * 10,
    causes.map(({ exact }) => exact),
  );
  const rows: PointsLost[] = causes.map(({ exact: _, ...cause }, index) => ({ ...cause, points: tenths[index]! / 10 }));
  if (cap !== null && uncapped > score) {
    rows.push({ part: cap.part, points: uncapped - score, cause: `at most ${cap.at}: ${cap.why}`, cure: cap.cure });
  }
  return rows.filter(({ points }) => points > 0).sort((a, b) => b.points - a.points);
}

/** A whole number of things by shares, by the largest remainders. */
function spread(things: number, shares: readonly number[]): number[] {
  const all = shares.reduce((total, share) => total + share, 0);
  if (all === 0) return shares.map(() => 0);
  const exact = shares.map((share) => (things * share) / all);
  const given = exact.map(Math.floor);
  const rest = Math.round(things - given.reduce((total, count) => total + count, 0));
  const byRemainder = exact
    .map((count, index) => ({ index, left: count - given[index]! }))
    .sort((a, b) => b.left - a.left);
  for (const { index } of byRemainder.slice(0, rest)) given[index]! += 1;
  return given;
}
