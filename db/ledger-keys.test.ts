import { expect, test } from 'vitest';
import { describeEachDatabase } from '../test/databases.ts';
import { keepLedgerKey } from './ledger-keys.ts';

describeEachDatabase('keys of the ledger', (open) => {
  test('the first that is offered is kept, whoever else offers one at the same time', async () => {
    const { db } = await open();
    const offered = Array.from({ length: 8 }, (_, index) => `${index}`.repeat(64));
    const kept = await Promise.all(offered.map((key) => keepLedgerKey(db, 'email', key)));
    expect(offered).toContain(kept[0]);
    expect(new Set(kept).size).toBe(1);
    expect(await keepLedgerKey(db, 'email', 'f'.repeat(64))).toBe(kept[0]);
  });
});
