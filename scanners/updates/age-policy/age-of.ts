import type { AgePolicyReading } from './age-policy.ts';

/** In milliseconds. More than a hundred years is as good as for ever, and keeps within the calendar. */
const LONGEST_AGE = 100 * 365 * 24 * 60 * 60 * 1000;

/** In milliseconds; undefined where it is no number that could be an age. */
export function ageOf(value: unknown, unit: number): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}(\.\d{1,9})?$/.test(value.trim()) ? Number(value) : value;
  if (typeof number !== 'number' || !(number >= 0)) return undefined;
  return Math.min(number * unit, LONGEST_AGE);
}

export function ageProblem(source: string, expected: string, found: unknown): AgePolicyReading {
  const shown = JSON.stringify(found)?.slice(0, 80) ?? String(found);
  return {
    problem: `${source}: expected ${expected}, found ${shown}. Correct it; until then nothing younger is taken.`,
  };
}
