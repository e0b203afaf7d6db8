import { statusOf } from './to-registry-error.ts';

const SECOND = 1000;
/** Where a registry that is asked too often does not say for how long. */
const UNSAID = 5 * 60 * SECOND;
/** However long it says: it may say anything. */
const LONGEST = 60 * 60 * SECOND;

/** Until when a registry wants to be left alone, from what it answered; undefined where it does not say that. */
export function retryAfterOf(error: unknown, now: Date): Date | undefined {
  const written = headerOf(error);
  if (written === undefined) return statusOf(error) === 429 ? new Date(now.getTime() + UNSAID) : undefined;
  const asked = /^\d{1,9}$/.test(written) ? Number(written) * SECOND : Date.parse(written) - now.getTime();
  const wait = Number.isNaN(asked) ? UNSAID : Math.min(LONGEST, Math.max(SECOND, asked));
  return new Date(now.getTime() + wait);
}

/** As npm-registry-fetch hands headers over: a list for each. */
function headerOf(error: unknown): string | undefined {
  const headers = error instanceof Error && 'headers' in error ? error.headers : undefined;
  const values = (headers as Record<string, unknown> | undefined)?.['retry-after'];
  const value = Array.isArray(values) ? values[0] : values;
  return typeof value === 'string' ? value.trim() : undefined;
}
