import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nock from 'nock';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { collect } from '../../../test/osv/collect.ts';
import { openApiSource } from './api.ts';
import { openExportSource } from './export.ts';

/** Where nothing else is said, the public service is asked, at the addresses that its documentation gives. */
const record = {
  id: 'GHSA-aaaa-bbbb-cccc',
  modified: '2026-11-20T00:00:00Z',
  affected: [{ package: { ecosystem: 'npm', name: 'left' }, versions: ['1.0.0'] }],
};

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.restore();
  nock.activate();
  nock.enableNetConnect();
});

test('the API (https://google.github.io/osv.dev/api/)', async () => {
  const asked = nock('https://api.osv.dev')
    .post('/v1/querybatch', { queries: [{ package: { ecosystem: 'npm', name: 'left' }, version: '1.0.0' }] })
    .reply(200, { results: [{ vulns: [{ id: record.id, modified: record.modified }] }] })
    .get(`/v1/vulns/${record.id}`)
    .reply(200, record);
  const { advisories } = await collect(
    openApiSource({ fetch }).read({ packages: () => [{ name: 'left', version: '1.0.0' }] }),
  );
  expect(advisories.map(({ id }) => id)).toEqual([record.id]);
  asked.done();
});

test('the export (https://google.github.io/osv.dev/data/)', async () => {
  const scratch = await mkdtemp(join(tmpdir(), 'lockkeeper-addresses-'));
  const asked = nock('https://storage.googleapis.com')
    .get('/osv-vulnerabilities/npm/modified_id.csv')
    .reply(200, `${record.modified},${record.id}\n2026-11-18T00:00:00Z,GHSA-dddd-eeee-ffff\n`)
    .get(`/osv-vulnerabilities/npm/${record.id}.json`)
    .reply(200, record);
  const read = openExportSource({ fetch, scratch }).read({ packages: () => [], cursor: '2026-11-19T00:00:00Z' });
  const { advisories } = await collect(read);
  expect(advisories.map(({ id }) => id)).toEqual([record.id]);
  asked.done();
  await rm(scratch, { recursive: true });
});
