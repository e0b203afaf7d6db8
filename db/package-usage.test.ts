import { beforeAll, expect, test } from 'vitest';
import { describeEachDatabase } from '../test/databases.ts';
import { inventoryFixture } from '../test/inventory-fixture.ts';
import { countAdvisoryAlerts, findAdvisory, listAdvisoryUsage } from './advisory-usage.ts';
import type { Db } from './open-database.ts';
import { listPackageUsage, listUsedVersions, type UsagePosition, type UsageRow } from './package-usage.ts';

describeEachDatabase('usage', (open) => {
  let db: Db;

  beforeAll(async () => {
    ({ db } = await open());
    const make = inventoryFixture(db);
    await make.advisory('GHSA-a', ['a'], { aliases: ['CVE-a'] });
    await make.advisory('MAL-a', ['a']);
    for (const installation of [1, 2]) {
      await make.installation(installation);
      // Three repositories, of which each of the first two has one lockfile of the same content, and the third was lost.
      const content = await make.content();
      const one = await make.dependency(content, ['a', '1.0.0'], { direct: installation === 1 });
      await make.dependency(content, ['a', '2.0.0'], { path: ['b@1.0.0'], required_range: '^2.0.0' });
      await db
        .insertInto('findings')
        .values({ package_version_id: one, advisory_id: 'GHSA-a' })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      for (const lost of [false, false, true]) {
        const repository_id = await make.repository(installation, { removed_at: lost ? new Date() : null });
        const lockfile_id = await make.lockfile(repository_id, { content_id: content });
        await make.lockfile(repository_id, { content_id: content, path: 'old.json', removed_at: new Date() });
        const state = lost ? 'open' : 'suppressed';
        const ids = { group_key: 'GHSA-a', advisory_ids: ['CVE-a', 'GHSA-a', 'MAL-a'] };
        await make.alert({ installation_id: installation, repository_id, lockfile_id }, { ...ids, state });
      }
    }
  });

  const readPages = async (read: (after?: UsagePosition) => Promise<{ rows: UsageRow[]; next?: UsagePosition }>) => {
    const rows: UsageRow[] = [];
    let page: { rows: UsageRow[]; next?: UsagePosition } | undefined;
    do {
      page = await read(page?.next);
      rows.push(...page.rows);
    } while (page.next);
    return rows;
  };

  test.each([1, 2, 3, 4, 100])('of a package comes whole in pages of %i', async (limit) => {
    const filter = { installationId: 1, packageName: 'a' };
    const rows = await readPages((after) => listPackageUsage(db, filter, { after, limit }));
    expect(rows.map((row) => [row.repository_owner, row.lockfile_path, row.version])).toEqual([
      ['org-1', 'package-lock.json', '1.0.0'],
      ['org-1', 'package-lock.json', '2.0.0'],
      ['org-1', 'package-lock.json', '1.0.0'],
      ['org-1', 'package-lock.json', '2.0.0'],
    ]);
    expect(rows[1]).toMatchObject({
      direct: false,
      path: ['b@1.0.0'],
      required_range: '^2.0.0',
      lockfile_format: 'npm',
    });
  });

  test('of one version is of that version only', async () => {
    const filter = { installationId: 2, packageName: 'a', version: '2.0.0' };
    const { rows } = await listPackageUsage(db, filter, { limit: 10 });
    expect(rows.map((row) => [row.repository_owner, row.version])).toEqual([
      ['org-2', '2.0.0'],
      ['org-2', '2.0.0'],
    ]);
  });

  test('is counted by version', async () => {
    const versions = (installationId: number) => listUsedVersions(db, { installationId, packageName: 'a', limit: 10 });
    expect(await versions(1)).toEqual([
      { version: '1.0.0', repositories: 2, lockfiles: 2, direct: true },
      { version: '2.0.0', repositories: 2, lockfiles: 2, direct: false },
    ]);
    expect((await versions(2)).map(({ direct }) => direct)).toEqual([false, false]);
    expect(await listUsedVersions(db, { installationId: 3, packageName: 'a', limit: 10 })).toEqual([]);
  });

  test('of an advisory is what it affects', async () => {
    const rows = await readPages((after) => {
      return listAdvisoryUsage(db, { installationId: 2, id: 'GHSA-a' }, { after, limit: 1 });
    });
    expect(rows.map((row) => [row.repository_owner, row.version])).toEqual([
      ['org-2', '1.0.0'],
      ['org-2', '1.0.0'],
    ]);
    expect((await listAdvisoryUsage(db, { installationId: 1, id: 'MAL-a' }, { limit: 9 })).rows).toEqual([]);
  });

  test('of an advisory comes with its alerts, where the repository is still ours', async () => {
    expect(await countAdvisoryAlerts(db, { installationId: 1, id: 'GHSA-a' })).toEqual(new Map([['suppressed', 2]]));
    expect(await countAdvisoryAlerts(db, { installationId: 3, id: 'GHSA-a' })).toEqual(new Map());
  });

  test.each([
    ['its id', 1, 'MAL-a', 'MAL-a'],
    ['an alias, as the record that leads the group', 1, 'CVE-a', 'GHSA-a'],
    ['an alias that no alert of the installation names', 3, 'CVE-a', undefined],
    ['nothing', 1, '%', undefined],
  ])('finds an advisory by %s', async (_, installationId, id, found) => {
    expect((await findAdvisory(db, { installationId, id }))?.id).toBe(found);
  });
});
