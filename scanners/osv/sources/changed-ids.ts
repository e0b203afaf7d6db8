import { OsvError } from '../osv-error.ts';
import { isAdvisoryId, show } from '../record-fields.ts';
import type { Http } from './http.ts';
import { type Line, readLines } from './read-lines.ts';
import { type Held, isSameTime } from './records.ts';

export interface Change {
  id: string;
  /** When it was last modified, as the list has it. */
  time: string;
}

export interface ChangedIdsRequest {
  http: Http;
  /** Of `modified_id.csv`: lines of `<time>,<id>`, the newest first. */
  url: string;
  /** Milliseconds since 1970. Changes at that very time are included: others of it may have been missed. */
  since: number;
  /** Where the last read ended, when that is later than `since`: the list has to reach back to there. */
  cursor?: number;
  /** More changes than this are not listed one by one. */
  max: number;
  held?: Held;
  signal?: AbortSignal;
}

/**
 * `changes` are the oldest first, those left out that the caller holds already. Undefined when they cannot be told one
 * by one: too many, or the list ends before it reaches back to the cursor, as one that was cut off does.
 */
export interface ChangedIds {
  newest: string;
  changes?: Change[];
}

const MAX_LINE_BYTES = 1_000;

/** Reads the list from its top and stops at the first line that is older than `since`. */
export function readChangedIds(request: ChangedIdsRequest): Promise<ChangedIds> {
  const { http, url, signal } = request;
  return http.request({
    url,
    signal,
    consume: ({ chunks }) => selectChanges(request, readLines(url, chunks, MAX_LINE_BYTES)),
  });
}

/** The time of the newest change there is: the first line. */
export async function readNewestTime(request: Omit<ChangedIdsRequest, 'since' | 'max' | 'held'>): Promise<string> {
  return (await readChangedIds({ ...request, since: Number.POSITIVE_INFINITY, max: 0 })).newest;
}

async function selectChanges(request: ChangedIdsRequest, lines: AsyncIterable<Line>): Promise<ChangedIds> {
  const { since, cursor = since, max, held } = request;
  const changes: (Change & { at: number })[] = [];
  let newest: { time: string; at: number } | undefined;
  let before = Number.POSITIVE_INFINITY;
  let inOrder = true;
  let reachesBack = false;
  for await (const line of lines) {
    const change = readLine(request.url, line);
    if (newest === undefined || change.at > newest.at) newest = change;
    if (change.at > before) inOrder = false;
    before = change.at;
    if (change.at <= cursor) reachesBack = true;
    if (change.at < since) {
      // A list that is not in order can hold a newer line further down.
      if (inOrder) break;
      continue;
    }
    if (isSameTime(change.time, held?.(change.id))) continue;
    changes.push(change);
    if (changes.length > max) return { newest: newest.time };
  }
  if (newest === undefined) throw odd(request.url, 'incomplete', 'at least one line', 'none');
  if (!reachesBack) return { newest: newest.time };
  changes.sort((a, b) => a.at - b.at);
  return { newest: newest.time, changes: changes.map(({ id, time }) => ({ id, time })) };
}

function readLine(url: string, { text, complete }: Line): Change & { at: number } {
  const [time = '', id] = text.split(',', 2);
  const at = Date.parse(time);
  if (Number.isNaN(at) || !isAdvisoryId(id)) {
    throw odd(url, complete ? 'format' : 'incomplete', 'lines such as 2026-01-31T12:00:00Z,GHSA-…', show(text));
  }
  return { id, time, at };
}

function odd(source: string, code: OsvError['code'], expected: string, found: string): OsvError {
  const cure = 'Check that this is the address of an OSV export, and any proxy on the way.';
  return new OsvError({ code, source, expected, found, cure });
}
