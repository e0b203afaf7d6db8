/** How long a suppression lasts where nobody says, and at most: whoever wants more must say it again. */
export const DEFAULT_SUPPRESSION_DAYS = 30;
export const MAX_SUPPRESSION_DAYS = 180;

const DAY = 24 * 60 * 60 * 1000;

/** Does a suppression that is made now end in time? */
export function isSuppressionEnd(end: Date, now: Date): boolean {
  return end > now && end.getTime() <= now.getTime() + MAX_SUPPRESSION_DAYS * DAY;
}

/** When one ends that is made now, and of which nobody says when it ends. */
export function defaultSuppressionEnd(now: Date): Date {
  return new Date(now.getTime() + DEFAULT_SUPPRESSION_DAYS * DAY);
}

/** Whole days since a suppression ended; null while it holds. */
export function daysExpired(expiresAt: Date | null, now: Date): number | null {
  if (expiresAt === null || expiresAt > now) return null;
  return Math.floor((now.getTime() - expiresAt.getTime()) / DAY);
}
