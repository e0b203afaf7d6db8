import { expect, test } from 'vitest';
import { describeEachDatabase } from '../test/databases.ts';
import { addRepository } from '../test/inventory.ts';
import { saveContent } from './contents.ts';
import { type FoundLockfile, replaceLockfiles } from './lockfiles.ts';
import type { Db } from './open-database.ts';

const now = new Date('2026-06-01T00:00:00Z');
const later = new Date('2026-06-02T00:00:00Z');

async function makeContent(db: Db, contentKey: string): Promise<number> {
  return saveContent(db, {
    contentKey,
    parserVersion: 1,
    format: 'npm',
    formatVersion: '3',
    error: null,
    problems: [],
    items: [],
  });
}

function replace(db: Db, found: FoundLockfile[], at = now, repositoryId = 10): Promise<number[]> {
  return db.transaction().execute((trx) => replaceLockfiles(trx, repositoryId, found, at));
}

async function takeOwed(db: Db): Promise<number[]> {
  const rows = await db.deleteFrom('pending_refreshes').returning('lockfile_id').execute();
  return rows.map((row) => row.lockfile_id).sort((a, b) => a - b);
}

describeEachDatabase('replaceLockfiles', (open) => {
  test('adds, changes, removes and brings back, and owes a refresh for just those', async () => {
    const { db } = await open();
    await addRepository(db);
    await addRepository(db, { repositoryId: 20 });
    const [one, two] = [await makeContent(db, 'one'), await makeContent(db, 'two')];
    const a = { path: 'a/yarn.lock', blobSha: 'one', contentId: one, unreadReason: null };
    const b = { path: 'b/yarn.lock', blobSha: 'one', contentId: one, unreadReason: null };
    const bun = { path: 'bun.lockb', blobSha: 'x', contentId: null, unreadReason: 'the binary format is not read' };

    const first = await replace(db, [a, b, bun]);
    expect(first).toHaveLength(3);
    expect(await takeOwed(db)).toEqual([...first].sort((x, y) => x - y));
    await replace(db, [a], now, 20);
    await takeOwed(db);

    expect(await replace(db, [a, b, bun], later)).toEqual([]);
    expect(await takeOwed(db)).toEqual([]);

    const changed = await replace(db, [{ ...a, blobSha: 'two', contentId: two }, bun], later);
    expect(changed).toHaveLength(2);
    expect(await takeOwed(db)).toEqual([...changed].sort((x, y) => x - y));
    const rows = await db.selectFrom('lockfiles').selectAll().where('repository_id', '=', 10).orderBy('path').execute();
    expect(rows).toMatchObject([
      { path: 'a/yarn.lock', blob_sha: 'two', content_id: two, removed_at: null, created_at: now, updated_at: later },
      { path: 'b/yarn.lock', content_id: one, removed_at: later },
      { path: 'bun.lockb', content_id: null, removed_at: null, updated_at: now },
    ]);

    expect(await replace(db, [{ ...a, blobSha: 'two', contentId: two }, b, bun], later)).toEqual([rows[1]!.id]);
    expect(await replace(db, [], later)).toHaveLength(3);
    expect(await replace(db, [], later)).toEqual([]);
    const other = await db.selectFrom('lockfiles').selectAll().where('repository_id', '=', 20).executeTakeFirst();
    expect(other?.removed_at).toBeNull();
  });
});
