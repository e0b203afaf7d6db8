import type { AdvisoryBatch, AdvisoryRequest } from '../advisory-source.ts';
import type { ReadAdvisory } from '../read-advisory.ts';
import type { Change } from './changed-ids.ts';
import { fetchRecord } from './fetch-record.ts';
import type { Http } from './http.ts';
import { inParallel } from './in-parallel.ts';
import { faultyRecord, readRecord } from './records.ts';

export interface DeltaRequest {
  http: Http;
  base: string;
  concurrency: number;
  /** The oldest first. */
  changes: readonly Change[];
  newest: string;
  cursor: string;
  request: AdvisoryRequest;
}

const BATCH = 200;

/** A list that names a newer record than the export holds is believed for so long; then the record is passed over. */
const PATIENCE = 24 * 60 * 60_000;

/**
 * Fetches changed records one by one. Every batch's cursor says that all changes up to that time were handed over. The
 * list can be ahead of the records: the cursor then waits before the change whose record is not there yet, so that the
 * next read asks for it again.
 */
export async function* readDelta(delta: DeltaRequest): AsyncGenerator<AdvisoryBatch> {
  const { changes, newest, concurrency } = delta;
  const total = changes.length;
  let waitsAt: string | undefined;
  for (let start = 0; start < total; start += BATCH) {
    const some = changes.slice(start, start + BATCH);
    const read = await inParallel(some, concurrency, (change) => fetchChanged(delta, change));
    waitsAt ??= some.find((_, index) => read[index]!.behind)?.time;
    const isLast = start + BATCH >= total;
    yield {
      advisories: read.flatMap(({ advisory }) => advisory ?? []),
      problems: read.flatMap(({ problems }) => problems),
      done: start + some.length,
      total,
      cursor: later(delta.cursor, waitsAt ?? (isLast ? newest : some.at(-1)!.time)),
    };
  }
  if (total === 0) yield { advisories: [], problems: [], done: 0, total, cursor: later(delta.cursor, newest) };
}

/** `behind`: what the list names is not there yet, and it is worth asking again. */
type Fetched = ReadAdvisory & { behind: boolean };

async function fetchChanged({ http, base, newest, request }: DeltaRequest, { id, time }: Change): Promise<Fetched> {
  const url = `${base}/${encodeURIComponent(id)}.json`;
  const isRecent = Date.parse(newest) - Date.parse(time) < PATIENCE;
  const { text } = await fetchRecord({ http, url, signal: request.signal });
  if (text === null) {
    const problems = [faultyRecord(id, 'the export lists it as changed and does not have it')];
    return { advisory: null, problems, behind: isRecent };
  }
  const read = readRecord(id, text, request.held);
  const isBehind = read.advisory !== null && isOlder(read.advisory.modified, time);
  return { ...read, behind: isRecent && isBehind };
}

/** By more than a second: the list and the record may spell the fractions differently. */
function isOlder(modified: string, listed: string): boolean {
  return Date.parse(modified) + 1_000 < Date.parse(listed);
}

function later(a: string, b: string): string {
  return Date.parse(a) > Date.parse(b) ? a : b;
}
