import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { Db } from '../../../db/open-database.ts';
import { openTestPglite } from '../../../test/databases.ts';
import { createMetrics } from '../../metrics/create-metrics.ts';
import { chooseLockfiles } from './choose-files.ts';
import { readContents } from './read-contents.ts';

const v1 = JSON.stringify({
  lockfileVersion: 1,
  dependencies: { parent: { version: '1.0.0', requires: { child: '^1.0.0' } }, child: { version: '1.2.0' } },
});
const v3 = JSON.stringify({
  lockfileVersion: 3,
  packages: { '': { dependencies: { child: '1' } }, 'node_modules/child': { version: '1.2.0' } },
});

test('reads npm v1 with the manifest that tells what is direct, and again when that changes', async () => {
  await using database = await openTestPglite();
  const read = reader(database.db, { lock: v1, both: manifest('parent', 'child'), one: manifest('parent') });

  const first = await read({ 'package-lock.json': 'lock', 'package.json': 'both' });
  expect(await directOf(database.db, first)).toEqual(['child', 'parent']);
  const second = await read({ 'package-lock.json': 'lock', 'package.json': 'one' });
  expect(await directOf(database.db, second)).toEqual(['parent']);
  expect(await read({ 'package-lock.json': 'lock', 'package.json': 'both' })).toEqual(first);
});

test('reads what says everything by itself once, whatever stands beside it', async () => {
  await using database = await openTestPglite();
  const read = reader(database.db, { lock: v3, one: manifest('child') });
  const first = await read({ 'package-lock.json': 'lock', 'package.json': 'one' });
  const asked = read.asked.length;
  expect(await read({ 'package-lock.json': 'lock', 'package.json': 'changed' })).toEqual(first);
  expect(read.asked.slice(asked)).toEqual([]);
  expect(read.asked).toEqual(['lock']);
});

function manifest(...names: string[]): string {
  return JSON.stringify({ dependencies: Object.fromEntries(names.map((name) => [name, '^1.0.0'])) });
}

function reader(db: Db, blobs: Record<string, string>) {
  const asked: string[] = [];
  const options = { db, log: pino({ level: 'silent' }), metrics: createMetrics('1', async () => []) };
  const read = async (tree: Record<string, string>) => {
    const files = Object.entries(tree).map(([path, sha]) => ({ path, sha, size: 100 }));
    const readBlob = async (sha: string) => {
      asked.push(sha);
      return blobs[sha]!;
    };
    const { lockfiles } = chooseLockfiles(files, []);
    return (await readContents({ ...options, lockfiles, files, readBlob }))[0]!.contentId;
  };
  return Object.assign(read, { asked });
}

async function directOf(db: Db, contentId: number | null): Promise<string[]> {
  const rows = await db
    .selectFrom('dependencies')
    .innerJoin('package_versions', 'package_versions.id', 'package_version_id')
    .select('name')
    .where('content_id', '=', contentId)
    .where('direct', '=', true)
    .orderBy('name')
    .execute();
  return rows.map(({ name }) => name);
}
