import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type DocumentRequest, readPackageDocuments } from './read-package-documents.ts';

/** A registry of our own; gives its address and the requests that it got. */
async function serve(answer: RequestListener): Promise<{ address: string; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, requests };
}

function read(names: string[], address: string, rest: Partial<DocumentRequest> = {}) {
  return readPackageDocuments(names, {
    registry: { default: address },
    limits: { retries: 0, timeout: 5_000 },
    ...rest,
  });
}

const packument = {
  name: 'alpha',
  'dist-tags': { latest: '1.1.0' },
  versions: {
    '1.0.0': { name: 'alpha', version: '1.0.0', dependencies: { beta: '^1.0.0' }, deprecated: 'use 1.1' },
    '1.1.0': {
      name: 'alpha',
      version: '1.1.0',
      optionalDependencies: { gamma: '1' },
      peerDependencies: { react: '>=17' },
    },
  },
  time: { created: '2020-01-01T00:00:00Z', '1.0.0': '2020-01-01T00:00:00Z', '1.1.0': '2021-01-01T00:00:00Z' },
};

test('cuts a document to what planning needs; what the registry does not know is null', async () => {
  const { address, requests } = await serve((request, response) => {
    if (request.url === '/alpha')
      response.setHeader('content-encoding', 'gzip').end(gzipSync(JSON.stringify(packument)));
    else response.writeHead(404).end('{}');
  });
  const { documents, problems } = await read(['unknown', 'alpha', 'alpha', '@scope/name'], address);
  expect(problems).toEqual([]);
  expect([...documents.keys()]).toEqual(['@scope/name', 'alpha', 'unknown']);
  expect(documents.get('unknown')).toBeNull();
  expect(documents.get('alpha')).toEqual({
    name: 'alpha',
    latest: '1.1.0',
    versions: new Map([
      [
        '1.0.0',
        {
          version: '1.0.0',
          dependencies: { beta: '^1.0.0' },
          optionalDependencies: {},
          peerDependencies: {},
          deprecated: 'use 1.1',
          publishedAt: '2020-01-01T00:00:00Z',
        },
      ],
      [
        '1.1.0',
        {
          version: '1.1.0',
          dependencies: {},
          optionalDependencies: { gamma: '1' },
          peerDependencies: { react: '>=17' },
          publishedAt: '2021-01-01T00:00:00Z',
        },
      ],
    ]),
  });
  expect(requests.map(({ url }) => url).sort()).toEqual(['/@scope%2Fname', '/alpha', '/unknown']);
});

test('scopes have registries and sign-ins of their own, and nobody else gets these', async () => {
  const answer: RequestListener = (_, response) => response.writeHead(404).end();
  const common = await serve(answer);
  const team = await serve(answer);
  await readPackageDocuments(['@team/tool', 'alpha', '@other/tool'], {
    registry: {
      default: common.address,
      scopes: { '@team': `${team.address}npm/private` },
      credentials: { [`${team.address}npm/`]: { token: 'sesame' } },
    },
  });
  expect(team.requests.map(({ url, headers }) => [url, headers.authorization])).toEqual([
    ['/npm/private/@team%2Ftool', 'Bearer sesame'],
  ]);
  expect(common.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
});

describe('one package that cannot be had stops no other, and is told', () => {
  test.each<[name: string, answer: RequestListener, code: string, message: RegExp]>([
    ['no sign-in', (_, response) => response.writeHead(401).end('{}'), 'refused', /status 401.*Give a sign-in/],
    ['a wrong sign-in', (_, response) => response.writeHead(403).end('{}'), 'refused', /status 403/],
    ['a refusal', (_, response) => response.writeHead(400).end('{}'), 'format', /status 400/],
    ['a web page', (_, response) => response.end('<html>Sign in</html>'), 'format', /found a web page/],
    ['broken JSON', (_, response) => response.end('{"name":'), 'format', /no JSON/],
    ['a list', (_, response) => response.end('[]'), 'format', /found something else/],
    ['another package', (_, response) => response.end('{"name":"other"}'), 'format', /found the document of "other"/],
    [
      'too much',
      (_, response) => response.end(JSON.stringify({ name: 'odd', readme: 'x'.repeat(5000) })),
      'too-large',
      /at most 3000/,
    ],
    [
      'too much, packed',
      (_, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync('x'.repeat(5_000_000))),
      'too-large',
      /at most 3000/,
    ],
  ])('%s', async (_, answer, code, message) => {
    const { address } = await serve((request, response) => {
      if (request.url === '/alpha') response.end(JSON.stringify(packument));
      else answer(request, response);
    });
    const { documents, problems } = await read(['odd', 'alpha'], address, { limits: { retries: 0, bytes: 3000 } });
    expect(documents.get('alpha')?.versions.size).toBe(2);
    expect(documents.get('odd')).toBeNull();
    expect(problems).toMatchObject([{ code, message: expect.stringMatching(message) }]);
  });
});

describe('a registry that does not answer ends it', () => {
  test('with status 500, after retries', async () => {
    const { address, requests } = await serve((_, response) => response.writeHead(500).end());
    await expect(read(['alpha'], address, { limits: { retries: 1, timeout: 5_000 } })).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('status 500'),
    });
    expect(requests).toHaveLength(2);
  });

  test('with 503 first, it is asked again', async () => {
    let asked = 0;
    const { address } = await serve((_, response) => {
      asked += 1;
      if (asked === 1) response.writeHead(503).end();
      else response.end(JSON.stringify(packument));
    });
    const { documents } = await read(['alpha'], address, { limits: { retries: 2 } });
    expect(documents.get('alpha')?.latest).toBe('1.1.0');
  });

  test('with silence, with half an answer, or where nobody listens', async () => {
    const silent = await serve(() => undefined);
    await expect(read(['alpha'], silent.address, { limits: { retries: 0, timeout: 200 } })).rejects.toMatchObject({
      code: 'unreachable',
    });
    const half = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"name":');
      setTimeout(() => response.destroy(), 50);
    });
    await expect(read(['alpha'], half.address)).rejects.toMatchObject({ code: 'unreachable' });
    await expect(read(['alpha'], 'http://127.0.0.1:1/')).rejects.toMatchObject({ code: 'unreachable' });
    await expect(read(['alpha'], 'registry')).rejects.toMatchObject({
      message: expect.stringContaining("expected a registry's address"),
    });
  });

  test('with the caller, who wants it no more', async () => {
    const { address } = await serve(() => undefined);
    const signal = AbortSignal.timeout(100);
    await expect(read(['alpha'], address, { signal })).rejects.toMatchObject({ code: 'unreachable' });
  });
});

test('not more requests at a time than it may', async () => {
  let [open, most] = [0, 0];
  const { address } = await serve((_, response) => {
    open += 1;
    most = Math.max(most, open);
    setTimeout(() => {
      open -= 1;
      response.writeHead(404).end();
    }, 5);
  });
  const names = Array.from({ length: 40 }, (_, index) => `name-${index}`);
  const seen: number[] = [];
  await read(names, address, { limits: { atOnce: 3 }, onProgress: (done) => seen.push(done) });
  expect(most).toBe(3);
  expect(seen).toEqual(names.map((_, index) => index + 1));
});

test('odd fields are left out, the rest stands', async () => {
  const odd = {
    name: 'alpha',
    'dist-tags': { latest: '9.9.9' },
    time: { '1.0.0': 'long ago', '1.1.0': 7 },
    versions: {
      '1.0.0': { dependencies: { a: '1', b: 7, c: null, d: 'x'.repeat(2000) }, deprecated: true, peerDependencies: [] },
      '1.1.0': { dependencies: 'a', deprecated: '' },
      '1.2.0': null,
      '1.3': {},
      constructor: {},
    },
  };
  const text = JSON.stringify(odd)
    .replace('"a":"1"', '"a":"1","__proto__":"2"')
    .replace('"1.2.0"', '"__proto__":{},"1.2.0"');
  const { address } = await serve((_, response) => response.end(text));
  const { documents } = await read(['alpha'], address);
  const document = documents.get('alpha')!;
  expect([...document.versions.keys()]).toEqual(['1.0.0', '1.1.0']);
  expect(document.latest).toBeUndefined();
  expect(Object.entries(document.versions.get('1.0.0')!.dependencies)).toEqual([
    ['a', '1'],
    ['__proto__', '2'],
  ]);
  expect(document.versions.get('1.0.0')).toMatchObject({
    deprecated: 'deprecated',
    publishedAt: undefined,
    peerDependencies: {},
  });
  expect(document.versions.get('1.1.0')).toMatchObject({ deprecated: undefined, dependencies: {} });
});

const recorded = join(import.meta.dirname, '../../../shared/data/packuments');

test.skipIf(!existsSync(recorded))(
  'real documents (skipped where ../shared is absent): every version, with its time',
  async () => {
    const files = readdirSync(recorded).filter((file) => file !== 'truth.json');
    const texts = new Map(files.map((file) => [file, readFileSync(join(recorded, file), 'utf8')]));
    const packuments = [...texts.values()].map((text) => ({ text, ...JSON.parse(text) }));
    const { address } = await serve((request, response) => {
      const name = decodeURIComponent(request.url!.slice(1));
      response.end(packuments.find((each) => each.name === name)?.text);
    });
    const { documents, problems } = await read(
      packuments.map(({ name }) => name),
      address,
    );
    expect(problems).toEqual([]);
    expect(documents.size).toBe(30);
    for (const { name, versions, time } of packuments) {
      const document = documents.get(name)!;
      expect([...document.versions.keys()], name).toEqual(Object.keys(versions));
      for (const [version, { publishedAt }] of document.versions) expect(publishedAt, name).toBe(time[version]);
    }
  },
);
