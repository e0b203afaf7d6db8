import { onOneLine } from '../../scanners/config/shown.ts';
import { type Answer, readAnswer } from './read-answer.ts';
import { SloError } from './slo-error.ts';

export type PrometheusAuth = { kind: 'bearer'; token: string } | { kind: 'basic'; username: string; password: string };

export interface PrometheusOptions {
  /** Whoever hands it in decides which addresses may be reached. */
  fetch: typeof globalThis.fetch;
  /** The server's address, with its path where it has one: `https://prometheus.example.org`, `https://mimir.example.org/prometheus`. */
  url: string;
  auth?: PrometheusAuth;
  /** Milliseconds that one query may take. */
  timeout?: number;
  /** When all is given up; what was not answered by then is an error. */
  signal?: AbortSignal;
}

/** A Prometheus, or what speaks as one: Thanos, Mimir, VictoriaMetrics. */
export interface Prometheus {
  readonly url: string;
  /** `at`: whole seconds of Unix time. Never rejects. */
  query(query: string, at: number): Promise<Answer>;
}

const TIMEOUT = 10_000;
const PAUSE = 500;
const MAX_BYTES = 1024 * 1024;
/** A server that was silent so many times in a row is not asked again: a gate would wait for each of hundreds of queries. */
const MAX_SILENT = 3;
const PASSING = new Set([429, 502, 503, 504]);

/**
 * Speaks the HTTP API of Prometheus (`POST /api/v1/query`). Asks once more where a server is busy or the line broke. Redirects are not
 * followed: credentials would go along. Open one for each gathering.
 * @throws SloError when the address or the credentials cannot be used.
 */
export function openPrometheus(options: PrometheusOptions): Prometheus {
  const url = endpoint(options.url);
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'user-agent': 'lockkeeper',
    ...credentials(options.auth),
  };
  const timeout = options.timeout ?? TIMEOUT;
  let silent = 0;
  return {
    url,
    async query(query, at) {
      if (silent >= MAX_SILENT) return { error: `not asked, because it was silent ${MAX_SILENT} times in a row` };
      const body = new URLSearchParams({ query, time: String(at), timeout: `${timeout}ms` }).toString();
      let outcome = await attempt(body);
      if (outcome.again && !options.signal?.aborted) {
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
        outcome = await attempt(body);
      }
      silent = outcome.silent ? silent + 1 : 0;
      return outcome.answer;
    },
  };

  async function attempt(body: string): Promise<Outcome> {
    const limit = AbortSignal.timeout(timeout);
    const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit;
    try {
      const response = await options.fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
      const refused = refusal(response.status);
      if (refused !== null) {
        await response.body?.cancel();
        return failed(refused);
      }
      const text = await readText(response);
      if (text === null) return failed('expected at most 1 MB, found more: wrap the query in sum(…)');
      return { answer: readAnswer(text, response.status), again: PASSING.has(response.status) };
    } catch (cause) {
      if (options.signal?.aborted) return failed('given up before it answered: the time for all questions was over');
      if (limit.aborted) return { ...failed(`expected an answer within ${timeout} ms, found none`), silent: true };
      return { ...failed(`expected an answer, found ${describe(cause)}`), again: true, silent: true };
    }
  }
}

interface Outcome {
  answer: Answer;
  /** Whether asking once more may help. */
  again?: boolean;
  /** There was no answer at all. */
  silent?: boolean;
}

function failed(error: string): Outcome {
  return { answer: { error } };
}

/** What is not worth reading. Any other status comes with words of the server. */
function refusal(status: number): string | null {
  if (status >= 300 && status < 400) {
    return `expected an answer, found a redirect (status ${status}): give the address that it leads to`;
  }
  if (status === 401 || status === 403) {
    return `expected to be let in, found status ${status}: check the credentials for Prometheus`;
  }
  return null;
}

/** Null as soon as it passes the bound. */
async function readText(response: Response): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Never says what was given, which may hold a secret. */
function endpoint(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new SloError('expected the http or https address of a Prometheus, found something else');
  }
  if (url.username !== '' || url.password !== '') {
    throw new SloError(
      'expected credentials beside the address of Prometheus, found them in it: they would be shown with it',
    );
  }
  url.search = '';
  url.hash = '';
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/api/v1/query`;
  return url.href;
}

function credentials(auth: PrometheusAuth | undefined): Record<string, string> {
  if (auth === undefined) return {};
  if (auth.kind === 'basic') {
    return { authorization: `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}` };
  }
  // What fetch would say of another shows the token.
  if (!/^[\x21-\x7e]+$/.test(auth.token)) {
    throw new SloError('expected a token of printable characters without spaces for Prometheus, found others');
  }
  return { authorization: `Bearer ${auth.token}` };
}

/** By its code where it has one: what the network says names hosts and ports, and verdicts may be public. */
function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return 'a fault without a word';
  const inner = cause.cause instanceof Error ? cause.cause : cause;
  const { code } = inner as NodeJS.ErrnoException;
  return onOneLine(code === undefined ? inner.message || inner.name : `no connection (${code})`, 200);
}
