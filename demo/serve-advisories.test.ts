import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Advisory, openExportSource, readAdvisory } from '../scanners/osv/index.ts';
import { serveAdvisories } from './serve-advisories.ts';

const REAL_RECORDS = '../shared/data/osv/records.ndjson';

async function read(url: string, cursor?: string, held: Advisory[] = []) {
  const scratch = await mkdtemp(join(tmpdir(), 'lockkeeper-export-'));
  const source = openExportSource({ fetch, baseUrl: url, scratch });
  const advisories: Advisory[] = [];
  let last = cursor;
  const request = { packages: () => [], cursor, held: (id: string) => held.find((one) => one.id === id)?.modified };
  for await (const batch of source.read(request)) {
    expect(batch.problems).toEqual([]);
    advisories.push(...batch.advisories);
    last = batch.cursor ?? last;
  }
  await rm(scratch, { recursive: true });
  return { advisories, cursor: last };
}

test('is read like the public export: whole at first, then what changed', async () => {
  await using server = await serveAdvisories();
  const first = await read(server.url);
  expect(first.advisories).toHaveLength(79);
  expect(first.advisories.filter(({ malware }) => malware).map(({ id }) => id)).toEqual([
    'GHSA-4x49-vf9v-38px',
    'GHSA-g2q5-5433-rhrf',
    'MAL-2025-46974',
  ]);
  server.publish({
    id: 'GHSA-2222-3333-4444',
    modified: '2026-11-20T00:00:00Z',
    summary: 'A new one',
    affected: [{ package: { ecosystem: 'npm', name: 'kleur' }, versions: ['4.1.5'] }],
  });
  const second = await read(server.url, first.cursor, first.advisories);
  expect(second.advisories.map(({ id }) => id)).toEqual(['GHSA-2222-3333-4444']);
  expect(second.cursor).toBe('2026-11-20T00:00:00Z');
});

test.skipIf(!existsSync(REAL_RECORDS))(`carries the facts of the real records (needs ${REAL_RECORDS})`, async () => {
  await using server = await serveAdvisories();
  const { advisories } = await read(server.url);
  const lines = readFileSync(REAL_RECORDS, 'utf8').trim().split('\n');
  const real = new Map(lines.map((line) => JSON.parse(line)).map((record) => [record.id, record]));
  for (const { summary, references, ...facts } of advisories) {
    expect(readAdvisory(real.get(facts.id)).advisory).toMatchObject(facts);
    expect(summary.length).toBeLessThan(110);
    expect(references).toHaveLength(1);
  }
});
