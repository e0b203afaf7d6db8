import { z } from 'zod';
import { onOneLine } from '../../scanners/config/shown.ts';

/** What one query came to: a count; null where no series matched; or why it is not known, without a full stop. */
export type Answer = { count: number | null } | { error: string };

const envelope = z.object({
  status: z.enum(['success', 'error']),
  errorType: z.string().optional(),
  error: z.string().optional(),
  warnings: z.array(z.string()).optional(),
  data: z.object({ resultType: z.string(), result: z.unknown() }).optional(),
});
const point = z.tuple([z.number(), z.string()]);
const vector = z.array(z.object({ value: point.optional() }));

const COUNT = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** The answer of Prometheus' HTTP API (v1, `/query`) to a query that counts events. Never throws. */
export function readAnswer(text: string, status: number): Answer {
  const json = parseJson(text);
  if (json === undefined) return odd(status, text);
  const read = envelope.safeParse(json);
  if (!read.success) return odd(status, text);
  const { data, error, errorType, warnings } = read.data;
  if (read.data.status === 'error') {
    return { error: `it refused the query: ${said(`${errorType ?? 'error'}: ${error ?? 'without a word'}`)}` };
  }
  if (status < 200 || status > 299 || data === undefined) return odd(status, text);
  // Thanos and the like warn where a store did not answer: the count is not whole.
  if (warnings?.length) return { error: `expected an answer without warnings, found: ${said(warnings[0]!)}` };
  return readResult(data.resultType, data.result);
}

function readResult(type: string, result: unknown): Answer {
  if (type === 'scalar') {
    const read = point.safeParse(result);
    return read.success ? readCount(read.data[1]) : { error: 'expected a scalar to be a time and a text' };
  }
  if (type !== 'vector') {
    return {
      error: `expected one number now, found a result of type ${said(type)}: count events with sum(increase(…))`,
    };
  }
  const read = vector.safeParse(result);
  if (!read.success) return { error: 'expected a vector to be a list of series, each with a time and a text' };
  if (read.data.length === 0) return { count: null };
  if (read.data.length > 1) {
    return { error: `expected one series, found ${read.data.length}: wrap the query in sum(…)` };
  }
  const [, text] = read.data[0]?.value ?? [];
  return text === undefined
    ? { error: 'expected a number, found a histogram: count with histogram_count(…)' }
    : readCount(text);
}

function readCount(text: string): Answer {
  const count = COUNT.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(count) || count < 0) return { error: `expected a count of 0 or more, found ${said(text)}` };
  return { count };
}

function odd(status: number, text: string): Answer {
  const found = /^\s*</.test(text) ? 'a page of HTML' : said(text) || 'nothing';
  return {
    error: `expected the JSON of Prometheus' API, found status ${status} and ${found}: check the address, and what stands before it`,
  };
}

/** Words from outside, on one line and bounded. */
function said(text: string): string {
  return onOneLine(text, 200).trim();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
