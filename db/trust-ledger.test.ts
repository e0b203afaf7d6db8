import { expect, test } from 'vitest';
import type { LedgerEntry } from '../scanners/maintainers/index.ts';
import { describeEachDatabase } from '../test/databases.ts';
import { appendLedger, listLedger } from './trust-ledger.ts';

const seenAt = '2026-03-01T00:00:00.000Z';

function published(version: string, at = '2026-02-01T00:00:00.000Z'): LedgerEntry {
  return { kind: 'published', version, publisher: { name: 'ann' }, at, seenAt, history: true };
}

describeEachDatabase('the trust ledger', (open) => {
  test('gives back what was written, in the order in which it was, page by page', async () => {
    const { db } = await open();
    const entries: LedgerEntry[] = [
      published('2.0.0'),
      published('1.0.0', '2025-02-01T00:00:00.000Z'),
      {
        kind: 'maintainers',
        before: [{ name: 'ann', email: { mark: 'ab', domain: 'example.org' } }],
        after: [{ name: 'bob' }],
        at: seenAt,
        seenAt,
        history: false,
      },
      { kind: 'deprecated', version: '1.0.0', notice: null, at: seenAt, seenAt, history: false },
    ];
    await db.transaction().execute(async (trx) => {
      await appendLedger(trx, 'alpha', entries.slice(0, 3));
      await appendLedger(trx, 'beta', [published('9.0.0')]);
      await appendLedger(trx, 'alpha', entries.slice(3));
    });
    const all = await listLedger(db, 'alpha', { limit: 10 });
    expect(all.map(({ entry }) => entry)).toEqual(entries);
    const first = await listLedger(db, 'alpha', { limit: 2 });
    expect(first).toEqual(all.slice(0, 2));
    expect(await listLedger(db, 'alpha', { after: first.at(-1)!.id, limit: 10 })).toEqual(all.slice(2));
    const columns = await db
      .selectFrom('trust_ledger')
      .select(['kind', 'version', 'publisher'])
      .orderBy('id')
      .execute();
    expect(columns.slice(0, 3)).toEqual([
      { kind: 'published', version: '2.0.0', publisher: 'ann' },
      { kind: 'published', version: '1.0.0', publisher: 'ann' },
      { kind: 'maintainers', version: null, publisher: null },
    ]);
  });

  test('a past of many batches keeps its order', async () => {
    const { db } = await open();
    const versions = Array.from({ length: 12_001 }, (_, index) => `1.0.${(index * 7919) % 12_001}`);
    await db.transaction().execute((trx) =>
      appendLedger(
        trx,
        'alpha',
        versions.map((version) => published(version)),
      ),
    );
    const read = await listLedger(db, 'alpha', { limit: 20_000 });
    expect(read.map(({ entry }) => (entry.kind === 'published' ? entry.version : ''))).toEqual(versions);
  });

  test('refuses to be changed', async () => {
    const { db } = await open();
    await db.transaction().execute((trx) => appendLedger(trx, 'alpha', [published('1.0.0')]));
    await expect(db.deleteFrom('trust_ledger').execute()).rejects.toThrow('append-only');
    await expect(db.updateTable('trust_ledger').set({ history: false }).execute()).rejects.toThrow('append-only');
  });
});
