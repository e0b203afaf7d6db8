import { pathFilter } from '../config/path-filter.ts';
import type { AlertFacts } from './alert-facts.ts';

/** Someone decided to live with what matches: every field that is set must match. */
export interface Suppression {
  id: number;
  packageName: string | null;
  /** An id or alias of the advisory group. */
  advisoryId: string | null;
  /** Lockfile paths, written as in `.gitignore`; null for every path. */
  path: string | null;
  reason: string;
  /** From this moment on it no longer holds; null: it never ends. */
  expiresAt: Date | null;
}

/** The suppression that holds these facts back now: of several, the one that lasts longest. */
export function findSuppression(
  facts: Pick<AlertFacts, 'packageName' | 'advisoryIds' | 'aliases'>,
  place: { lockfilePath: string; suppressions: readonly Suppression[]; now: Date },
): Suppression | undefined {
  return place.suppressions
    .filter((suppression) => isMeant(suppression, facts))
    .filter(({ expiresAt }) => expiresAt === null || expiresAt > place.now)
    .filter(({ path }) => path === null || pathFilter([path])(place.lockfilePath))
    .sort(longestFirst)[0];
}

function isMeant(
  { packageName, advisoryId }: Suppression,
  facts: Pick<AlertFacts, 'packageName' | 'advisoryIds' | 'aliases'>,
): boolean {
  // One that names neither would hold back everything: it is no suppression.
  if (packageName === null && advisoryId === null) return false;
  if (packageName !== null && packageName !== facts.packageName) return false;
  return advisoryId === null || facts.advisoryIds.includes(advisoryId) || facts.aliases.includes(advisoryId);
}

function longestFirst(a: Suppression, b: Suppression): number {
  return (b.expiresAt?.getTime() ?? Infinity) - (a.expiresAt?.getTime() ?? Infinity) || a.id - b.id;
}
