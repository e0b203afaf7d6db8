import type { AdvisoryProblem, PackageVersion } from '../advisory.ts';
import { OsvError } from '../osv-error.ts';
import { isObject, show } from '../record-fields.ts';
import { isVersion } from '../version-precedence.ts';
import type { Http } from './http.ts';
import { readJson } from './read-body.ts';
import { faultyRecord } from './records.ts';

export interface QueryBatch {
  http: Http;
  url: string;
  /** At most 1,000. */
  packages: readonly PackageVersion[];
  signal?: AbortSignal;
}

export interface QueryBatchAnswer {
  vulns: { id: string; modified: string }[];
  problems: AdvisoryProblem[];
}

interface Query {
  package: { ecosystem: 'npm'; name: string };
  version: string;
  page_token?: string;
}

const MAX_ANSWER_BYTES = 32 * 1024 * 1024;
/** 1,000 ids a page: no package has a hundred thousand advisories. */
const MAX_PAGES = 100;

/**
 * One `querybatch` with all its pages. A query that did not come to its end, whether for the number of its answers or
 * for time, has a `next_page_token` and is asked again with it, together with the others of its kind.
 * @throws OsvError `incomplete` when the pages do not come to an end.
 */
export async function queryBatch({ http, url, packages, signal }: QueryBatch): Promise<QueryBatchAnswer> {
  const answer: QueryBatchAnswer = { vulns: [], problems: [] };
  let queries: Query[] = [];
  for (const { name, version } of packages) {
    if (isVersion(version)) queries.push({ package: { ecosystem: 'npm', name }, version });
    else answer.problems.push(faultyPackage(`${name}@${version}`, 'expected a version; the API is not asked about it'));
  }

  for (let page = 0; queries.length > 0; page += 1) {
    if (page === MAX_PAGES) throw endless(url);
    const open: Query[] = [];
    for (const { query, result } of await ask({ http, url, signal }, queries, answer.problems)) {
      for (const vuln of result.vulns) answer.vulns.push(vuln);
      if (result.token !== undefined) open.push({ ...query, page_token: result.token });
    }
    queries = open;
  }
  return answer;
}

interface Result {
  vulns: { id: string; modified: string }[];
  token?: string;
}

type Asking = Pick<QueryBatch, 'http' | 'url' | 'signal'>;

/** The API refuses (400) a whole batch for one query that it does not like: halving finds that one. */
async function ask(
  asking: Asking,
  queries: Query[],
  problems: AdvisoryProblem[],
): Promise<{ query: Query; result: Result }[]> {
  const results = await post(asking, queries);
  if (results) return queries.map((query, index) => ({ query, result: results[index]! }));
  if (queries.length === 1) {
    const { package: one, version } = queries[0]!;
    problems.push(faultyPackage(`${one.name}@${version}`, 'the API refuses to be asked about it'));
    return [];
  }
  const middle = Math.ceil(queries.length / 2);
  const first = await ask(asking, queries.slice(0, middle), problems);
  return [...first, ...(await ask(asking, queries.slice(middle), problems))];
}

function post({ http, url, signal }: Asking, queries: Query[]): Promise<Result[] | null> {
  return http.request({
    url,
    signal,
    accept: [400],
    init: () => ({
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ queries }),
    }),
    consume: async (response) => {
      if (response.status === 400) return null;
      return readResults(url, await readJson(url, response, MAX_ANSWER_BYTES), queries.length);
    },
  });
}

function readResults(url: string, json: unknown, expected: number): Result[] {
  const results = isObject(json) ? json.results : undefined;
  if (!Array.isArray(results) || results.length !== expected) {
    const found = Array.isArray(results) ? `${results.length}` : show(results);
    throw odd(url, `${expected} results, one for each query`, found);
  }
  return results.map((result: unknown) => readResult(url, result));
}

function readResult(url: string, result: unknown): Result {
  // A query that found nothing has an empty object, from some servers null.
  if (result === null) return { vulns: [] };
  if (!isObject(result)) throw odd(url, 'a result', show(result));
  const list = result.vulns ?? [];
  if (!Array.isArray(list)) throw odd(url, 'a list of vulns', show(list));
  const vulns = list.map((vuln: unknown) => {
    if (!isObject(vuln) || typeof vuln.id !== 'string') throw odd(url, 'a vuln with an id', show(vuln));
    return { id: vuln.id, modified: typeof vuln.modified === 'string' ? vuln.modified : '' };
  });
  const token = result.next_page_token;
  return typeof token === 'string' && token !== '' ? { vulns, token } : { vulns };
}

function faultyPackage(id: string, message: string): AdvisoryProblem {
  return { ...faultyRecord(id, message), about: 'package' };
}

function odd(source: string, expected: string, found: string): OsvError {
  return new OsvError({
    code: 'format',
    source,
    expected,
    found,
    cure: 'Check that this is the address of an OSV API, and any proxy on the way.',
  });
}

function endless(source: string): OsvError {
  return new OsvError({
    code: 'incomplete',
    source,
    expected: `at most ${MAX_PAGES} pages for a query`,
    found: 'more',
    cure: 'The server may be too slow now: run again later.',
  });
}
