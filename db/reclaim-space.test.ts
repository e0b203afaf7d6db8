import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { describeEachDatabase } from '../test/databases.ts';
import { reclaimSpace } from './reclaim-space.ts';

describeEachDatabase('reclaimSpace', (open) => {
  test('lets rows that come take the place of those that went', async () => {
    const { db } = await open();
    const fill = () =>
      sql`insert into package_versions (name, version) select 'p', n::text from generate_series(1, 5000) n`.execute(db);
    const pages = async () => {
      const size = sql<{ bytes: number }>`select pg_relation_size('package_versions') as bytes`;
      return (await size.execute(db)).rows[0]!.bytes;
    };
    await fill();
    const before = await pages();
    for (let round = 0; round < 3; round += 1) {
      await db.deleteFrom('package_versions').execute();
      await reclaimSpace(db);
      await fill();
    }
    expect(await pages()).toBeLessThan(before * 1.5);
  });
});
