import { createReadStream } from 'node:fs';
import { opendir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AdvisoryProblem } from '../advisory.ts';
import type { AdvisoryBatch, AdvisorySource } from '../advisory-source.ts';
import { OsvError } from '../osv-error.ts';
import { readLines } from './read-lines.ts';
import { readZip } from './read-zip.ts';
import { faultyRecord, MAX_RECORD_BYTES, type RecordText, readInBatches } from './records.ts';

export interface LocalSourceOptions {
  /** A folder of `.json` records (with folders in it), a `.zip` of such, or a file of one record a line. */
  path: string;
  batchSize?: number;
}

const DEFAULT_BATCH = 2_000;
const MAX_DEPTH = 32;

/**
 * OSV records on this machine's disk. Read whole at each run; a record that cannot be read is named in a batch's
 * problems and the others are read.
 * @throws OsvError `format` where there is not one record of an npm package: no advisories must not look like none that
 * apply.
 */
export function openLocalSource({ path, batchSize = DEFAULT_BATCH }: LocalSourceOptions): AdvisorySource {
  return {
    name: path,
    async *read({ held, signal }) {
      const faults: AdvisoryProblem[] = [];
      let usable = 0;
      let looked = 0;
      let first: AdvisoryProblem | undefined;
      const onAdvisory = (): void => {
        usable += 1;
      };
      const onFault = (name: string, fault: string): void => {
        faults.push(faultyRecord(name, fault));
      };
      const texts = await openTexts(path, onFault);
      for await (const batch of readInBatches(texts, { size: batchSize, held, onAdvisory, signal })) {
        const problems = batch.problems.concat(faults.splice(0));
        first ??= problems[0];
        looked = batch.done;
        yield { ...batch, problems } satisfies AdvisoryBatch;
      }
      if (usable === 0) throw nothingThere(path, looked, first);
    },
  };
}

type OnFault = (name: string, fault: string) => void;

async function openTexts(path: string, onFault: OnFault): Promise<AsyncIterable<RecordText>> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new OsvError({
      code: 'unreachable',
      source: path,
      expected: 'a folder, a zip or a file of OSV records',
      found: 'nothing that can be opened',
      cure: 'Check the path.',
      cause,
    });
  });
  if (found.isDirectory()) return readFolder(path, onFault);
  if (path.toLowerCase().endsWith('.zip')) return readZip({ path, source: path, onFault });
  if (path.toLowerCase().endsWith('.json')) return readSingle(path, found.size);
  return readRecordLines(path);
}

/** Symbolic links are not followed: a folder can hold one that leads back into itself. */
async function* readFolder(folder: string, onFault: OnFault, depth = 0): AsyncGenerator<RecordText> {
  if (depth > MAX_DEPTH) {
    onFault(folder, `expected folders at most ${MAX_DEPTH} deep, found more; it is left out`);
    return;
  }
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* readFolder(path, onFault, depth + 1);
    if (!entry.isFile() || !entry.name.endsWith('.json')) continue;
    try {
      yield* readSingle(path, (await stat(path)).size);
    } catch (error) {
      onFault(path, error instanceof Error ? error.message : String(error));
    }
  }
}

async function* readSingle(path: string, size: number): AsyncGenerator<RecordText> {
  if (size > MAX_RECORD_BYTES) {
    throw new OsvError({
      code: 'format',
      source: path,
      expected: `a record of at most ${MAX_RECORD_BYTES} bytes`,
      found: `${size}`,
      cure: 'Give many records as one a line (.ndjson), as a folder, or as a zip.',
    });
  }
  yield { name: path, text: await readFile(path, 'utf8') };
}

async function* readRecordLines(path: string): AsyncGenerator<RecordText> {
  let number = 0;
  for await (const { text, complete } of readLines(path, createReadStream(path), MAX_RECORD_BYTES)) {
    number += 1;
    if (!complete && !text.endsWith('}')) throw cutOff(path, number);
    yield { name: `${path}:${number}`, text };
  }
}

function nothingThere(path: string, looked: number, first: AdvisoryProblem | undefined): OsvError {
  const among = looked === 0 ? 'none' : `none in ${looked} ${looked === 1 ? 'text' : 'texts'}`;
  return new OsvError({
    code: 'format',
    source: path,
    expected: 'OSV records of npm packages',
    found: first === undefined ? among : `${among}; the first fault: ${first.id}: ${first.message}`,
    cure: "Give OSV's export for npm (all.zip), a folder of its .json records, or a file of one record a line.",
  });
}

function cutOff(path: string, line: number): OsvError {
  return new OsvError({
    code: 'incomplete',
    source: `${path}:${line}`,
    expected: 'a whole record on the last line',
    found: 'the beginning of one',
    cure: 'The file was cut off: copy or fetch it again.',
  });
}
