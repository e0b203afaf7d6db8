import { expect, test } from 'vitest';
import { makeItem } from '../test/advisory.ts';
import { describeEachDatabase } from '../test/databases.ts';
import { saveContent } from './contents.ts';
import { refreshStatistics } from './statistics.ts';

describeEachDatabase('refreshStatistics', (open) => {
  test('looks at what has grown, and not again until it has doubled', async () => {
    const { db } = await open();
    await refreshStatistics(db);
    expect(await refreshStatistics(db)).toEqual([]);
    const items = Array.from({ length: 3_000 }, (_, index) => makeItem(`package-${index}`, '1.0.0'));
    await saveContent(db, {
      contentKey: 'large',
      parserVersion: 1,
      format: 'npm',
      formatVersion: '3',
      error: null,
      problems: [],
      items,
    });
    expect(await refreshStatistics(db)).toEqual(['dependencies', 'package_versions']);
    expect(await refreshStatistics(db)).toEqual([]);
  });
});
