import { expect, test } from 'vitest';
import { makeItem } from '../test/advisory.ts';
import { describeEachDatabase } from '../test/databases.ts';
import { addRepository } from '../test/inventory.ts';
import { findContents, type LockfileContent, saveContent } from './contents.ts';
import { replaceLockfiles } from './lockfiles.ts';
import type { Db } from './open-database.ts';

function content(rest: Partial<LockfileContent> = {}): LockfileContent {
  return {
    contentKey: 'sha-1',
    parserVersion: 1,
    format: 'npm',
    formatVersion: '3',
    error: null,
    problems: [],
    items: [
      makeItem('a', '1.0.0'),
      makeItem('a', '1.1.0', { direct: false, path: ['b@1.0.0'], scopes: ['dev', 'peer'] }),
    ],
    ...rest,
  };
}

function dependencies(db: Db) {
  return db
    .selectFrom('dependencies as d')
    .innerJoin('package_versions as v', 'v.id', 'd.package_version_id')
    .select(['d.content_id', 'v.name', 'v.version', 'd.direct', 'd.scopes', 'd.path', 'd.required_range', 'd.copies'])
    .orderBy('d.content_id')
    .orderBy('v.name')
    .orderBy('v.version')
    .execute();
}

describeEachDatabase('contents', (open) => {
  test('stores what a text says', async () => {
    const { db } = await open();
    const id = await saveContent(db, content());
    expect(await findContents(db, ['sha-1', 'sha-2'], 1)).toEqual(new Map([['sha-1', id]]));
    expect(await findContents(db, ['sha-1'], 2)).toEqual(new Map());
    expect(await dependencies(db)).toEqual([
      {
        content_id: id,
        name: 'a',
        version: '1.0.0',
        direct: true,
        scopes: ['prod'],
        path: [],
        required_range: '^1.0.0',
        copies: 1,
      },
      {
        content_id: id,
        name: 'a',
        version: '1.1.0',
        direct: false,
        scopes: ['dev', 'peer'],
        path: ['b@1.0.0'],
        required_range: '^1.1.0',
        copies: 1,
      },
    ]);
  });

  test('stores why a text could not be read', async () => {
    const { db } = await open();
    const error = {
      code: 'syntax',
      path: 'package-lock.json',
      expected: 'JSON',
      found: '<',
      cure: 'Restore it.',
    } as const;
    await saveContent(db, content({ error, items: [], format: null, formatVersion: null }));
    const row = await db.selectFrom('lockfile_contents').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ error, format: null, problems: [] });
  });

  test('stores a text once, however many workers save it at the same time', async () => {
    const { db } = await open();
    const ids = await Promise.all(Array.from({ length: 8 }, () => saveContent(db, content())));
    expect(new Set(ids).size).toBe(1);
    expect(await dependencies(db)).toHaveLength(2);
  });

  test('stores overlapping texts at the same time, without a deadlock and each version once', async () => {
    const { db } = await open();
    const items = Array.from({ length: 300 }, (_, index) => makeItem(`p-${index}`, '1.0.0'));
    const shuffled = [items, [...items].reverse(), items.slice(100), items.slice(0, 200).reverse()];
    const saves = shuffled.map((some, index) => saveContent(db, content({ contentKey: `sha-${index}`, items: some })));
    await Promise.all(saves);
    expect(await db.selectFrom('package_versions').select('id').execute()).toHaveLength(300);
    expect(await dependencies(db)).toHaveLength(300 + 300 + 200 + 200);
  });

  test('replaces what an older parser read, and owes its lockfiles a refresh', async () => {
    const { db } = await open();
    await addRepository(db);
    const id = await saveContent(db, content());
    const found = [{ path: 'package-lock.json', blobSha: 'sha-1', contentId: id, unreadReason: null }];
    const [lockfileId] = await db.transaction().execute((trx) => replaceLockfiles(trx, 10, found, new Date()));
    await db.deleteFrom('pending_refreshes').execute();
    expect(await saveContent(db, content({ parserVersion: 2, items: [makeItem('b', '2.0.0')] }))).toBe(id);
    expect((await dependencies(db)).map(({ name }) => name)).toEqual(['b']);
    expect(await saveContent(db, content({ parserVersion: 1 }))).toBe(id);
    expect((await dependencies(db)).map(({ name }) => name)).toEqual(['b']);
    const owed = await db.selectFrom('pending_refreshes').select(['lockfile_id', 'package_name']).execute();
    expect(owed).toEqual([{ lockfile_id: lockfileId, package_name: '' }]);
  });

  test('takes names that are hostile, and tells of those that no index holds', async () => {
    const { db } = await open();
    const items = [
      makeItem('__proto__', '1.0.0'),
      makeItem("'; drop table advisories; --", '1.0.0', { path: ['"{}\\', 'null', ''] }),
      makeItem('nul\0', '1.0.0'),
      makeItem('x'.repeat(5_000), '1.0.0'),
      makeItem('y', '9'.repeat(5_000)),
    ];
    await saveContent(db, content({ items, problems: [{ key: 'k', message: 'nul \0' }] }));
    const rows = await dependencies(db);
    expect(rows.map(({ name }) => name)).toEqual(["'; drop table advisories; --", '__proto__', 'nul\uFFFD']);
    expect(rows[0]?.path).toEqual(['"{}\\', 'null', '']);
    const { problems } = await db.selectFrom('lockfile_contents').select('problems').executeTakeFirstOrThrow();
    expect(problems).toEqual([
      { key: 'k', message: 'nul \uFFFD' },
      expect.objectContaining({ message: expect.stringContaining('found 5000 and 5') }),
      expect.objectContaining({ message: expect.stringContaining('found 1 and 5000') }),
    ]);
  });

  test('uses up no more ids than there are versions', async () => {
    const { db } = await open();
    for (let round = 0; round < 5; round += 1) await saveContent(db, content({ contentKey: `sha-${round}` }));
    await saveContent(db, content({ contentKey: 'sha-new', items: [makeItem('new', '1.0.0')] }));
    const newest = await db.selectFrom('package_versions').select('id').where('name', '=', 'new').executeTakeFirst();
    expect(newest?.id).toBe(3);
  });
});
