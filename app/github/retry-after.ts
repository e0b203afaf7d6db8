const MINUTE = 60;
/** GitHub's longest window, and a little. */
const LONGEST = 65 * MINUTE;

/**
 * In how many seconds GitHub wants to be asked again, where an error says so: `retry-after`, `x-ratelimit-reset` of a
 * used-up quota, or a minute for a secondary limit that names no time. Undefined for every other error.
 * https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
 * @param now for an answer that does not say what time it is at GitHub
 */
export function retryAfter(error: unknown, now: Date): number | undefined {
  if (error instanceof PausedError) return error.seconds;
  if (!isLimitError(error)) return undefined;
  const { headers } = error.response;
  const after = Number(headers['retry-after']);
  if (after > 0) return bounded(after);
  if (String(headers['x-ratelimit-remaining']) === '0') {
    const there = Date.parse(String(headers['date']));
    return bounded(Number(headers['x-ratelimit-reset']) - (Number.isNaN(there) ? now.getTime() : there) / 1000);
  }
  const limited = error.status === 429 || /secondary rate limit|abuse detection/i.test(String(error.message));
  return limited ? bounded(MINUTE) : undefined;
}

/** A request that was not made, since GitHub has asked for a pause. */
export class PausedError extends Error {
  override readonly name = 'PausedError';
  readonly seconds: number;

  constructor(seconds: number) {
    super(`GitHub limits this installation for another ${seconds} seconds`);
    this.seconds = seconds;
  }
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

/** A second more than was asked for. */
function bounded(seconds: number): number {
  return Number.isFinite(seconds) ? Math.ceil(Math.min(Math.max(seconds, 0), LONGEST)) + 1 : MINUTE + 1;
}
