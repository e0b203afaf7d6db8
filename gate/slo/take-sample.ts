import { count } from '../checks/in-words.ts';
import type { Unknown } from '../known.ts';
import type { Piece } from './budget-pieces.ts';
import type { Prometheus } from './client.ts';
import type { Answer } from './read-answer.ts';
import type { Sample } from './slo-fact.ts';
import { namesWindow, queryFor, type SloObjective } from './slo-objective.ts';

/** Prometheus sums floating-point numbers in no order: counts of the same events may differ by their last digits. */
const ROUNDING = 1e-9;

/**
 * Good and total events of one piece of time. A counter of errors is born with the first error, so bad events that are missing are none. Good
 * ones that are missing are none either: nothing that was served well can be shown. Without a total nothing is known.
 */
export async function takeSample(
  prometheus: Prometheus,
  objective: SloObjective,
  { end, seconds }: Piece,
): Promise<Sample | Omit<Unknown, 'known'>> {
  const over = `over ${lengthOf(seconds)} until ${new Date(end * 1000).toISOString().slice(0, 16)}Z`;
  const total = await ask(objective.total);
  if ('error' in total) return { why: 'error', text: `total events ${over}: ${total.error}` };
  if (total.count === null) {
    return { why: 'no-data', text: `nothing is counted ${over}: no series matches the query of its total events` };
  }
  if (total.count === 0) return { good: 0, total: 0 };
  const kind = objective.bad === undefined ? 'good' : 'bad';
  const part = await ask(objective.bad ?? objective.good ?? '');
  if ('error' in part) return { why: 'error', text: `${kind} events ${over}: ${part.error}` };
  const count = part.count ?? 0;
  if (count > total.count * (1 + ROUNDING)) {
    const found = `found ${count} ${kind} of ${total.count}: let both queries select the same events`;
    return { why: 'error', text: `events ${over}: expected at most as many ${kind} events as there were, ${found}` };
  }
  const bounded = Math.min(count, total.count);
  return { good: kind === 'good' ? bounded : total.count - bounded, total: total.count };

  async function ask(query: string): Promise<Answer> {
    if (!namesWindow(query)) return { error: 'expected {{window}} where the range of the query goes, found none' };
    const answer = await prometheus.query(queryFor(query, `${seconds}s`), end);
    return 'error' in answer ? { error: `Prometheus: ${answer.error}` } : answer;
  }
}

function lengthOf(seconds: number): string {
  const hours = seconds / 3600;
  if (hours < 1) return count(Math.round(seconds / 60), 'minute');
  return count(Math.round(hours * 10) / 10, 'hour');
}
