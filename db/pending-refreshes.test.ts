import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { makeItem } from '../test/advisory.ts';
import { describeEachDatabase, type TestDatabase } from '../test/databases.ts';
import { addRepository } from '../test/inventory.ts';
import { saveContent } from './contents.ts';
import { type FoundLockfile, replaceLockfiles } from './lockfiles.ts';
import { type Db, openDatabase } from './open-database.ts';
import {
  oweExpiredSuppressions,
  oweInstallationRefresh,
  oweRefreshes,
  oweRepositoryRefresh,
  takeRefreshes,
} from './pending-refreshes.ts';

const now = new Date('2026-06-01T00:00:00Z');

/** `count` lockfiles in repository 10, whose package versions are matched, and nothing owed. */
async function addLockfiles(db: Db, count: number): Promise<number[]> {
  await addRepository(db);
  const found: FoundLockfile[] = [];
  for (let index = 0; index < count; index += 1) {
    const contentId = await saveContent(db, {
      contentKey: `content-${index}`,
      parserVersion: 1,
      format: 'npm',
      formatVersion: '3',
      error: null,
      problems: [],
      items: [makeItem(`p-${index}`, '1.0.0')],
    });
    found.push({ path: `${index}/yarn.lock`, blobSha: 'x', contentId, unreadReason: null });
  }
  const ids = await db.transaction().execute((trx) => replaceLockfiles(trx, 10, found, now));
  await db.updateTable('package_versions').set({ matched_at: now }).execute();
  await db.deleteFrom('pending_refreshes').execute();
  return ids.sort((a, b) => a - b);
}

function owe(db: Db, lockfileId: number, packageName = ''): Promise<void> {
  return db.transaction().execute((trx) => oweRefreshes(trx, [{ lockfileId, packageName }]));
}

function take(db: Db, after = 0, limit = 10) {
  return db.transaction().execute((trx) => takeRefreshes(trx, { after, limit, wait: false }));
}

async function owedIds(db: Db): Promise<number[]> {
  const rows = await db.selectFrom('pending_refreshes').select('lockfile_id').orderBy('lockfile_id').execute();
  return rows.map((row) => row.lockfile_id);
}

describeEachDatabase('pending refreshes', (open, kind) => {
  test('are taken in order, each lockfile once with all that is owed', async () => {
    const { db } = await open();
    const [one, two, three] = await addLockfiles(db, 3);
    await owe(db, three!);
    await owe(db, one!, 'a');
    await owe(db, one!, 'b');
    await owe(db, one!, 'a');
    const first = await take(db, 0, 1);
    expect(first.last).toBe(one);
    expect(first.lockfiles).toEqual([
      {
        id: one,
        path: '0/yarn.lock',
        contentId: expect.any(Number),
        updatedAt: now,
        removed: false,
        repository: { id: 10, owner: 'org-1', name: 'repository-10', removed: false, archived: false },
        installationId: 1,
        owed: new Set(['a', 'b']),
      },
    ]);
    const second = await take(db, first.last, 1);
    expect(second.lockfiles.map(({ id, owed }) => [id, owed])).toEqual([[three, new Set([''])]]);
    expect(await take(db, second.last)).toEqual({ lockfiles: [], last: undefined, passedOver: 0 });
    expect(await owedIds(db)).toEqual([]);
    expect(two).toBeDefined();
  });

  test('stay owed when the transaction that took them fails', async () => {
    const { db } = await open();
    const [one] = await addLockfiles(db, 1);
    await owe(db, one!);
    const failing = db.transaction().execute(async (trx) => {
      await takeRefreshes(trx, { after: 0, limit: 10, wait: false });
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    expect(await owedIds(db)).toEqual([one]);
  });

  test('wait while a version of the lockfile is not matched yet', async () => {
    const { db } = await open();
    const [one, two] = await addLockfiles(db, 2);
    await owe(db, one!);
    await owe(db, two!);
    await db.updateTable('package_versions').set({ matched_at: null }).where('name', '=', 'p-0').execute();
    expect((await take(db)).lockfiles.map(({ id }) => id)).toEqual([two]);
    await db.updateTable('package_versions').set({ matched_at: now }).execute();
    expect((await take(db)).lockfiles.map(({ id }) => id)).toEqual([one]);
  });

  test('are owed for a repository, for an installation, and for suppressions that ended', async () => {
    const { db } = await open();
    const [one, two] = await addLockfiles(db, 2);
    await addRepository(db, { installationId: 2, repositoryId: 20 });
    await db.transaction().execute((trx) => oweRepositoryRefresh(trx, 10));
    expect(await owedIds(db)).toEqual([one, two]);
    await take(db);
    await db.updateTable('lockfiles').set({ removed_at: now }).where('id', '=', two!).execute();
    await db.transaction().execute((trx) => oweInstallationRefresh(trx, 1));
    await db.transaction().execute((trx) => oweInstallationRefresh(trx, 2));
    expect(await owedIds(db)).toEqual([one]);
    await take(db);
    expect(await oweExpiredSuppressions(db, now)).toBe(0);
  });

  // The embedded database has one connection: nobody else can hold a lock.
  if (kind === 'postgres') {
    test('are shared out between workers, and what is owed meanwhile is not lost', async () => {
      const database: TestDatabase = await open();
      const [one, two] = await addLockfiles(database.db, 2);
      await owe(database.db, one!);
      await owe(database.db, two!);
      await using other = await openDatabase({ kind: 'postgres', url: database.url! });
      await database.db.transaction().execute(async (trx) => {
        expect((await takeRefreshes(trx, { after: 0, limit: 1, wait: false })).lockfiles.map(({ id }) => id)).toEqual([
          one,
        ]);
        // Another worker passes over it; matching owes it again without waiting for us.
        await owe(other.db, one!, 'a');
        const theirs = await take(other.db);
        expect(theirs.lockfiles.map(({ id }) => id)).toEqual([two]);
        expect(theirs).toMatchObject({ last: two, passedOver: 1 });
      });
      expect((await take(database.db)).lockfiles.map(({ owed }) => owed)).toEqual([new Set(['a'])]);
    });

    test('are waited for when asked to, and then done by one of the two', async () => {
      const database: TestDatabase = await open();
      const [one] = await addLockfiles(database.db, 1);
      await owe(database.db, one!);
      await using other = await openDatabase({ kind: 'postgres', url: database.url! });
      let waiting: ReturnType<typeof take> | undefined;
      await database.db.transaction().execute(async (trx) => {
        await takeRefreshes(trx, { after: 0, limit: 1, wait: false });
        waiting = other.db.transaction().execute((theirs) => takeRefreshes(theirs, { after: 0, limit: 1, wait: true }));
        expect(await Promise.race([waiting, sleep(200, 'still waiting')])).toBe('still waiting');
      });
      expect(await waiting).toEqual({ lockfiles: [], last: one, passedOver: 0 });
    });
  }
});
