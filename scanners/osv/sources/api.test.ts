import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { type Collected, collect, holding, recordOf } from '../../../test/osv/collect.ts';
import { type LocalServer, sendCutOff, sendJson, startServer } from '../../../test/osv/local-server.ts';
import type { PackageVersion } from '../advisory.ts';
import type { AdvisoryRequest } from '../advisory-source.ts';
import { affects } from '../is-affected.ts';
import { readAdvisory } from '../read-advisory.ts';
import { type ApiSourceOptions, openApiSource } from './api.ts';

interface Query {
  package: { ecosystem: string; name: string };
  version: string;
  page_token?: string;
}

interface ApiOptions {
  /** Ids on one page of one query. */
  page?: number;
  /** Packages whose first query runs out of time: a token and no answer. */
  slow?: string[];
  /** What happens instead of the n-th request, counted from 0. */
  faults?: Record<number, (response: ServerResponse) => void>;
}

/** What api.osv.dev does with these records, as far as its documentation tells. */
async function startApi(records: Map<string, object>, options: ApiOptions = {}) {
  const { page = 1_000, slow = [], faults = {} } = options;
  const sizes: number[] = [];
  let count = 0;

  function find({ package: { ecosystem, name }, version, page_token }: Query): object {
    if (ecosystem !== 'npm') return {};
    if (slow.includes(name) && page_token === undefined) return { next_page_token: 'again:0' };
    const vulns = [...records.values()].flatMap((record) => {
      const { advisory } = readAdvisory(record);
      return advisory && affects(advisory, name, version) ? [{ id: advisory.id, modified: advisory.modified }] : [];
    });
    const from = Number(page_token?.split(':')[1] ?? 0);
    const more = from + page < vulns.length ? { next_page_token: `again:${from + page}` } : {};
    const some = vulns.slice(from, from + page);
    return some.length > 0 ? { vulns: some, ...more } : {};
  }

  const server = await startServer((request, response, body) => {
    const fault = faults[count];
    count += 1;
    if (fault) return fault(response);
    if (request.url === '/v1/querybatch') {
      const { queries } = JSON.parse(body) as { queries: Query[] };
      sizes.push(queries.length);
      if (queries.length > 1_000) return void response.writeHead(400).end('{"code":3,"message":"Too many queries."}');
      if (queries.some(({ package: { name } }) => name === 'refused'))
        return void response.writeHead(400).end('{"code":3}');
      return sendJson(response, { results: queries.map(find) });
    }
    const record = records.get(decodeURIComponent(request.url!.slice('/v1/vulns/'.length)));
    if (record) setTimeout(() => sendJson(response, record), 3);
    else response.writeHead(404).end('{"code":5,"message":"Bug not found."}');
  });
  return Object.assign(server, { sizes });
}

function recordsOf(...records: object[]): Map<string, object> {
  return new Map(records.map((record) => [(record as { id: string }).id, record]));
}

function read(
  server: LocalServer,
  request: Partial<AdvisoryRequest>,
  more: Partial<ApiSourceOptions> = {},
): Promise<Collected> {
  const source = openApiSource({ fetch, baseUrl: `${server.url}/`, sleep: async () => {}, ...more });
  return collect(source.read({ packages: () => [], ...request }));
}

const PKG: PackageVersion[] = [{ name: 'pkg', version: '1.0.0' }];

describe('openApiSource', () => {
  test('gives the records that affect the packages, and no other', async () => {
    const records = recordsOf(
      recordOf('GHSA-1', { events: [{ introduced: '0' }, { fixed: '1.0.1' }] }),
      recordOf('GHSA-2', { events: [{ introduced: '2.0.0' }] }),
      recordOf('MAL-2026-1', { name: '@scope/other' }),
      recordOf('GHSA-3', { name: 'not-ours' }),
      recordOf('GHSA-4', { withdrawn: '2026-01-02T00:00:00Z' }),
    );
    await using server = await startApi(records);
    const packages = () => [...PKG, { name: '@scope/other', version: '3.0.0' }, ...PKG];
    const { ids, problems, batches, error } = await read(server, { packages });
    expect(error).toBeUndefined();
    expect(ids.sort()).toEqual(['GHSA-1', 'MAL-2026-1']);
    expect(problems).toEqual([]);
    expect(server.sizes).toEqual([2]);
    expect(batches.at(-1)).toMatchObject({ done: 2, total: 2 });
    expect(batches.every(({ cursor }) => cursor === undefined)).toBe(true);
  });

  test('asks at most 1,000 at a time, from a stream of any length', async () => {
    await using server = await startApi(recordsOf(recordOf('GHSA-1', { name: 'p2300' })));
    async function* packages(): AsyncGenerator<PackageVersion> {
      for (let index = 0; index < 2_500; index += 1) yield { name: `p${index}`, version: '1.0.0' };
    }
    const { ids } = await read(server, { packages });
    expect(ids).toEqual(['GHSA-1']);
    expect(server.sizes).toEqual([1_000, 1_000, 500]);
  });

  test('follows pages, and queries that ran out of time, to their end', async () => {
    const many = Array.from({ length: 25 }, (_, index) => recordOf(`GHSA-${index}`));
    await using server = await startApi(recordsOf(...many, recordOf('GHSA-slow', { name: 'slow' })), {
      page: 4,
      slow: ['slow'],
    });
    const packages = () => [...PKG, { name: 'slow', version: '1.0.0' }, { name: 'clean', version: '1.0.0' }];
    const { ids } = await read(server, { packages });
    expect(ids).toHaveLength(26);
    expect(new Set(ids).size).toBe(26);
    // Only what is not at its end is asked again.
    expect(server.sizes).toEqual([3, 2, 1, 1, 1, 1, 1]);
  });

  test('pages without an end come to one', async () => {
    await using server = await startServer((_, response) =>
      sendJson(response, { results: [{ next_page_token: 'more' }] }),
    );
    const { error } = await read(server, { packages: () => PKG });
    expect(error).toMatchObject({ name: 'OsvError', code: 'incomplete' });
    expect(server.requests).toHaveLength(100);
  });

  test('does not fetch what the caller holds unchanged, however its time is spelled', async () => {
    const records = recordsOf(
      recordOf('GHSA-same', { modified: '2026-01-01T00:00:00Z' }),
      recordOf('GHSA-spelled', { modified: '2026-01-01T00:00:00.123456Z' }),
      recordOf('GHSA-changed', { modified: '2026-01-02T00:00:00Z' }),
      recordOf('GHSA-new'),
    );
    await using server = await startApi(records);
    const { ids } = await read(server, {
      ...holding([
        { id: 'GHSA-same', modified: '2026-01-01T00:00:00Z' },
        { id: 'GHSA-spelled', modified: '2026-01-01T00:00:00.123Z' },
        { id: 'GHSA-changed', modified: '2026-01-01T00:00:00Z' },
      ]),
      packages: () => PKG,
    });
    expect(ids.sort()).toEqual(['GHSA-changed', 'GHSA-new']);
    expect(server.requests.filter((request) => request.startsWith('GET')).sort()).toEqual([
      'GET /v1/vulns/GHSA-changed',
      'GET /v1/vulns/GHSA-new',
    ]);
  });

  test('sees that held records were withdrawn, are gone, or no longer name an npm package', async () => {
    const records = recordsOf(
      recordOf('GHSA-withdrawn', { modified: '2026-02-01T00:00:00Z', withdrawn: '2026-02-01T00:00:00Z' }),
      recordOf('GHSA-moved', {
        modified: '2026-02-01T00:00:00Z',
        affected: [{ package: { ecosystem: 'PyPI', name: 'pkg' } }],
      }),
      recordOf('GHSA-elsewhere', { name: 'not-installed-now' }),
    );
    await using server = await startApi(records);
    const modified = '2026-01-01T00:00:00Z';
    const held = ['GHSA-withdrawn', 'GHSA-gone', 'GHSA-moved', 'GHSA-elsewhere'].map((id) => ({ id, modified }));
    const { advisories, problems } = await read(server, { ...holding(held), packages: () => PKG });
    expect(advisories.map(({ id }) => id).sort()).toEqual(['GHSA-gone', 'GHSA-moved', 'GHSA-withdrawn']);
    for (const { withdrawn } of advisories) expect(Date.parse(withdrawn!)).toBeGreaterThan(Date.parse(modified));
    expect(problems).toEqual([]);
  });

  test('a query that the API refuses costs only itself', async () => {
    const records = recordsOf(
      ...Array.from({ length: 9 }, (_, index) => recordOf(`GHSA-${index}`, { name: `p${index}` })),
    );
    await using server = await startApi(records);
    const packages = () => [
      ...Array.from({ length: 9 }, (_, index) => ({ name: `p${index}`, version: '1.0.0' })),
      { name: 'refused', version: '1.0.0' },
      { name: 'pkg', version: 'not a version' },
    ];
    const { ids, problems } = await read(server, { packages });
    expect(ids).toHaveLength(9);
    expect(problems).toEqual([
      { id: 'pkg@not a version', message: 'expected a version; the API is not asked about it', about: 'package' },
      { id: 'refused@1.0.0', message: 'the API refuses to be asked about it', about: 'package' },
    ]);
  });

  test('goes on after 503, 429 and answers that break off, at any request', async () => {
    const records = recordsOf(...Array.from({ length: 5 }, (_, index) => recordOf(`GHSA-${index}`)));
    const faults: ApiOptions['faults'] = {
      0: (response) => void response.writeHead(503).end(),
      1: (response) => void response.writeHead(429, { 'retry-after': '3' }).end(),
      2: (response) => sendCutOff(response, '{"results":[{"vulns":[]}]}'),
      3: (response) => void response.end('{"results":[{"vul'),
      6: (response) => void response.destroy(),
      7: (response) => void response.end('{"id":"GHSA-'),
    };
    await using server = await startApi(records, { faults });
    const pauses: number[] = [];
    const sleep = async (milliseconds: number) => void pauses.push(milliseconds);
    const { ids, error } = await read(server, { packages: () => PKG }, { sleep });
    expect(error).toBeUndefined();
    expect(ids.sort()).toEqual(['GHSA-0', 'GHSA-1', 'GHSA-2', 'GHSA-3', 'GHSA-4']);
    expect(pauses).toContain(3_000);
  });

  test('what was handed over before the API went away stands', async () => {
    const records = recordsOf(...Array.from({ length: 6 }, (_, index) => recordOf(`GHSA-${index}`)));
    const faults = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [
        index + 5,
        (response: ServerResponse) => void response.writeHead(500).end(),
      ]),
    );
    await using server = await startApi(records, { faults });
    const { ids, error } = await read(server, { packages: () => PKG }, { batchSize: 2, concurrency: 1 });
    expect(error).toMatchObject({ name: 'OsvError', code: 'unreachable' });
    expect(ids).toHaveLength(4);
  });

  test('fetches as many records at once as allowed', async () => {
    const records = recordsOf(...Array.from({ length: 40 }, (_, index) => recordOf(`GHSA-${index}`)));
    await using server = await startApi(records);
    const { ids } = await read(server, { packages: () => PKG }, { concurrency: 4 });
    expect(ids).toHaveLength(40);
    expect(server.mostAtOnce()).toBeGreaterThan(1);
    expect(server.mostAtOnce()).toBeLessThanOrEqual(4);
  });

  test('an id that would lead the address elsewhere is named and not asked for', async () => {
    await using server = await startServer((request, response) => {
      if (request.method === 'GET') return sendJson(response, {});
      sendJson(response, { results: [{ vulns: [{ id: '../../admin', modified: 'x' }, { id: 'a?b#c' }] }] });
    });
    const { ids, problems, error } = await read(server, {
      ...holding([{ id: '../x', modified: 'x' }]),
      packages: () => PKG,
    });
    expect(error).toBeUndefined();
    expect(ids).toEqual([]);
    expect(problems).toHaveLength(3);
    expect(server.requests).toEqual(['POST /v1/querybatch']);
  });

  test('a record that stays broken is a problem of its own', async () => {
    const records = recordsOf(recordOf('GHSA-1'), recordOf('GHSA-2'));
    await using api = await startApi(records);
    await using server = await startServer((request, response, body) => {
      if (request.url === '/v1/vulns/GHSA-1') return void response.end('<html>');
      fetch(`${api.url}${request.url}`, { method: request.method, ...(body === '' ? {} : { body }) }).then(
        async (answer) => response.writeHead(answer.status).end(await answer.text()),
      );
    });
    const { ids, problems, error } = await read(server, { packages: () => PKG });
    expect(error).toBeUndefined();
    expect(ids).toEqual(['GHSA-2']);
    expect(problems).toEqual([{ id: 'GHSA-1', message: expect.stringMatching(/^expected JSON, found a fault: /) }]);
  });

  test.each([
    ['a list', []],
    ['no results', {}],
    ['too few results', { results: [] }],
    ['a result that is a string', { results: ['x'] }],
    ['vulns that are no list', { results: [{ vulns: {} }] }],
    ['a vuln without an id', { results: [{ vulns: [{}] }] }],
  ])('an answer that is none of OSV: %s', async (_, answer) => {
    await using server = await startServer((_, response) => sendJson(response, answer));
    const { error, ids } = await read(server, { packages: () => PKG });
    expect(error).toMatchObject({ name: 'OsvError', code: 'format' });
    expect(String(error)).toMatch(/expected .+, found .+\. Check that this is the address of an OSV API/);
    expect(ids).toEqual([]);
  });

  test('another record than the one asked for is refused', async () => {
    const records = new Map([['GHSA-1', recordOf('GHSA-2')]]);
    await using server = await startApi(records);
    const { error } = await read(server, { ...holding([{ id: 'GHSA-1', modified: '2026-01-01T00:00:00Z' }]) });
    expect(error).toMatchObject({
      code: 'format',
      message: expect.stringContaining('expected the record GHSA-1, found GHSA-2'),
    });
  });

  test.each(['<html>Not Found</html>', '', '{"message":"no such route"}'])(
    "a 404 that is not OSV's own withdraws nothing: %j",
    async (text) => {
      await using server = await startServer((_, response) => void response.writeHead(404).end(text));
      const { error, advisories } = await read(server, holding([{ id: 'GHSA-1', modified: '2026-01-01T00:00:00Z' }]));
      expect(error).toMatchObject({ name: 'OsvError', code: 'format' });
      expect(advisories).toEqual([]);
    },
  );

  test('stops when the caller does', async () => {
    await using server = await startServer(() => {});
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('enough')), 30);
    const { error } = await read(server, { packages: () => PKG, signal: controller.signal });
    expect(error).toMatchObject({ message: 'enough' });
  });
});
