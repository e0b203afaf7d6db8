const MINUTE = 60_000;
const LONGEST = 65 * MINUTE;

/**
 * When GitHub wants to be asked again, where an error says so: `retry-after`, `x-ratelimit-reset` of a used-up quota, or a
 * minute for a secondary limit that names no time. Undefined for every other error.
 * https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
 */
export function retryAt(error: unknown, now: Date): Date | undefined {
  if (!isLimitError(error)) return undefined;
  const { headers } = error.response;
  const after = Number(headers['retry-after']);
  if (after > 0) return within(now, now.getTime() + after * 1000);
  if (String(headers['x-ratelimit-remaining']) === '0') {
    return within(now, Number(headers['x-ratelimit-reset']) * 1000);
  }
  const limited = error.status === 429 || /secondary rate limit|abuse detection/i.test(String(error.message));
  return limited ? within(now, now.getTime() + MINUTE) : undefined;
}

interface LimitError {
  status: number;
  message: unknown;
  response: { headers: Record<string, string | number | undefined> };
}

function isLimitError(error: unknown): error is LimitError {
  if (typeof error !== 'object' || error === null || !('status' in error) || !('response' in error)) return false;
  if (error.status !== 403 && error.status !== 429) return false;
  const { response } = error;
  return typeof response === 'object' && response !== null && 'headers' in response && Boolean(response.headers);
}

/** A second after the time named, never in the past, and never beyond GitHub's longest window: its clock is not ours. */
function within(now: Date, time: number): Date {
  const bounded = Number.isFinite(time)
    ? Math.min(Math.max(time, now.getTime()), now.getTime() + LONGEST)
    : now.getTime() + MINUTE;
  return new Date(bounded + 1000);
}
