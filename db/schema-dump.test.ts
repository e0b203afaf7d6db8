import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { describeEachDatabase } from '../test/databases.ts';
import { dumpSchema } from './schema-dump.ts';

const kept = await readFile(new URL('schema.txt', import.meta.url), 'utf8');

describeEachDatabase('dumpSchema', (open) => {
  test('is what db/schema.txt says: after a new migration run `node db/dump-schema.ts --write`', async () => {
    const { db } = await open();
    expect(await dumpSchema(db)).toBe(kept);
  });

  test.each([
    ['a column', sql`alter table advisories add column extra integer not null default 3`],
    ['an index', sql`create index extra on alerts (kind)`],
    ['a trigger', sql`drop trigger evidence_no_update on evidence`],
    ['a constraint', sql`alter table alerts drop constraint alerts_kind_check`],
    ['a comment', sql`comment on table alerts is 'other'`],
    [
      'a function',
      sql`create or replace function refuse_evidence_change() returns trigger language plpgsql as 'begin return new; end'`,
    ],
  ])('shows that %s drifted', async (_, change) => {
    const { db } = await open();
    await change.execute(db);
    expect(await dumpSchema(db)).not.toBe(kept);
  });

  test('has a comment on every table', async () => {
    const tables = kept.split('\n').filter((line) => line.startsWith('table '));
    expect(tables.filter((line) => !line.includes(' -- '))).toEqual([]);
    expect(tables.length).toBeGreaterThan(0);
  });
});
