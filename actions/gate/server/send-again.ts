import { plainText } from '../../../scanners/reports/plain-text.ts';
import { ActionError } from '../action-error.ts';
import type { Answer } from './fetch-text.ts';

const FIRST_PAUSE_MS = 500;
const PASSING = new Set([429, 500, 502, 503, 504]);

export interface Patience {
  /** Completes "expected …", such as `an answer of https://lockkeeper.example.org`. */
  expected: string;
  /** When all is given up. */
  deadline: AbortSignal;
  /** Of one attempt: a line that hangs does not use up all the time. */
  attemptMs: number;
}

/**
 * Sends until there is an answer that will not change: server errors, 429 and broken lines are tried again, with pauses that double, until
 * the time is over. A conflict is passing where something was sent before: it may still be at work on that.
 * @throws ActionError where there is none.
 */
export async function sendAgain(
  send: (signal: AbortSignal) => Promise<Answer>,
  { expected, deadline, attemptMs }: Patience,
): Promise<Answer> {
  let last = 'none';
  for (let attempt = 0; !deadline.aborted; attempt += 1) {
    let pause = FIRST_PAUSE_MS * 2 ** Math.min(attempt, 5);
    const limit = AbortSignal.timeout(attemptMs);
    try {
      const answer = await send(AbortSignal.any([deadline, limit]));
      if (!PASSING.has(answer.status) && !(answer.status === 409 && attempt > 0)) return answer;
      last = `status ${answer.status}${problemIn(answer.text)}`;
      pause = Math.max(pause, answer.retryAfterMs ?? 0);
    } catch (cause) {
      if (cause instanceof ActionError) throw cause;
      if (!deadline.aborted) last = limit.aborted ? `none within ${attemptMs / 1000} s` : describe(cause);
    }
    await pauseFor(pause, deadline);
  }
  throw new ActionError('no-answer', `expected ${expected}, found ${last} until the time (timeout) was over.`);
}

/** Never rejects; node:timers/promises would be one more module to load. */
function pauseFor(ms: number, deadline: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    deadline.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      deadline.removeEventListener('abort', done);
      resolve();
    }
  });
}

/** What our service says of a problem, where it says something. */
export function problemIn(text: string): string {
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown };
    return typeof detail === 'string' ? `: ${plainText(detail, 1000)}` : '';
  } catch {
    return '';
  }
}

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return 'a fault without a word';
  const inner = cause.cause instanceof Error ? cause.cause : cause;
  return plainText((inner as NodeJS.ErrnoException).code ?? (inner.message || inner.name), 200);
}
