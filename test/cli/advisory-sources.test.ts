import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ZipFile } from 'yazl';
import { runHere } from './run-lockkeeper.ts';
import { osvRecord, packageLock, RECORDS, recordLines, scratch } from './scratch.ts';

const lockfile = packageLock({ alpha: '1.0.0', fine: '1.0.0' });

describe('export', () => {
  async function scanExport(prepare: (folder: string) => Promise<string> | string) {
    const folder = scratch({ 'package-lock.json': lockfile });
    return runHere(['scan', '--osv', `export:${await prepare(folder)}`], { folder });
  }

  test.each<[kind: string, prepare: (folder: string) => Promise<string> | string]>([
    ['a folder', inFolder],
    ['a zip', inZip],
    ['a file of lines', inLines],
  ])('from %s', async (_, prepare) => {
    const { code, stdout } = await scanExport(prepare);
    expect(code).toBe(1);
    expect(stdout).toContain('1 finding (1 high) in 2 packages');
  });

  test('says what is wrong in a record, and uses the others', async () => {
    const { code, stdout, stderr } = await scanExport((folder) => {
      const path = inFolder(folder);
      writeFileSync(join(folder, 'osv/broken.json'), '{');
      const junk = osvRecord('GHSA-dddd-dddd-dddd', 'alpha', '>= 3');
      writeFileSync(join(folder, 'osv/junk.json'), JSON.stringify(junk));
      return path;
    });
    expect(code).toBe(2);
    expect(stdout).toMatch(/\n2 findings .*; incomplete: 1 error\n$/);
    expect(stderr).toMatch(/^error: .*broken\.json: expected a record that can be read/m);
    expect(stderr).toMatch(/^note: advisory GHSA-dddd-dddd-dddd: .*">= 3"/m);
  });

  test('is no report at all where it holds nothing', async () => {
    const { code, stdout, stderr } = await scanExport((folder) => {
      mkdirSync(join(folder, 'empty'));
      return 'empty';
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: .*empty: expected OSV records of npm packages, found none/);
  });

  test('is no report at all where it is cut off', async () => {
    const { code, stdout, stderr } = await scanExport((folder) => {
      writeFileSync(join(folder, 'osv.ndjson'), recordLines().slice(0, -20));
      return 'osv.ndjson';
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: .*osv\.ndjson:3: expected a whole record/);
  });
});

describe('api', () => {
  const scanApi = async (answer: (path: string, body: string) => unknown) => {
    const { url, asked } = await startApi(answer);
    const folder = scratch({ 'package-lock.json': lockfile });
    return { asked, ...(await runHere(['scan', '--osv-url', url, '--format', 'json'], { folder })) };
  };

  test('asks about names and versions, and fetches the records that it is told of', async () => {
    const { asked, code, stdout } = await scanApi((path, body) =>
      path === '/v1/querybatch'
        ? answerBatch(body)
        : RECORDS.find((record) => path.endsWith(`/${(record as { id: string }).id}`)),
    );
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      advisories: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      lockfiles: [
        { findings: [{ package: 'alpha', advisory: 'GHSA-aaaa-aaaa-aaaa', versions: [{ fixedIn: '2.0.0' }] }] },
      ],
    });
    expect(asked.map(({ path }) => path)).toEqual(['/v1/querybatch', '/v1/vulns/GHSA-aaaa-aaaa-aaaa']);
    expect(JSON.parse(asked[0]!.body).queries).toEqual([
      { package: { ecosystem: 'npm', name: 'alpha' }, version: '1.0.0' },
      { package: { ecosystem: 'npm', name: 'fine' }, version: '1.0.0' },
    ]);
  });

  test('takes the address from the environment too', async () => {
    const { url, asked } = await startApi(() => ({ results: [{}, {}] }));
    const folder = scratch({ 'package-lock.json': lockfile });
    process.env['LOCKKEEPER_OSV_URL'] = url;
    onTestFinished(() => void delete process.env['LOCKKEEPER_OSV_URL']);
    expect(await runHere(['scan'], { folder })).toMatchObject({ code: 0, stderr: '' });
    expect(asked).toHaveLength(1);
  });

  test('out of reach, there is no report and the exit code is 2', async () => {
    const { code, stdout, stderr } = await scanApi(() => undefined);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: http:\/\/127\.0\.0\.1:\d+\/v1\/querybatch: expected .*404/);
  });

  test('a query that is refused leaves its package without findings, and says so', async () => {
    const { code, stdout, stderr } = await scanApi((path, body) => {
      if (path !== '/v1/querybatch') return RECORDS[0];
      return body.includes('"fine"') ? 400 : answerBatch(body);
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error: 127\.0\.0\.1:\d+ fine@1\.0\.0: expected the advisories of this package, found the API refuses to be asked about it\. Findings on this package are missing\./,
    );
    expect(JSON.parse(stdout).summary).toMatchObject({ lockfiles: 1, findings: { total: 1 }, errors: 1 });
  });

  test('of many refused queries the first are named, the others counted', async () => {
    const { url } = await startApi(() => 400);
    const packages = Object.fromEntries(Array.from({ length: 54 }, (_, index) => [`p${index}`, '1.0.0']));
    const folder = scratch({ 'package-lock.json': packageLock(packages) });
    const { code, stdout, stderr } = await runHere(['scan', '--osv-url', url], { folder });
    expect(code).toBe(2);
    expect(stderr.trimEnd().split('\n')).toHaveLength(21);
    expect(stderr).toContain('found 34 more that are not answered.');
    expect(stdout).toBe('No findings in 54 packages of 1 lockfile; incomplete: 21 errors\n');
  });

  test('an advisory that is named and not there makes the scan incomplete', async () => {
    const { code, stdout, stderr } = await scanApi((path, body) =>
      path === '/v1/querybatch' ? answerBatch(body) : undefined,
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: 127\.0\.0\.1:\d+ GHSA-aaaa-aaaa-aaaa: expected a record that can be read/);
    expect(JSON.parse(stdout).summary.errors).toBe(1);
  });
});

function inFolder(folder: string): string {
  mkdirSync(join(folder, 'osv'));
  for (const record of RECORDS) writeFileSync(join(folder, 'osv', `${nameOf(record)}.json`), JSON.stringify(record));
  return join(folder, 'osv');
}

async function inZip(folder: string): Promise<string> {
  const zip = new ZipFile();
  for (const record of RECORDS) zip.addBuffer(Buffer.from(JSON.stringify(record)), `${nameOf(record)}.json`);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(join(folder, 'all.zip')));
  return 'all.zip';
}

function inLines(folder: string): string {
  writeFileSync(join(folder, 'osv.ndjson'), recordLines());
  return 'osv.ndjson';
}

function nameOf(record: object): string {
  return (record as { id: string }).id;
}

/** What OSV answers: ids alone, in the order of the queries. */
function answerBatch(body: string): object {
  const { queries } = JSON.parse(body) as { queries: { package: { name: string } }[] };
  const vulns = [{ id: 'GHSA-aaaa-aaaa-aaaa', modified: '2026-01-01T00:00:00Z' }];
  return { results: queries.map((query) => (query.package.name === 'alpha' ? { vulns } : {})) };
}

/** A server in place of api.osv.dev; what the answer is undefined for is not found, what it is 400 for is refused. */
async function startApi(answer: (path: string, body: string) => unknown) {
  const asked: { path: string; body: string }[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const path = request.url ?? '';
      asked.push({ path, body });
      const found = answer(path, body);
      response.writeHead(found === undefined ? 404 : found === 400 ? 400 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(found ?? { code: 5, message: 'not found' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
