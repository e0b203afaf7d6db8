import { setImmediate as breathe } from 'node:timers/promises';
import type { Advisory } from '../advisory.ts';
import type { AdvisoryBatch } from '../advisory-source.ts';
import { type ReadAdvisory, readAdvisory } from '../read-advisory.ts';
import { isAdvisoryId, isObject, toPlainText } from '../record-fields.ts';

/** No answer of OSV's API is larger, and no record of the export comes near it. */
export const MAX_RECORD_BYTES = 32 * 1024 * 1024;

/** `modified` of a record that the caller holds. */
export type Held = (id: string) => string | undefined;

/**
 * `name` stands for the record where its text is no JSON and so has no id. A held record that no longer names an npm
 * package comes back as gone.
 */
export function readRecord(name: string, text: string, held?: Held): ReadAdvisory {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { advisory: null, problems: [faultyRecord(name, `expected JSON, found a fault: ${messageOf(error)}`)] };
  }
  const read = readAdvisory(json);
  if (read.advisory) return read;
  // Without an id nobody could tell which record it is.
  if (!hasId(json))
    return { advisory: null, problems: read.problems.map(({ message }) => faultyRecord(name, message)) };
  if (read.problems.length > 0) return read;
  const { id, modified } = json;
  const known = held?.(id);
  if (known === undefined) return read;
  return { ...read, advisory: goneRecord(id, typeof modified === 'string' && isTime(modified) ? modified : known) };
}

export function faultyRecord(name: string, message: string): { id: string; message: string } {
  return { id: toPlainText(name, 200), message: toPlainText(message, 300) };
}

/**
 * Stands for a record that is gone, or no longer speaks of an npm package: withdrawn, so that whoever holds it
 * resolves what hung on it.
 */
export function goneRecord(id: string, time: string): Advisory {
  return {
    id,
    modified: time,
    withdrawn: time,
    aliases: [],
    upstream: [],
    summary: '',
    malware: id.startsWith('MAL-'),
    severity: { level: 'unknown' },
    affected: [],
    references: [],
  };
}

/** The same moment, however its fractions are spelled; a database may keep fewer digits than the record has. */
export function isSameTime(a: string, b: string | undefined): boolean {
  return b !== undefined && (a === b || Date.parse(a) === Date.parse(b));
}

export interface RecordText {
  name: string;
  text: string;
  total?: number;
}

export interface BatchOptions {
  size: number;
  held?: Held;
  /** Sees every record that was read, held or not. */
  onAdvisory?: (advisory: Advisory) => void;
  signal?: AbortSignal;
}

const BREATH = 200;
const MAX_BATCH_CHARACTERS = 16 * 1024 * 1024;

/**
 * Reads records one after the other into batches, leaving out those that the caller holds already. Other work of the
 * process gets its turn in between. The last batch may be empty: faults at the end are told with it.
 */
export async function* readInBatches(
  texts: AsyncIterable<RecordText>,
  options: BatchOptions,
): AsyncGenerator<AdvisoryBatch> {
  let batch: AdvisoryBatch = { advisories: [], problems: [], done: 0 };
  let characters = 0;
  for await (const { name, text, total } of texts) {
    const { advisory, problems } = readRecord(name, text, options.held);
    if (advisory) options.onAdvisory?.(advisory);
    if (advisory && !isSameTime(advisory.modified, options.held?.(advisory.id))) batch.advisories.push(advisory);
    batch.problems.push(...problems);
    batch.done += 1;
    if (total !== undefined) batch.total = total;
    characters += text.length;
    const isFull = Math.max(batch.advisories.length, batch.problems.length) >= options.size;
    if (isFull || characters >= MAX_BATCH_CHARACTERS) {
      yield batch;
      batch = { advisories: [], problems: [], done: batch.done, total: batch.total };
      characters = 0;
    }
    if (batch.done % BREATH === 0) {
      options.signal?.throwIfAborted();
      await breathe();
    }
  }
  yield batch;
}

function hasId(json: unknown): json is { id: string; modified?: unknown } {
  return isObject(json) && isAdvisoryId(json.id);
}

function isTime(text: string): boolean {
  return !Number.isNaN(Date.parse(text));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
