import { expect, test } from 'vitest';
import { describeEachDatabase } from '../../test/databases.ts';
import { inventoryFixture } from '../../test/inventory-fixture.ts';
import { suppress, unsuppress } from './suppress.ts';

const now = () => new Date('2026-06-01T00:00:00Z');

describeEachDatabase('suppress', (open, kind) => {
  // The embedded database lets nobody in between.
  if (kind === 'pglite') {
    test('asks for decisions with what it stores, and once more when everyone sees it', async () => {
      const { db } = await open();
      await inventoryFixture(db).installation(1);
      let asked = 0;
      const refreshSoon = async () => {
        asked += 1;
      };
      expect(await suppress({ db, now, refreshSoon }, said)).toMatchObject({ kind: 'made' });
      expect(asked).toBe(2);
      expect(await unsuppress({ db, now, refreshSoon }, { installationId: 1, id: 99 }, 'ci')).toEqual({ kind: 'none' });
      expect(asked).toBe(2);
    });
    return;
  }

  test('misses no alert that is being opened meanwhile', async () => {
    const { db } = await open();
    const make = inventoryFixture(db);
    const installation = await make.installation(1);
    await make.advisory('GHSA-1', ['a']);
    const content = await make.content();
    const lockfile = await make.lockfile(await make.repository(installation), { content_id: content });
    const package_version_id = await make.dependency(content, ['a', '1.0.0']);
    let asked = 0;
    const refreshSoon = async () => {
      asked += 1;
      // In the midst of the first transaction, another connection finds that the package is affected.
      if (asked === 1) await db.insertInto('findings').values({ package_version_id, advisory_id: 'GHSA-1' }).execute();
    };
    await suppress({ db, now, refreshSoon }, said);
    const owed = await db.selectFrom('pending_refreshes').select(['lockfile_id', 'package_name']).execute();
    expect(owed).toEqual([{ lockfile_id: lockfile, package_name: 'a' }]);
  });
});

const said = {
  installationId: 1,
  repository: null,
  source: 'api',
  ecosystem: 'npm',
  packageName: 'a',
  advisoryId: null,
  range: null,
  path: null,
  devOnly: false,
  reason: 'known',
  author: 'ci',
  expiresAt: new Date('2026-07-01T00:00:00Z'),
} as const;
