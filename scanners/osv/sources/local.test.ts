import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import yazl from 'yazl';
import { collect, holding, recordOf } from '../../../test/osv/collect.ts';
import { openLocalSource } from './local.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockkeeper-osv-'));
});
afterAll(() => rm(folder, { recursive: true }));

const IDS = Array.from({ length: 5 }, (_, index) => `GHSA-${index}`);
const TEXTS = IDS.map((id) => JSON.stringify(recordOf(id, { summary: `é 😀 ${'x'.repeat(100)}` })));

async function makeZip(name: string, files: Record<string, string>, compress = true): Promise<string> {
  const path = join(folder, name);
  const zip = new yazl.ZipFile();
  for (const [file, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), file, { compress });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}

function files(): Record<string, string> {
  return Object.fromEntries(TEXTS.map((text, index) => [`npm/${IDS[index]}.json`, text]));
}

function read(path: string, batchSize?: number, request = holding([])) {
  return collect(openLocalSource({ path, batchSize }).read(request));
}

describe('openLocalSource', () => {
  test('reads a folder with folders in it, and only its records', async () => {
    const root = join(folder, 'records');
    await mkdir(join(root, 'a', 'b'), { recursive: true });
    await writeFile(join(root, 'one.json'), TEXTS[0]!);
    await writeFile(join(root, 'a', 'two.json'), TEXTS[1]!);
    await writeFile(join(root, 'a', 'b', 'three.json'), TEXTS[2]!);
    await writeFile(join(root, 'a', 'README.md'), 'not a record');
    await writeFile(join(root, 'a', 'broken.json'), '{"id":');
    await symlink(root, join(root, 'a', 'around'));
    const { ids, problems, error } = await read(root);
    expect(error).toBeUndefined();
    expect(ids.sort()).toEqual(IDS.slice(0, 3));
    expect(problems).toEqual([
      { id: join(root, 'a', 'broken.json'), message: expect.stringMatching(/^expected JSON, found a fault/) },
    ]);
  });

  test.each(['lf', 'crlf', 'no end of the last line'])('reads one record a line: %s', async (kind) => {
    const path = join(folder, `${kind}.ndjson`);
    const end = kind === 'crlf' ? '\r\n' : '\n';
    await writeFile(path, TEXTS.join(end) + (kind.startsWith('no') ? '' : end));
    const { ids, batches } = await read(path, 2);
    expect(ids).toEqual(IDS);
    expect(batches.map(({ advisories, done }) => [advisories.length, done])).toEqual([
      [2, 2],
      [2, 4],
      [1, 5],
    ]);
  });

  test('one bad line does not stop the others; a file that is cut off says so', async () => {
    const path = join(folder, 'bad.ndjson');
    await writeFile(path, `${TEXTS[0]}\nnot json\n\n${TEXTS[1]}\n${TEXTS[2]!.slice(0, 50)}`);
    const { ids, problems, error } = await read(path, 1);
    expect(ids).toEqual(IDS.slice(0, 2));
    expect(problems).toEqual([{ id: `${path}:2`, message: expect.stringMatching(/^expected JSON/) }]);
    expect(error).toMatchObject({ name: 'OsvError', code: 'incomplete' });
    expect(String(error)).toContain(`${path}:4: expected a whole record on the last line`);
  });

  test.each<[name: string, files: Record<string, string>, found: RegExp]>([
    ['an empty folder', {}, /found none\./],
    ['a folder without records', { 'README.md': 'hello' }, /found none\./],
    ['a record cut off', { 'a.json': '{"id":' }, /found none in 1 text; the first fault: .*a\.json: expected JSON/],
    [
      'records of others',
      { 'a.json': JSON.stringify({ ...recordOf('GHSA-0'), affected: [{ package: { ecosystem: 'Go', name: 'a' } }] }) },
      /found none in 1 text\./,
    ],
  ])('%s is no source of advisories', async (name, files, found) => {
    const root = join(folder, name);
    await mkdir(root);
    for (const [file, text] of Object.entries(files)) await writeFile(join(root, file), text);
    const { ids, error } = await read(root);
    expect(ids).toEqual([]);
    expect(error).toMatchObject({ name: 'OsvError', code: 'format' });
    expect(String(error)).toMatch(found);
  });

  test('a text of another kind is no source of advisories, and all that is held already is one', async () => {
    await writeFile(join(folder, 'README.md'), '# Read me\n\nThere are no records here.\n');
    expect((await read(join(folder, 'README.md'))).error).toMatchObject({ code: 'format' });
    await writeFile(join(folder, 'held.json'), TEXTS[0]!);
    const { ids, error } = await read(
      join(folder, 'held.json'),
      1,
      holding([{ id: 'GHSA-0', modified: '2026-01-01T00:00:00Z' }]),
    );
    expect({ ids, error }).toEqual({ ids: [], error: undefined });
  });

  test('reads a single record', async () => {
    const path = join(folder, 'single.json');
    await writeFile(path, TEXTS[3]!);
    expect((await read(path)).ids).toEqual([IDS[3]]);
  });

  test.each([true, false])('reads a zip (packed: %s), and says how much there is', async (compress) => {
    const path = await makeZip(
      `packed-${compress}.zip`,
      { 'README.md': 'not a record', 'empty.json': '', ...files() },
      compress,
    );
    const { ids, problems, batches } = await read(path, 2);
    expect(ids).toEqual(IDS);
    expect(problems.map(({ id }) => id)).toEqual(['empty.json']);
    expect(batches.at(-1)).toMatchObject({ done: 6, total: 7 });
  });

  test('leaves out what the caller holds', async () => {
    const path = await makeZip('held.zip', files());
    const { ids, batches } = await read(
      path,
      100,
      holding([
        { id: 'GHSA-1', modified: '2026-01-01T00:00:00.000Z' },
        { id: 'GHSA-2', modified: '2025-01-01T00:00:00Z' },
      ]),
    );
    expect(ids).toEqual(['GHSA-0', 'GHSA-2', 'GHSA-3', 'GHSA-4']);
    expect(batches.at(-1)?.done).toBe(5);
  });

  test('a zip is whole or incomplete, wherever it is cut', async () => {
    const path = await makeZip('whole.zip', files());
    const bytes = await readFile(path);
    for (let length = 0; length < bytes.length; length += 13) {
      const cut = join(folder, 'cut.zip');
      await writeFile(cut, bytes);
      await truncate(cut, length);
      const { error, ids } = await read(cut);
      expect({ length, error, ids }).toMatchObject({ length, error: { code: 'incomplete' }, ids: [] });
    }
  });

  test('a damaged entry is named, and the others are read', async () => {
    const path = await makeZip('damaged.zip', files());
    const bytes = await readFile(path);
    const at = bytes.indexOf('npm/GHSA-2.json') + 40;
    bytes.fill(0xff, at, at + 10);
    await writeFile(path, bytes);
    const { ids, problems, error } = await read(path);
    expect(error).toBeUndefined();
    expect(ids).toEqual(['GHSA-0', 'GHSA-1', 'GHSA-3', 'GHSA-4']);
    expect(problems.map(({ id }) => id)).toEqual(['npm/GHSA-2.json']);
  });

  test('an entry whose text was changed on its way is named, though it is still JSON', async () => {
    const path = await makeZip('changed.zip', files(), false);
    const bytes = await readFile(path);
    bytes.write('7', bytes.indexOf('"id":"GHSA-2"') + '"id":"GHSA-'.length);
    await writeFile(path, bytes);
    const { ids, problems } = await read(path);
    expect(ids).toEqual(['GHSA-0', 'GHSA-1', 'GHSA-3', 'GHSA-4']);
    expect(problems).toEqual([{ id: 'npm/GHSA-2.json', message: 'its check sum is wrong' }]);
  });

  test('an entry that unpacks to more than it says is named, and the others are read', async () => {
    const path = await makeZip('bomb.zip', { 'bomb.json': 'x'.repeat(5_000_000), ...files() });
    const bytes = await readFile(path);
    // The unpacked size, in the directory's entry: 24 bytes in.
    const at = bytes.lastIndexOf('bomb.json') - 46 + 24;
    expect(bytes.readUInt32LE(at)).toBe(5_000_000);
    bytes.writeUInt32LE(1_000, at);
    await writeFile(path, bytes);
    const { ids, problems } = await read(path);
    expect(ids).toEqual(IDS);
    expect(problems).toEqual([{ id: 'bomb.json', message: expect.stringContaining('larger than 1001 bytes') }]);
  });

  test.each([
    ['nothing there', 'absent', 'unreachable'],
    ['no zip', 'text.zip', 'incomplete'],
  ])('%s', async (_, name, code) => {
    await writeFile(join(folder, 'text.zip'), 'this is no zip');
    const { error } = await read(join(folder, name));
    expect(error).toMatchObject({ name: 'OsvError', code });
  });

  test('records larger than a window are read as well', async () => {
    const large = JSON.stringify(
      recordOf('GHSA-large', { details: Array.from({ length: 400_000 }, (_, i) => (i * 7919) % 104_729).join(' ') }),
    );
    expect(large.length).toBeGreaterThan(2 * 1024 * 1024);
    for (const compress of [true, false]) {
      const path = await makeZip(
        'large.zip',
        { ...files(), 'large.json': large, 'last.json': TEXTS[0]!.replace('GHSA-0', 'GHSA-last') },
        compress,
      );
      expect((await read(path)).ids).toEqual([...IDS, 'GHSA-large', 'GHSA-last']);
    }
  });
});
