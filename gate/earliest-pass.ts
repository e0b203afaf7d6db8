import type { CheckResult } from './verdict.ts';

/** More freezes than these, one upon the other, are told of as they come. */
const MOST_STEPS = 50;

/**
 * When a deploy would pass if nothing else changes: the latest of what blocks now, and not within what begins until then, such as a freeze.
 * Null where something that blocks cannot say. `timedAt` gives the checks that hang on the time, as they would be at another one.
 */
export function earliestPass(
  blockers: readonly CheckResult[],
  timedAt: (at: Date) => readonly CheckResult[],
): string | null {
  let latest = latestOf(blockers);
  for (let step = 0; step < MOST_STEPS && latest !== null; step++) {
    const then = timedAt(new Date(latest)).filter(({ effect }) => effect === 'block');
    if (then.length === 0) return new Date(latest).toISOString();
    const next = latestOf(then);
    latest = next !== null && next > latest ? next : null;
  }
  return null;
}

function latestOf(blockers: readonly CheckResult[]): number | null {
  const times = blockers.map(({ passesAt }) => (passesAt === null ? Number.NaN : Date.parse(passesAt)));
  return times.some(Number.isNaN) ? null : Math.max(...times);
}
