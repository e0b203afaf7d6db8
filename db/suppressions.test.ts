import { expect, test } from 'vitest';
import { describeEachDatabase } from '../test/databases.ts';
import { addRepository } from '../test/inventory.ts';
import { replaceLockfiles } from './lockfiles.ts';
import type { Db } from './open-database.ts';
import { type ConfigSuppression, listSuppressions, replaceConfigSuppressions } from './suppressions.ts';

const now = new Date('2026-06-01T00:00:00Z');

function stated(rest: Partial<ConfigSuppression>): ConfigSuppression {
  return { packageName: 'a', advisoryId: null, path: null, reason: 'known', expiresAt: null, ...rest };
}

function replace(db: Db, repositoryId: number | null, all: ConfigSuppression[]): Promise<boolean> {
  const scope = { installationId: 1, repositoryId };
  return db.transaction().execute((trx) => replaceConfigSuppressions(trx, scope, all, now));
}

async function takeOwed(db: Db): Promise<number> {
  return (await db.deleteFrom('pending_refreshes').returning('id').execute()).length;
}

async function addRepositories(db: Db): Promise<void> {
  for (const repositoryId of [10, 11]) {
    await addRepository(db, { repositoryId });
    const found = [{ path: 'yarn.lock', blobSha: 'x', contentId: null, unreadReason: 'test' }];
    await db.transaction().execute((trx) => replaceLockfiles(trx, repositoryId, found, now));
  }
  await addRepository(db, { installationId: 2, repositoryId: 20 });
  await takeOwed(db);
}

describeEachDatabase('config suppressions', (open) => {
  test('are replaced as a whole; those that stay keep their id, and only a change owes a refresh', async () => {
    const { db } = await open();
    await addRepositories(db);
    const until = new Date('2026-07-01T00:00:00Z');
    const both = [stated({}), stated({ advisoryId: 'CVE-1', packageName: null, path: '/apps/', expiresAt: until })];
    expect(await replace(db, 10, [...both, both[0]!])).toBe(true);
    expect(await takeOwed(db)).toBe(1);
    const before = await listSuppressions(db, [10]);
    expect(before.get(10)).toHaveLength(2);
    expect(before.get(10)).toEqual(expect.arrayContaining(both.map((one) => expect.objectContaining(one))));
    expect(await replace(db, 10, both)).toBe(false);
    expect(await takeOwed(db)).toBe(0);
    expect(await replace(db, 10, [both[1]!, stated({ packageName: 'b' })])).toBe(true);
    const after = await listSuppressions(db, [10]);
    const kept = before.get(10)?.find(({ advisoryId }) => advisoryId === 'CVE-1');
    expect(after.get(10)?.find(({ advisoryId }) => advisoryId === 'CVE-1')).toEqual(kept);
    expect(after.get(10)?.map(({ packageName }) => packageName)).toEqual([null, 'b']);
  });

  test("of an organisation count for all of its repositories, and for no one else's", async () => {
    const { db } = await open();
    await addRepositories(db);
    expect(await replace(db, null, [stated({ packageName: 'everywhere' })])).toBe(true);
    expect(await takeOwed(db)).toBe(2);
    await replace(db, 11, [stated({ packageName: 'own' })]);
    await db
      .insertInto('suppressions')
      .values({ installation_id: 1, repository_id: 10, source: '@someone', package_name: 'said', reason: 'x' })
      .execute();
    const names = async () =>
      [...(await listSuppressions(db, [10, 11, 20]))].map(([id, all]) => [id, all.map((one) => one.packageName)]);
    expect(new Map((await names()) as [number, string[]][])).toEqual(
      new Map([
        [10, ['everywhere', 'said']],
        [11, ['everywhere', 'own']],
      ]),
    );
    // What people said by other ways is not the configuration's to take back.
    await replace(db, 10, []);
    await replace(db, null, []);
    expect(await names()).toEqual([
      [11, ['own']],
      [10, ['said']],
    ]);
  });
});
