import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import yazl from 'yazl';
import { type Collected, collect, holding, recordOf } from '../../../test/osv/collect.ts';
import { type LocalServer, sendCutOff, startServer } from '../../../test/osv/local-server.ts';
import type { AdvisoryRequest } from '../advisory-source.ts';
import { type ExportSourceOptions, openExportSource } from './export.ts';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'lockkeeper-osv-'));
});
afterEach(async () => {
  expect(await readdir(scratch)).toEqual([]);
});
afterAll(() => rm(scratch, { recursive: true }));

type Record = { id: string; modified: string };
type Answer = (response: ServerResponse, request: IncomingMessage) => void;

interface BucketOptions {
  records: Record[];
  /** What the zip holds, when that is something else. */
  zipped?: Record[];
  zip?: Buffer;
  list?: string;
  /** Instead of the n-th request for a path, counted from 0. */
  faults?: { [path: string]: { [turn: number]: Answer } };
}

/** A bucket with the export in it: the list newest first, the zip with an ETag and ranges, one file a record. */
async function startBucket(options: BucketOptions): Promise<LocalServer> {
  const { records, faults = {} } = options;
  const zip = options.zip ?? (await zipOf(options.zipped ?? records));
  const list = options.list ?? listOf(records);
  const turns = new Map<string, number>();
  return startServer((request, response) => {
    const path = request.url!.slice('/npm/'.length);
    const turn = turns.get(path) ?? 0;
    turns.set(path, turn + 1);
    const fault = faults[path]?.[turn];
    if (fault) return fault(response, request);
    if (path === 'all.zip') return sendRange(response, request, zip);
    if (path === 'modified_id.csv') return send(response, list);
    const record = records.find(({ id }) => path === `${id}.json`);
    return record ? send(response, JSON.stringify(record)) : void response.writeHead(404).end('no such object');
  });
}

function send(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-length': Buffer.byteLength(text) }).end(text);
}

function sendRange(response: ServerResponse, request: IncomingMessage, bytes: Buffer): void {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const isSame = request.headers['if-range'] === '"v1"';
  if (from === 0 || !isSame) {
    response.writeHead(200, { etag: '"v1"', 'content-length': bytes.length }).end(bytes);
    return;
  }
  const rest = bytes.subarray(from);
  response.writeHead(206, {
    'content-length': rest.length,
    'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
  });
  response.end(rest);
}

function listOf(records: Record[]): string {
  return records
    .toSorted((a, b) => Date.parse(b.modified) - Date.parse(a.modified))
    .map(({ id, modified }) => `${modified},${id}\n`)
    .join('');
}

function zipOf(records: Record[]): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const record of records) zip.addBuffer(Buffer.from(JSON.stringify(record)), `${record.id}.json`);
  zip.end();
  return buffer(zip.outputStream as NodeJS.ReadableStream);
}

function at(minute: number): string {
  return new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
}

/** The n-th was modified in minute n. */
function makeRecords(count: number, first = 0): Record[] {
  return Array.from(
    { length: count },
    (_, index) => recordOf(`GHSA-${first + index}`, { modified: at(first + index) }) as Record,
  );
}

function idsOf(records: Record[]): string[] {
  return records.map(({ id }) => id);
}

function read(
  server: LocalServer,
  request: Partial<AdvisoryRequest> = {},
  more: Partial<ExportSourceOptions> = {},
): Promise<Collected> {
  const source = openExportSource({ fetch, scratch, baseUrl: `${server.url}/npm`, sleep: async () => {}, ...more });
  return collect(source.read({ packages: () => [], ...request }));
}

/** Without the list and the zip. */
function fetchedRecords(server: LocalServer): string[] {
  return server.requests
    .filter((request) => request.endsWith('.json'))
    .map((request) => request.slice('GET /npm/'.length, -5));
}

describe('a first read', () => {
  test('takes the whole zip; only its last batch carries a cursor, as of the list', async () => {
    const records = makeRecords(5);
    await using server = await startBucket({ records });
    const { ids, cursor, batches, error } = await read(server, {}, { batchSize: 2 });
    expect(error).toBeUndefined();
    expect(ids).toEqual(idsOf(records));
    expect(batches.map(({ done, total, cursor }) => ({ done, total, cursor }))).toEqual([
      { done: 2, total: 5, cursor: undefined },
      { done: 4, total: 5, cursor: undefined },
      { done: 5, total: 5, cursor: undefined },
      { done: 5, total: 5, cursor: at(4) },
    ]);
    expect(cursor).toBe(at(4));
    expect(server.requests).toEqual(['GET /npm/modified_id.csv', 'GET /npm/all.zip']);
  });

  test('hands withdrawn records over as withdrawn, and leaves out those of other ecosystems', async () => {
    const withdrawn = recordOf('MAL-1', { withdrawn: at(3), modified: at(3) }) as Record;
    const other = recordOf('PYSEC-1', {
      affected: [{ package: { ecosystem: 'PyPI', name: 'x' } }],
      modified: at(2),
    }) as Record;
    await using server = await startBucket({ records: [withdrawn, other] });
    const { advisories, problems } = await read(server);
    expect(advisories).toEqual([expect.objectContaining({ id: 'MAL-1', withdrawn: at(3) })]);
    expect(problems).toEqual([]);
  });

  test('a list newer than the zip does not carry the cursor past what the zip holds', async () => {
    const records = makeRecords(9);
    await using server = await startBucket({ records, zipped: records.slice(0, 6) });
    const first = await read(server);
    expect(first.cursor).toBe(at(5));
    const second = await read(server, { cursor: first.cursor, ...holding(first.advisories) });
    expect([...first.ids, ...second.ids].sort()).toEqual(idsOf(records));
  });

  test('a change while the zip is read is in the next read', async () => {
    const records = makeRecords(4);
    await using server = await startBucket({
      records,
      zipped: [...records, recordOf('GHSA-late', { modified: at(9) }) as Record],
    });
    const { cursor } = await read(server);
    expect(cursor).toBe(at(3));
  });

  test('one that was cut off begins again and skips what is held by then', async () => {
    const records = makeRecords(6);
    const whole = await zipOf(records);
    const damaged = Buffer.from(whole);
    const entry = damaged.indexOf('GHSA-4.json') + 40;
    damaged.fill(0xff, entry, entry + 8);
    await using broken = await startBucket({ records, zip: damaged });
    const first = await read(broken, {}, { batchSize: 2 });
    expect(first.error).toMatchObject({ name: 'OsvError', code: 'incomplete' });
    expect(first.ids).toEqual(idsOf(records.slice(0, 4)));
    expect(first.cursor).toBeUndefined();

    await using server = await startBucket({ records });
    const second = await read(server, holding(first.advisories), { batchSize: 2 });
    expect(second.ids).toEqual(idsOf(records.slice(4)));
    expect(second.cursor).toBe(at(5));
  });

  test('a record that is no JSON is named and the others are read', async () => {
    const zip = new yazl.ZipFile();
    zip.addBuffer(Buffer.from('<html>'), 'GHSA-bad.json');
    zip.addBuffer(Buffer.from(JSON.stringify(makeRecords(1)[0])), 'GHSA-0.json');
    zip.end();
    await using server = await startBucket({
      records: makeRecords(1),
      zip: await buffer(zip.outputStream as NodeJS.ReadableStream),
    });
    const { ids, problems, cursor } = await read(server);
    expect(ids).toEqual(['GHSA-0']);
    expect(problems).toEqual([{ id: 'GHSA-bad.json', message: expect.stringMatching(/^expected JSON/) }]);
    expect(cursor).toBe(at(0));
  });

  test.each([
    ['an empty zip', { zip: Buffer.from('504b0506000000000000000000000000000000000000', 'hex') }, 'incomplete'],
    ['a zip that is a page', { zip: Buffer.from('<html>an error page</html>') }, 'incomplete'],
    ['an empty list', { list: '' }, 'incomplete'],
    ['a list that is a page', { list: '<html>\nan error page</html>\n' }, 'format'],
    ['a list that ends in its first line', { list: '2026-01-01T00:00:0' }, 'incomplete'],
    ['a list of other things', { list: '2026-01-01T00:00:00Z,../../x\n' }, 'format'],
    ['a line without an end', { list: 'x'.repeat(10_000) }, 'format'],
  ])('%s gives an error and no cursor', async (_, options, code) => {
    await using server = await startBucket({ records: makeRecords(2), ...options });
    const { error, ids, cursor } = await read(server);
    expect(error).toMatchObject({ name: 'OsvError', code });
    expect({ ids, cursor }).toEqual({ ids: [], cursor: undefined });
  });

  test('a zip past the bound is refused, whether or not it says its length', async () => {
    const records = makeRecords(3);
    const zip = await zipOf(records);
    const silent: Answer = (response) => {
      response.write(zip);
      response.end();
    };
    const boasting: Answer = (response) => {
      response.writeHead(200, { 'content-length': '1000000000000' });
      response.write('PK');
    };
    for (const answer of [silent, boasting]) {
      const faults = { 'all.zip': { 0: answer } };
      await using server = await startBucket({ records, faults });
      const { error } = await read(server, {}, { maxZipBytes: 100 });
      expect(error).toMatchObject({ code: 'format', message: expect.stringContaining('expected at most 100 bytes') });
    }
  });
});

describe('a download that breaks off', () => {
  const records = makeRecords(30);

  test('goes on where it was', async () => {
    const zip = await zipOf(records);
    const half: Answer = (response) => sendCutOff(response, zip, { etag: '"v1"' });
    let resumed: string | undefined;
    const rest: Answer = (response, request) => {
      resumed = request.headers.range;
      sendRange(response, request, zip);
    };
    await using server = await startBucket({ records, faults: { 'all.zip': { 0: half, 1: rest } } });
    const { ids, error } = await read(server);
    expect(error).toBeUndefined();
    expect(ids).toHaveLength(30);
    expect(resumed).toBe(`bytes=${Math.ceil(zip.length / 2)}-`);
  });

  test.each([
    ['the file has changed since', { etag: '"v0"' }],
    ['the server gave no tag', {}],
    ['the tag is weak', { etag: 'W/"v1"' }],
  ])('begins again when %s', async (_, headers: { etag?: string }) => {
    const zip = await zipOf(records);
    // The half of it that came is longer than the whole new one.
    const old = await zipOf(makeRecords(100, 100));
    const half: Answer = (response) => sendCutOff(response, old, { ...headers });
    let asked: unknown;
    const again: Answer = (response, request) => {
      asked = request.headers['if-range'];
      sendRange(response, request, zip);
    };
    await using server = await startBucket({ records, zip, faults: { 'all.zip': { 0: half, 1: again } } });
    const { ids, error } = await read(server);
    expect(error).toBeUndefined();
    expect(ids).toEqual(idsOf(records));
    // Only a strong tag promises that the rest belongs to what came before.
    expect(asked).toBe(headers.etag === '"v0"' ? '"v0"' : undefined);
  });

  test('begins again when another part comes than the one asked for, or the part is refused', async () => {
    const zip = await zipOf(records);
    const half: Answer = (response) => sendCutOff(response, zip, { etag: '"v1"' });
    const wrong: Answer = (response) =>
      void response.writeHead(206, { 'content-range': `bytes 3-9/${zip.length}` }).end('1234567');
    const refused: Answer = (response) => void response.writeHead(416).end();
    for (const answer of [wrong, refused]) {
      await using server = await startBucket({ records, faults: { 'all.zip': { 0: half, 1: answer } } });
      const { ids, error } = await read(server);
      expect(error).toBeUndefined();
      expect(ids).toHaveLength(30);
    }
  });

  test('is incomplete when it never gets further, and leaves nothing behind', async () => {
    const zip = await zipOf(records);
    const half: Answer = (response) => sendCutOff(response, zip);
    const always = Object.fromEntries(Array.from({ length: 200 }, (_, turn) => [turn, half]));
    await using server = await startBucket({ records, faults: { 'all.zip': always } });
    const { error, ids, cursor } = await read(server);
    expect(error).toMatchObject({ name: 'OsvError', code: 'incomplete' });
    expect({ ids, cursor }).toEqual({ ids: [], cursor: undefined });
  });
});

describe('a later read', () => {
  test('fetches what changed since, the oldest first', async () => {
    const records = makeRecords(10);
    await using server = await startBucket({ records });
    const { ids, cursor, error } = await read(server, { cursor: at(6) });
    expect(error).toBeUndefined();
    // The change at the cursor's own time is included: another of that time may have been missed.
    expect(ids).toEqual(['GHSA-6', 'GHSA-7', 'GHSA-8', 'GHSA-9']);
    expect(cursor).toBe(at(9));
    expect(server.requests).not.toContain('GET /npm/all.zip');
  });

  test('does not fetch what is held, and finds what appeared late under an earlier time', async () => {
    const records = makeRecords(600);
    await using server = await startBucket({ records });
    const held = holding(records.filter(({ id }) => id !== 'GHSA-500' && id !== 'GHSA-10'));
    const { ids, cursor } = await read(server, { cursor: at(599), ...held });
    // Within the hours that are looked back, not beyond.
    expect(ids).toEqual(['GHSA-500']);
    expect(fetchedRecords(server)).toEqual(['GHSA-500']);
    expect(cursor).toBe(at(599));
  });

  test('with nothing new moves the cursor and fetches nothing', async () => {
    const records = makeRecords(3);
    await using server = await startBucket({ records, list: `${at(30)},GHSA-2\n${listOf(records)}` });
    const { ids, cursor, batches } = await read(server, { cursor: at(31) });
    expect({ ids, cursor, batches: batches.length }).toEqual({ ids: [], cursor: at(31), batches: 1 });
    expect(fetchedRecords(server)).toEqual([]);
  });

  test('can be cut off at any request and goes on after its last batch: nothing lost, and each batch once', async () => {
    const records = makeRecords(700);
    const faults: BucketOptions['faults'] = {
      'GHSA-450.json': Object.fromEntries(
        Array.from({ length: 5 }, (_, turn) => [
          turn,
          (response: ServerResponse) => void response.writeHead(503).end(),
        ]),
      ),
    };
    await using server = await startBucket({ records, faults });
    const first = await read(server, { cursor: at(20) });
    expect(first.error).toMatchObject({ name: 'OsvError', code: 'unreachable' });
    expect(first.cursor).toBe(at(419));
    expect(first.ids).toEqual(idsOf(records.slice(20, 420)));

    const second = await read(server, {
      cursor: first.cursor,
      ...holding([...records.slice(0, 20), ...first.advisories]),
    });
    expect(second.error).toBeUndefined();
    expect(second.ids).toEqual(idsOf(records.slice(420)));
    expect(second.cursor).toBe(at(699));
  });

  test('changes of one and the same moment are not lost between two batches', async () => {
    const same = Array.from({ length: 250 }, (_, index) => recordOf(`MAL-${index}`, { modified: at(50) }) as Record);
    const records = [...makeRecords(5), ...same];
    const faults: BucketOptions['faults'] = {
      'MAL-249.json': Object.fromEntries(
        Array.from({ length: 5 }, (_, turn) => [
          turn,
          (response: ServerResponse) => void response.writeHead(500).end(),
        ]),
      ),
    };
    await using server = await startBucket({ records, faults });
    const first = await read(server, { cursor: at(4) });
    expect(first.error).toMatchObject({ code: 'unreachable' });
    const second = await read(server, { cursor: first.cursor, ...holding([...makeRecords(4), ...first.advisories]) });
    expect(new Set([...first.ids, ...second.ids])).toEqual(new Set(['GHSA-4', ...idsOf(same)]));
  });

  test('hands a withdrawn record over, and one that left npm as withdrawn', async () => {
    const old = makeRecords(4);
    const withdrawn = recordOf('GHSA-1', { modified: at(10), withdrawn: at(10) }) as Record;
    const moved = recordOf('GHSA-2', {
      modified: at(11),
      affected: [{ package: { ecosystem: 'PyPI', name: 'x' } }],
    }) as Record;
    await using server = await startBucket({ records: [old[0]!, withdrawn, moved, old[3]!] });
    const { advisories } = await read(server, { cursor: at(3), ...holding(old) });
    expect(advisories.map(({ id, withdrawn }) => [id, withdrawn])).toEqual([
      ['GHSA-1', at(10)],
      ['GHSA-2', at(11)],
    ]);
  });

  test('takes the zip when the changes are too many', async () => {
    const records = makeRecords(50);
    await using server = await startBucket({ records });
    const { ids, cursor } = await read(server, { cursor: at(10) }, { maxChanges: 20 });
    expect(ids).toHaveLength(50);
    expect(cursor).toBe(at(49));
    expect(fetchedRecords(server)).toEqual([]);
  });

  test('takes the zip when the list does not reach back to the cursor, as one that lost its end', async () => {
    const records = makeRecords(50);
    await using server = await startBucket({ records, list: listOf(records.slice(30)) });
    const { ids, cursor } = await read(server, { cursor: at(10) });
    expect(ids).toEqual(idsOf(records));
    expect(cursor).toBe(at(49));
  });

  test('asks for the list again when it breaks off', async () => {
    const records = makeRecords(50);
    const half: Answer = (response) => sendCutOff(response, listOf(records));
    await using server = await startBucket({ records, faults: { 'modified_id.csv': { 0: half } } });
    const { ids } = await read(server, { cursor: at(10) });
    expect(ids).toEqual(idsOf(records.slice(10)));
  });

  test('reads a list that is not in order to its end', async () => {
    const records = makeRecords(20);
    const lines = listOf(records).trimEnd().split('\n');
    const mixed = [lines[2], lines[0], lines[19], lines[1], ...lines.slice(3, 19)].join('\n');
    await using server = await startBucket({ records, list: `${mixed}\n` });
    const { ids, cursor } = await read(server, { cursor: at(15) });
    expect(ids).toEqual(idsOf(records.slice(15)));
    expect(cursor).toBe(at(19));
  });

  test('waits for a record that the list names before the export has it', async () => {
    const stale = makeRecords(10);
    const list = listOf([
      ...stale.slice(0, 4),
      { id: 'GHSA-4', modified: at(12) },
      ...stale.slice(5),
      { id: 'GHSA-new', modified: at(14) },
      { id: 'GHSA-other', modified: at(15) },
    ]);
    const other = recordOf('GHSA-other', { modified: at(15) }) as Record;
    await using early = await startBucket({ records: [...stale, other], list });
    const first = await read(early, { cursor: at(9) });
    expect(first.error).toBeUndefined();
    expect(first.ids).toContain('GHSA-other');
    expect(first.problems).toEqual([
      { id: 'GHSA-new', message: 'the export lists it as changed and does not have it' },
    ]);
    expect(first.cursor).toBe(at(12));

    const fresh = [recordOf('GHSA-4', { modified: at(12) }), recordOf('GHSA-new', { modified: at(14) })] as Record[];
    await using later = await startBucket({ records: [...stale.filter(({ id }) => id !== 'GHSA-4'), ...fresh, other] });
    const second = await read(later, { cursor: first.cursor, ...holding([...stale, other]) });
    expect(second.ids).toEqual(['GHSA-4', 'GHSA-new']);
    expect(second.cursor).toBe(at(15));
  });

  test('does not wait for ever: after a day the record is passed over', async () => {
    const records = makeRecords(3);
    const list = listOf([
      ...records.slice(0, 1),
      { id: 'GHSA-1', modified: at(9) },
      { id: 'GHSA-never', modified: at(10) },
      { id: 'GHSA-2', modified: at(10 + 25 * 60) },
    ]);
    await using server = await startBucket({ records, list });
    const { cursor, problems } = await read(server, { cursor: at(5) });
    expect(problems).toHaveLength(1);
    expect(cursor).toBe(at(10 + 25 * 60));
  });

  test('a cursor that is none begins from the start', async () => {
    await using server = await startBucket({ records: makeRecords(3) });
    expect((await read(server, { cursor: 'nonsense' })).ids).toHaveLength(3);
  });

  test('stops when the caller does', async () => {
    const records = makeRecords(30);
    await using server = await startBucket({ records, faults: { 'GHSA-20.json': { 0: () => {} } } });
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('enough')), 50);
    const { error } = await read(server, { cursor: at(10), signal: controller.signal });
    expect(error).toMatchObject({ message: 'enough' });
  });
});
