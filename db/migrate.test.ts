import { expect, test } from 'vitest';
import { describeEachDatabase } from '../test/databases.ts';
import { migrate } from './migrate.ts';

describeEachDatabase('migrate', (open) => {
  test('leaves nothing to do on a migrated database', async () => {
    const { db } = await open();
    expect(await migrate(db)).toEqual([]);
  });

  test('gives bigint columns as numbers, timestamps as dates and arrays as arrays', async () => {
    const { db } = await open();
    const installation = {
      id: 9_007_199_254,
      account_id: 1,
      account_login: 'a',
      account_type: 'User',
      state: 'active',
    } as const;
    await db.insertInto('installations').values(installation).execute();
    await db
      .insertInto('repositories')
      .values({
        id: 1,
        installation_id: installation.id,
        owner: 'a',
        name: 'b',
        default_branch: 'main',
        private: false,
        tags: ['x', 'y'],
      })
      .execute();
    const row = await db.selectFrom('repositories').selectAll().executeTakeFirstOrThrow();
    expect(row.installation_id).toBe(installation.id);
    expect(row.created_at).toBeInstanceOf(Date);
    expect(row.tags).toEqual(['x', 'y']);
  });
});
