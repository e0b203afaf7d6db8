import { pathFilter } from '../config/path-filter.ts';
import { isDevOnly } from '../lockfiles/is-dev-only.ts';
import type { AlertFacts } from './alert-facts.ts';

/** Someone decided to live with what matches: every field that is set must match. */
export interface Suppression {
  id: number;
  packageName: string | null;
  /** An id or alias of the advisory group. */
  advisoryId: string | null;
  /**
   * Versions that the package must not be updated to, as an npm range. Where it is set, the suppression is about targets
   * alone: updates steer round them, and the alert stays open.
   */
  range: string | null;
  /** Lockfile paths, written as in `.gitignore`; null for every path. */
  path: string | null;
  /** Only what nothing but development needs. */
  devOnly: boolean;
  reason: string;
  /** From this moment on it no longer holds; null: it never ends. */
  expiresAt: Date | null;
}

/** What a suppression is asked about. */
export type SuppressibleFacts = Pick<AlertFacts, 'kind' | 'packageName' | 'advisoryIds' | 'aliases' | 'scopes'>;

export interface SuppressionPlace {
  lockfilePath: string;
  /** Those of the repository and of its whole installation. */
  suppressions: readonly Suppression[];
  now: Date;
}

/** The suppression that holds these facts back now: of several, the one that lasts longest. */
export function findSuppression(facts: SuppressibleFacts, place: SuppressionPlace): Suppression | undefined {
  return matchingSuppressions(facts, place).find(({ range }) => range === null);
}

/** All that are about these facts now, those about targets too; the one that lasts longest first. */
export function matchingSuppressions(
  facts: SuppressibleFacts,
  { suppressions, lockfilePath, now }: SuppressionPlace,
): Suppression[] {
  return suppressions
    .filter((suppression) => isMeant(suppression, facts))
    .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
    .filter(({ path }) => path === null || pathFilter([path])(lockfilePath))
    .sort(longestFirst);
}

function isMeant({ packageName, advisoryId, range, devOnly }: Suppression, facts: SuppressibleFacts): boolean {
  // One that names neither would hold back everything: it is no suppression.
  if (packageName === null && advisoryId === null) return false;
  if (packageName !== null && packageName !== facts.packageName) return false;
  // Whoever lives with a package's flaws has not agreed to its being taken over: for that the change must be named.
  if (facts.kind === 'maintainer-change' && advisoryId === null && range === null) return false;
  // Where nobody knows what needs it, production may.
  if (devOnly && !isDevOnly(facts)) return false;
  return advisoryId === null || facts.advisoryIds.includes(advisoryId) || facts.aliases.includes(advisoryId);
}

function longestFirst(a: Suppression, b: Suppression): number {
  return (b.expiresAt?.getTime() ?? Infinity) - (a.expiresAt?.getTime() ?? Infinity) || a.id - b.id;
}
