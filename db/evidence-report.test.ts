import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { readMonth, renderEvidence } from '../scanners/reports/index.ts';
import { describeEachDatabase } from '../test/databases.ts';
import { addRepository } from '../test/inventory.ts';
import { canonicalJson } from './canonical-json.ts';
import { appendEvidence } from './evidence.ts';
import { openEvidenceReport } from './evidence-report.ts';
import { hashEvidence } from './hash-evidence.ts';
import type { Db } from './open-database.ts';

const now = new Date('2026-12-05T00:00:00Z');

function append(db: Db, installationId: number, times: readonly Date[]): Promise<void> {
  const entries = times.map((at, index) => ({ at, event: 'alert.opened', subject: `alert:${index}`, data: { index } }));
  return db.transaction().execute((trx) => appendEvidence(trx, installationId, entries));
}

async function numbers(db: Db, installationId: number, name: string): Promise<number[]> {
  const given = { month: readMonth(name)!, now };
  const source = await openEvidenceReport(db, { id: installationId, login: 'x' }, given);
  const pages = await Array.fromAsync(source.read());
  return pages.flatMap((page) => page.map(({ seq }) => seq));
}

describeEachDatabase('the evidence of a month', (open) => {
  test('is every entry of it exactly once, whatever the order of writing', async () => {
    const { db } = await open();
    const edges = ['2026-10-31', '2026-11-01', '2026-11-30', '2026-12-01', '2027-01-01'].map((day) => Date.parse(day));
    const time = fc
      .tuple(fc.constantFrom(...edges), fc.integer({ min: -2, max: 2 }), fc.constantFrom(1, 1000, 3_600_000))
      .map(([edge, steps, unit]) => new Date(edge + steps * unit));
    let installationId = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(time, { maxLength: 30 }), async (times) => {
        installationId += 1;
        await addRepository(db, { installationId, repositoryId: installationId });
        await append(db, installationId, times);
        const found: number[] = [];
        for (const name of ['2026-10', '2026-11', '2026-12', '2027-01']) {
          const month = await numbers(db, installationId, name);
          for (const seq of month) expect(times[seq - 1]!.toISOString().slice(0, 7)).toBe(name);
          found.push(...month);
        }
        expect(found.sort((a, b) => a - b)).toEqual(times.map((_, index) => index + 1));
      }),
      { numRuns: 25 },
    );
  });

  test('is read page by page, by an index, and stays what it was when it was opened', async () => {
    const { db } = await open();
    await addRepository(db);
    await addRepository(db, { installationId: 2, repositoryId: 20 });
    const at = new Date('2026-11-15T12:00:00Z');
    // Many of one moment: pages end in the middle of it.
    await append(
      db,
      1,
      Array.from({ length: 2500 }, () => at),
    );
    await append(db, 2, [at]);
    const source = await openEvidenceReport(db, { id: 1, login: 'x' }, { month: readMonth('2026-11')!, now });
    const sizes: number[] = [];
    const seen = new Set<number>();
    for await (const page of source.read()) {
      sizes.push(page.length);
      for (const { seq } of page) seen.add(seq);
      await append(db, 1, [at]);
    }
    expect(sizes).toEqual([1000, 1000, 500]);
    expect(seen.size).toBe(2500);
    expect((await Array.fromAsync(source.read())).flat()).toHaveLength(2500);
    await sql`analyze evidence`.execute(db);
    const plan = await sql<{ 'QUERY PLAN': string }>`explain select * from evidence
      where installation_id = 1 and at >= '2026-11-20' and at < '2026-12-01' order by at, seq limit 1000`.execute(db);
    expect(plan.rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('evidence_at');
  });

  test('can be checked by what its JSON says', async () => {
    const { db } = await open();
    await addRepository(db);
    const at = new Date('2026-11-15T12:00:00.123Z');
    const data = JSON.parse('{"z":"\\ud800 é","__proto__":{"a":1},"list":[{"b":1,"a":null}]}');
    await db.transaction().execute((trx) =>
      appendEvidence(
        trx,
        1,
        ['a', 'b', 'c'].map((subject) => ({ at, event: 'x', subject, data })),
      ),
    );
    const source = await openEvidenceReport(db, { id: 1, login: 'x' }, { month: readMonth('2026-11')!, now });
    const { rows, chain } = JSON.parse((await Array.fromAsync(renderEvidence('json', source))).join(''));
    let before = chain.first.prev_hash;
    for (const row of rows) {
      expect(row.prev_hash).toBe(before);
      const columns = {
        installationId: 1,
        seq: row.seq,
        event: row.event,
        subject: row.subject,
        prevHash: row.prev_hash,
      };
      expect(hashEvidence({ ...columns, at: new Date(row.at), data: canonicalJson(row.data) })).toBe(row.hash);
      before = row.hash;
    }
    const head = await db.selectFrom('evidence_heads').selectAll().executeTakeFirstOrThrow();
    expect([chain.last.seq, chain.last.hash, before]).toEqual([3, head.hash, head.hash]);
  });
});
