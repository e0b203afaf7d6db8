import { type Known, known, unknown } from '../known.ts';
import type { Piece } from './budget-pieces.ts';
import { nameOf } from './reading.ts';
import type { Sample } from './slo-fact.ts';
import type { SloObjective } from './slo-objective.ts';

const DAY = 24 * 60 * 60;

/**
 * The whole window, of its pieces from the oldest on. Where one is missing, the sum would be that of a shorter promise: it is not known, and the
 * text says how much is.
 */
export function sumPieces(
  objective: SloObjective,
  pieces: readonly { piece: Piece; answer: Known<Sample> }[],
  asOf: string,
): Known<Sample> {
  const failed = pieces.flatMap(({ answer }) => (answer.known || answer.why !== 'error' ? [] : [answer]));
  if (failed[0] !== undefined) return failed[0];
  const there = pieces.filter(({ answer }) => answer.known);
  if (there.length === pieces.length) {
    const sum = { good: 0, total: 0 };
    for (const { answer } of pieces) {
      if (!answer.known) continue;
      sum.good += answer.value.good;
      sum.total += answer.value.total;
    }
    return known(sum, asOf);
  }
  const days = Math.round((there.reduce((sum, { piece }) => sum + piece.seconds, 0) / DAY) * 10) / 10;
  const first = pieces.findIndex(({ answer }) => answer.known);
  const onlyOldest = first > 0 && pieces.slice(first).every(({ answer }) => answer.known);
  return unknown(
    'no-data',
    `${nameOf(objective)}: ${days} of ${objective.windowDays} days are known. ${onlyOldest ? OLDEST : first < 0 ? NOTHING : GAPS}`,
  );
}

const OLDEST =
  'What is older is not there: let Prometheus keep it (its retention, 15 days unless told), promise a shorter window, or wait if the service is young';
const GAPS = 'There are gaps: see whether the service was scraped all the time';
const NOTHING = 'Check the query of its total events, and that the service is scraped';
