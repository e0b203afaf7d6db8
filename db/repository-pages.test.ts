import { beforeAll, expect, test } from 'vitest';
import { describeEachDatabase } from '../test/databases.ts';
import { inventoryFixture } from '../test/inventory-fixture.ts';
import type { Db } from './open-database.ts';
import {
  inventoryTotals,
  LOCKFILES_SHOWN,
  listRepositories,
  listTroubledRepositories,
  listUnreadLockfiles,
} from './repository-pages.ts';

const scanned = new Date('2026-03-01T00:00:00Z');

describeEachDatabase('repository pages', (open) => {
  let db: Db;

  beforeAll(async () => {
    ({ db } = await open());
    const make = inventoryFixture(db);
    for (const installation of [1, 2]) {
      await make.installation(installation);
      const id = installation * 100;
      await make.repository(installation, { id: id + 1, name: 'many', tags: ['web'], scanned_at: scanned });
      await make.repository(installation, { id: id + 2, name: 'Empty', scan_error: 'No answer' });
      await make.repository(installation, { id: id + 3, name: 'mistaken', config_problems: '[{"file":"x"}]' });
      await make.repository(installation, { id: id + 4, name: 'lost', removed_at: scanned, scan_error: 'Gone' });
      const problems = JSON.stringify(Array.from({ length: 25 }, (_, n) => ({ key: `k${n}`, message: 'm' })));
      const content_id = await make.content({ problems });
      for (let n = 0; n < LOCKFILES_SHOWN + 5; n++) {
        const path = `p${String(n).padStart(3, '0')}/package-lock.json`;
        const lockfile_id = await make.lockfile(id + 1, { path, content_id });
        const at = { installation_id: installation, repository_id: id + 1, lockfile_id };
        if (n < 3)
          await make.alert(at, { severity: n === 0 ? 'unknown' : 'high', state: n === 2 ? 'resolved' : 'open' });
      }
      await make.lockfile(id + 3, { path: 'bun.lockb', unread_reason: 'binary' });
      await make.lockfile(id + 3, { path: 'bad.json', content_id: await make.content({ error: '{"code":"syntax"}' }) });
      await make.lockfile(id + 3, { path: 'gone.lockb', unread_reason: 'binary', removed_at: scanned });
      await make.lockfile(id + 4, { path: 'lost.lockb', unread_reason: 'binary' });
    }
  });

  test('give each repository of the installation once, with what was found in it', async () => {
    const first = await listRepositories(db, { installationId: 1 }, { limit: 2 });
    expect(first.next).toBe(102);
    const second = await listRepositories(db, { installationId: 1 }, { after: first.next, limit: 2 });
    expect(second.next).toBeUndefined();
    expect([...first.rows, ...second.rows].map(({ name }) => name)).toEqual(['many', 'Empty', 'mistaken']);
    const [many, empty] = first.rows;
    expect(many!.lockfile_count).toBe(LOCKFILES_SHOWN + 5);
    expect(many!.lockfiles).toHaveLength(LOCKFILES_SHOWN);
    expect(many!.lockfiles[1]).toMatchObject({ path: 'p001/package-lock.json', format: 'npm', problem_count: 25 });
    expect(many!.lockfiles[1]!.problems).toHaveLength(20);
    expect(many!.open_alerts).toEqual(
      new Map([
        ['unknown', 1],
        ['high', 1],
      ]),
    );
    expect(empty).toMatchObject({ lockfiles: [], lockfile_count: 0, open_alerts: new Map() });
    expect(second.rows[0]!.lockfiles.map(({ path, error }) => [path, error])).toEqual([
      ['bad.json', { code: 'syntax' }],
      ['bun.lockb', null],
    ]);
  });

  test.each([
    [{ repository: { owner: 'ORG-1', name: 'empty' } }, ['Empty']],
    [{ repository: { owner: 'org-2', name: 'many' } }, []],
    [{ repository: 102 }, ['Empty']],
    [{ repository: 202 }, []],
    [{ repository: 104 }, []],
    [{ tag: 'web' }, ['many']],
    [{ tag: 'we' }, []],
  ])('filter by %j', async (filter, names) => {
    const { rows } = await listRepositories(db, { installationId: 1, ...filter }, { limit: 10 });
    expect(rows.map(({ name }) => name)).toEqual(names);
  });

  test('name what is not watched, and say how much more there is', async () => {
    const { rows, total } = await listUnreadLockfiles(db, { installationId: 2, limit: 1 });
    expect(total).toBe(2);
    expect(rows).toEqual([
      {
        repository_owner: 'org-2',
        repository_name: 'mistaken',
        path: 'bad.json',
        error: { code: 'syntax' },
        unread_reason: null,
      },
    ]);
    expect(await listUnreadLockfiles(db, { installationId: 3, limit: 9 })).toEqual({ rows: [], total: 0 });
  });

  test('name the repositories whose scan or configuration failed', async () => {
    const troubled = await listTroubledRepositories(db, { installationId: 1, limit: 10 });
    expect(troubled.map(({ name }) => name).sort()).toEqual(['Empty', 'mistaken']);
  });

  test('say how much is watched', async () => {
    expect(await inventoryTotals(db, 1)).toEqual({
      repositories: 3,
      scanned: 1,
      lockfiles: LOCKFILES_SHOWN + 7,
      last_scan: scanned,
    });
    expect(await inventoryTotals(db, 3)).toEqual({ repositories: 0, scanned: 0, lockfiles: 0, last_scan: null });
  });
});
