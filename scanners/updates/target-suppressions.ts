import type { Suppression } from '../alerts/index.ts';
import { pathFilter } from '../config/path-filter.ts';
import type { TargetSuppression } from './plan-request.ts';

/** A suppression that counts for a repository, with who made it where that is kept. */
export type AuthoredSuppression = Omit<Suppression, 'id'> & { author?: string | null };

/** What of a repository's suppressions a plan for one of its lockfiles has to heed; those that ended are left to the plan's own clock. */
export function toTargetSuppressions(
  suppressions: readonly AuthoredSuppression[],
  { lockfilePath }: { lockfilePath: string },
): TargetSuppression[] {
  return suppressions
    .filter(({ path }) => path === null || pathFilter([path])(lockfilePath))
    .map(({ packageName, advisoryId, range, devOnly, reason, expiresAt, author }) => ({
      ...(packageName === null ? {} : { package: packageName }),
      ...(range === null ? {} : { range }),
      ...(advisoryId === null ? {} : { advisory: advisoryId }),
      ...(devOnly ? { devOnly } : {}),
      ...(author === undefined || author === null ? {} : { author }),
      reason,
      expiresAt,
    }));
}
