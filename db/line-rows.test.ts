import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { describeEachDatabase } from '../test/databases.ts';
import { arrayLiteral, lineRows } from './line-rows.ts';

const hostile = [
  '',
  'plain',
  'a\nb',
  'tab\t',
  'back\\slash "quoted" {x,NULL}',
  'nul\0',
  'half \ud800',
  'é\u{1F512}',
  'null',
];

describeEachDatabase('lineRows', (open) => {
  test('gives back each row, whatever its text', async () => {
    const { db } = await open();
    const columns = {
      id: hostile.map((_, index) => index),
      text: hostile,
      lists: hostile.map((text) => arrayLiteral([text, 'x'])),
    };
    const result = await sql`select id::integer, text, lists::text[] from ${lineRows(columns, 'g')}`.execute(db);
    const stored = ['', 'plain', 'a b', 'tab\t', hostile[4], 'nul\uFFFD', 'half \uFFFD', 'é\u{1F512}', 'null'];
    expect(result.rows).toEqual(stored.map((text, id) => ({ id, text, lists: [text, 'x'] })));
  });

  test('gives missing values as empty text, or as null where there is but one row', async () => {
    const { db } = await open();
    const read = (count: number) => {
      const columns = { id: Array.from({ length: count }, (_, index) => index), gap: Array(count).fill(undefined) };
      return sql`select nullif(gap, '') as gap from ${lineRows(columns, 'g')}`.execute(db);
    };
    expect((await read(0)).rows).toEqual([]);
    expect((await read(1)).rows).toEqual([{ gap: null }]);
    expect((await read(2)).rows).toEqual([{ gap: null }, { gap: null }]);
  });
});
