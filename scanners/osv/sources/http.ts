import { setTimeout as wait } from 'node:timers/promises';
import { OsvError, type OsvErrorCode } from '../osv-error.ts';
import { show } from '../record-fields.ts';

/** What the sources say of their work; a pino logger is one. */
export interface SourceLog {
  warn(fields: object, message: string): void;
}

export interface HttpOptions {
  fetch: typeof globalThis.fetch;
  /** Waits between attempts. Tests give one that does not. */
  sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  log?: SourceLog;
  /** Milliseconds without a byte from the server after which an attempt is given up. */
  timeout?: number;
}

export interface HttpRequest<Result> {
  url: string;
  /** Worked out anew for each attempt. */
  init?: () => RequestInit;
  /** Statuses outside 200 to 299 that `consume` wants to see; any other is retried or an error. */
  accept?: readonly number[];
  /** Reads the answer through `chunks`, within the attempt: when it breaks off, the whole request is made again. */
  consume: (answer: HttpAnswer) => Promise<Result>;
  /** Milliseconds that one attempt may take in all. */
  deadline?: number;
  signal?: AbortSignal;
}

export interface HttpAnswer {
  status: number;
  headers: Headers;
  chunks: AsyncIterable<Uint8Array>;
}

export interface Http {
  request<Result>(request: HttpRequest<Result>): Promise<Result>;
}

const MAX_ATTEMPTS = 5;
const FIRST_WAIT = 1_000;
/** A server that asks for a longer pause is not waited for: the next run comes within the hour. */
const LONGEST_WAIT = 120_000;
const DEFAULT_TIMEOUT = 30_000;
const DEFAULT_DEADLINE = 120_000;

/**
 * HTTP as every source needs it: attempts with growing pauses on network faults, 408, 429 and 5xx, `retry-after`
 * honoured, every attempt bounded in time.
 * @throws OsvError `unreachable` (no answer, or a refusal), `incomplete` (the answer broke off each time); what
 * `consume` throws as an OsvError; the signal's reason when the caller gives up.
 */
export function openHttp(options: HttpOptions): Http {
  const sleep = options.sleep ?? ((milliseconds, signal) => wait(milliseconds, undefined, { signal }));
  return {
    async request(request) {
      for (let attempt = 1; ; attempt += 1) {
        const outcome = await tryOnce(options, request);
        if ('result' in outcome) return outcome.result;
        const { error, retryAfter = 0 } = outcome;
        request.signal?.throwIfAborted();
        if (attempt >= MAX_ATTEMPTS || retryAfter > LONGEST_WAIT) throw error;
        const pause = Math.max(retryAfter, FIRST_WAIT * 2 ** (attempt - 1));
        options.log?.warn({ url: request.url, attempt, pause, reason: error.message }, 'asking again');
        await sleep(pause, request.signal);
      }
    },
  };
}

type Outcome<Result> = { result: Result } | { error: OsvError; retryAfter?: number };

async function tryOnce<Result>(options: HttpOptions, request: HttpRequest<Result>): Promise<Outcome<Result>> {
  const { fetch, timeout = DEFAULT_TIMEOUT } = options;
  const idle = openIdleTimer(timeout);
  const signals = [idle.signal, AbortSignal.timeout(request.deadline ?? DEFAULT_DEADLINE)];
  if (request.signal) signals.push(request.signal);
  let code: OsvErrorCode = 'unreachable';
  try {
    const response = await fetch(request.url, { ...request.init?.(), signal: AbortSignal.any(signals) });
    const { status, headers } = response;
    if (!response.ok && !request.accept?.includes(status)) {
      await response.body?.cancel();
      const error = refusal(request.url, status);
      if (!isPassing(status)) throw error;
      return { error, retryAfter: readRetryAfter(headers) };
    }
    code = 'incomplete';
    const result = await request.consume({ status, headers, chunks: chunksOf(response, idle.touch) });
    // An answer that nobody wanted to read would hold its connection.
    if (!response.bodyUsed) await response.body?.cancel();
    return { result };
  } catch (cause) {
    if (cause instanceof OsvError) throw cause;
    return { error: brokenOff(request.url, code, cause) };
  } finally {
    idle.stop();
  }
}

async function* chunksOf(response: Response, touch: () => void): AsyncGenerator<Uint8Array> {
  if (!response.body) return;
  for await (const chunk of response.body) {
    touch();
    yield chunk;
  }
}

function openIdleTimer(timeout: number): { signal: AbortSignal; touch: () => void; stop: () => void } {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error(`nothing came for ${timeout} ms`)), timeout);
  return { signal: controller.signal, touch: () => timer.refresh(), stop: () => clearTimeout(timer) };
}

function isPassing(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** Seconds, or a date, which is measured by the server's own clock. */
function readRetryAfter(headers: Headers): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000;
  const pause = Date.parse(value) - Date.parse(headers.get('date') ?? '');
  return Number.isNaN(pause) ? undefined : Math.max(0, pause);
}

function refusal(url: string, status: number): OsvError {
  return new OsvError({
    code: 'unreachable',
    source: url,
    expected: 'an answer',
    found: `HTTP status ${status}`,
    cure: isPassing(status)
      ? 'The server is in trouble or asks for a pause: run again later.'
      : 'Check the address, and any proxy on the way.',
  });
}

function brokenOff(url: string, code: OsvErrorCode, cause: unknown): OsvError {
  return new OsvError({
    code,
    source: url,
    expected: code === 'incomplete' ? 'the whole answer' : 'an answer',
    found: describe(cause),
    cure: 'Check the network, and any proxy on the way; run again to go on from here.',
    cause,
  });
}

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return show(cause);
  const inner = cause.cause instanceof Error ? ` (${cause.cause.message})` : '';
  return `${cause.message}${inner}`;
}
