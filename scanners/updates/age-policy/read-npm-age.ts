import { ageOf, ageProblem } from './age-of.ts';
import type { AgePolicyReading } from './age-policy.ts';
import { npmrcLines } from './npmrc-lines.ts';

const DAY = 24 * 60 * 60 * 1000;
const EMPTY = new Set(['', 'null', 'false']);

/** .npmrc: `min-release-age` in days, and the date `before`. Where both are given the stricter counts, which is on the safe side. */
export function readNpmAge(files: ReadonlyMap<string, string>): AgePolicyReading {
  const npmrc = npmrcLines(files.get('.npmrc') ?? '');
  const days = given(npmrc.get('min-release-age')?.at(-1));
  const before = given(npmrc.get('before')?.at(-1));
  const minimumMs = days === undefined ? 0 : ageOf(days, DAY);
  if (minimumMs === undefined) return ageProblem('.npmrc min-release-age', 'a number of days', days);
  const moment = before === undefined ? undefined : new Date(before);
  if (moment !== undefined && Number.isNaN(moment.getTime())) return ageProblem('.npmrc before', 'a date', before);
  if (minimumMs === 0 && moment === undefined) return {};
  const names = npmrc.get('min-release-age-exclude') ?? [];
  const keys = [...(minimumMs === 0 ? [] : ['min-release-age']), ...(moment === undefined ? [] : ['before'])];
  return {
    policy: {
      minimumMs,
      ...(moment === undefined ? {} : { before: moment.toISOString() }),
      // Globs beyond stars are not read: an exclude less is the safe side.
      excludes: names.filter((name) => /^[\w@/.~*-]+$/.test(name)).map((name) => ({ name })),
      source: `.npmrc ${keys.join(' and ')}`,
    },
  };
}

function given(value: string | undefined): string | undefined {
  return value === undefined || EMPTY.has(value) ? undefined : value;
}
