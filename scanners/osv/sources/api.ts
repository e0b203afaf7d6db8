import type { AdvisoryProblem, PackageVersion } from '../advisory.ts';
import type { AdvisoryBatch, AdvisoryRequest, AdvisorySource } from '../advisory-source.ts';
import { OsvError } from '../osv-error.ts';
import { isAdvisoryId, isObject, show } from '../record-fields.ts';
import { fetchRecord } from './fetch-record.ts';
import { type Http, type HttpOptions, openHttp } from './http.ts';
import { inParallel } from './in-parallel.ts';
import { queryBatch } from './query-batch.ts';
import { faultyRecord, goneRecord, isSameTime, readRecord } from './records.ts';

export interface ApiSourceOptions extends HttpOptions {
  baseUrl?: string;
  /** Records fetched at a time. */
  concurrency?: number;
  /** Records in a batch. */
  batchSize?: number;
}

/** The API's own bound on one `querybatch`. */
const QUERIES_PER_REQUEST = 1_000;

/**
 * Asks api.osv.dev (or one like it) which advisories affect the caller's packages, then fetches those records that the
 * caller does not hold in their latest form. What the caller holds and the API no longer names is asked for by id:
 * withdrawn records are left out of its answers, and one that is gone (404) comes back as withdrawn.
 * The packages' names and versions go to that server. There is no cursor: each read is whole.
 * Source: https://google.github.io/osv.dev/post-v1-querybatch/
 */
export function openApiSource(options: ApiSourceOptions): AdvisorySource {
  const { baseUrl = 'https://api.osv.dev', concurrency = 8, batchSize = 200 } = options;
  const base = baseUrl.replace(/\/+$/, '');
  const http = openHttp(options);
  return {
    name: new URL(base).host,
    async *read(request) {
      const { named, problems } = await askAboutPackages(http, base, request);
      const wanted = [...named].filter(([id, modified]) => !isSameTime(modified, request.held?.(id))).map(([id]) => id);
      for (const id of request.heldIds?.() ?? []) if (!named.has(id)) wanted.push(id);

      yield { advisories: [], problems, done: 0, total: wanted.length } satisfies AdvisoryBatch;
      for (let start = 0; start < wanted.length; start += batchSize) {
        const ids = wanted.slice(start, start + batchSize);
        const read = await inParallel(ids, concurrency, (id) => readById(http, base, id, request));
        yield {
          advisories: read.flatMap(({ advisory }) => advisory ?? []),
          problems: read.flatMap(({ problems }) => problems),
          done: start + ids.length,
          total: wanted.length,
        } satisfies AdvisoryBatch;
      }
    },
  };
}

interface Named {
  /** Each id that the API gave, with its `modified`. */
  named: Map<string, string>;
  problems: AdvisoryProblem[];
}

async function askAboutPackages(http: Http, base: string, request: AdvisoryRequest): Promise<Named> {
  const named = new Map<string, string>();
  const problems: AdvisoryProblem[] = [];
  for await (const packages of inChunks(request.packages(), QUERIES_PER_REQUEST)) {
    const answer = await queryBatch({ http, url: `${base}/v1/querybatch`, packages, signal: request.signal });
    problems.push(...answer.problems);
    for (const { id, modified } of answer.vulns) {
      if (isAdvisoryId(id)) named.set(id, modified);
      else problems.push(faultyRecord('(no id)', `expected an advisory id in an answer, found ${show(id)}`));
    }
  }
  return { named, problems };
}

async function readById(
  http: Http,
  base: string,
  id: string,
  { held, signal }: AdvisoryRequest,
): Promise<ReturnType<typeof readRecord>> {
  const nothing = { advisory: null, problems: [] };
  // Ids that the caller holds come from outside too: none may lead the address elsewhere.
  if (!isAdvisoryId(id))
    return { ...nothing, problems: [faultyRecord(id, 'expected an advisory id; it is not asked for')] };
  const url = `${base}/v1/vulns/${encodeURIComponent(id)}`;
  const answer = await fetchRecord({ http, url, signal, isAbsence });
  if (answer.text === null) {
    const known = held?.(id);
    if (known === undefined)
      return { ...nothing, problems: [faultyRecord(id, 'the API names it and does not have it')] };
    return { ...nothing, advisory: goneRecord(id, isoTime(answer.date) ?? known) };
  }
  const read = readRecord(id, answer.text, held);
  if (read.advisory && read.advisory.id !== id) {
    throw new OsvError({
      code: 'format',
      source: url,
      expected: `the record ${id}`,
      found: read.advisory.id,
      cure: 'Check that this is the address of an OSV API.',
    });
  }
  if (read.advisory && isSameTime(read.advisory.modified, held?.(id))) return { ...read, advisory: null };
  return read;
}

/**
 * The API says `{"code":5,"message":"Bug not found."}` (5 is gRPC's NOT_FOUND). A page of a proxy, or of a wrong
 * address, must not make every record we hold withdrawn.
 */
function isAbsence(text: string): boolean {
  try {
    const json: unknown = JSON.parse(text);
    return isObject(json) && json.code === 5;
  } catch {
    return false;
  }
}

/** The answering server's clock says when the record was found to be gone. */
function isoTime(date: string | null): string | undefined {
  const time = Date.parse(date ?? '');
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

async function* inChunks(
  packages: AsyncIterable<PackageVersion> | Iterable<PackageVersion>,
  size: number,
): AsyncGenerator<PackageVersion[]> {
  const seen = new Set<string>();
  let chunk: PackageVersion[] = [];
  for await (const one of packages) {
    const key = `${one.name}@${one.version}`;
    if (seen.has(key)) continue;
    seen.add(key);
    chunk.push(one);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
