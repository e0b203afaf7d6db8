import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { describeEachDatabase } from '../test/databases.ts';
import { addRepository } from '../test/inventory.ts';
import { inventoryFixture } from '../test/inventory-fixture.ts';
import { allowEvidenceDeletion, appendEvidence, type EvidenceEntry, verifyEvidence } from './evidence.ts';
import type { Db } from './open-database.ts';

const at = new Date('2026-06-01T12:00:00.123Z');

function entries(count: number): EvidenceEntry[] {
  return Array.from({ length: count }, (_, index) => ({
    at,
    event: 'alert.opened',
    subject: `alert:${index}`,
    data: { z: 1, a: { c: [index], b: 'é\u{1F512}' } },
  }));
}

function append(db: Db, installationId: number, count: number): Promise<void> {
  return db.transaction().execute((trx) => appendEvidence(trx, installationId, entries(count)));
}

/** What someone with full rights on the database can do. */
async function tamper(db: Db, change: ReturnType<typeof sql>): Promise<void> {
  await sql`alter table evidence disable trigger all`.execute(db);
  await change.execute(db);
  await sql`alter table evidence enable trigger all`.execute(db);
}

describeEachDatabase('evidence', (open) => {
  test('chains what is added, each installation its own', async () => {
    const { db } = await open();
    await addRepository(db, { installationId: 1, repositoryId: 10 });
    await addRepository(db, { installationId: 2, repositoryId: 20 });
    await append(db, 1, 2);
    await append(db, 2, 1);
    await append(db, 1, 1500);
    const rows = await db.selectFrom('evidence').selectAll().where('installation_id', '=', 1).orderBy('seq').execute();
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 1502 }, (_, index) => index + 1));
    expect(rows[0]).toMatchObject({ at, data: '{"a":{"b":"é\u{1F512}","c":[0]},"z":1}', prev_hash: '0'.repeat(64) });
    expect(await verifyEvidence(db)).toEqual([
      { installationId: 1, ok: true, entries: 1502, head: rows.at(-1)?.hash, broken: undefined },
      { installationId: 2, ok: true, entries: 1, head: expect.any(String), broken: undefined },
    ]);
    expect(await verifyEvidence(db, 2)).toHaveLength(1);
  });

  test('keeps what text cannot hold out of the chain without breaking it', async () => {
    const { db } = await open();
    await addRepository(db);
    await db
      .transaction()
      .execute((trx) =>
        appendEvidence(trx, 1, [{ at, event: 'x', subject: 'a\0b', data: { 'k\0': 'v\0\ud800', '\\u0000': 1 } }]),
      );
    expect(await verifyEvidence(db)).toMatchObject([{ ok: true, entries: 1 }]);
  });

  test('orders writers who add at the same time', async () => {
    const { db } = await open();
    await addRepository(db);
    await Promise.all(Array.from({ length: 10 }, () => append(db, 1, 5)));
    expect(await verifyEvidence(db)).toMatchObject([{ ok: true, entries: 50 }]);
  });

  test('leaves nothing of a transaction that fails', async () => {
    const { db } = await open();
    await addRepository(db);
    await append(db, 1, 1);
    const failing = db.transaction().execute(async (trx) => {
      await appendEvidence(trx, 1, entries(3));
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    expect(await verifyEvidence(db)).toMatchObject([{ ok: true, entries: 1 }]);
  });

  test.each([
    ['update', sql`update evidence set data = '{}'`],
    ['update of nothing', sql`update evidence set data = '{}' where false`],
    ['delete', sql`delete from evidence where seq = 2`],
    ['truncate', sql`truncate evidence`],
  ])('refuses %s', async (_, change) => {
    const { db } = await open();
    await addRepository(db);
    await append(db, 1, 3);
    await expect(change.execute(db)).rejects.toThrow(/evidence is append-only/);
    expect(await verifyEvidence(db)).toMatchObject([{ ok: true, entries: 3 }]);
  });

  test('goes with its installation, only where a transaction says so', async () => {
    const { db } = await open();
    await addRepository(db);
    await append(db, 1, 3);
    const remove = (allowed: boolean) =>
      db.transaction().execute(async (trx) => {
        if (allowed) await allowEvidenceDeletion(trx);
        await trx.deleteFrom('installations').where('id', '=', 1).execute();
      });
    await expect(remove(false)).rejects.toThrow(/evidence is append-only/);
    await remove(true);
    expect(await verifyEvidence(db)).toEqual([]);
    await addRepository(db, { installationId: 2, repositoryId: 20 });
    await append(db, 2, 1);
    await expect(db.deleteFrom('evidence').execute()).rejects.toThrow(/append-only/);
  });

  test.each<[string, ReturnType<typeof sql>, { seq: number; expected: string; found: string }]>([
    [
      'an entry that was changed',
      sql`update evidence set subject = 'alert:99' where seq = 3`,
      { seq: 3, expected: 'hash ', found: 'hash ' },
    ],
    [
      'an entry that was taken out',
      sql`delete from evidence where seq = 3`,
      { seq: 3, expected: 'entry 3', found: 'entry 4' },
    ],
    [
      'a cut tail',
      sql`delete from evidence where seq = 5`,
      { seq: 5, expected: 'the end at entry 5', found: 'the end at entry 4' },
    ],
    [
      'a chain that was taken away as a whole',
      sql`delete from evidence`,
      { seq: 1, expected: 'the end at entry 5', found: 'the end at entry 0' },
    ],
    [
      'two that changed places',
      sql`update evidence e set event = o.event, subject = o.subject, data = o.data, hash = o.hash
        from evidence o where e.seq in (2, 3) and o.seq = 5 - e.seq`,
      { seq: 2, expected: 'hash ', found: 'hash ' },
    ],
    [
      'a head that was taken away',
      sql`delete from evidence_heads`,
      { seq: 6, expected: 'the end at entry 0', found: '' },
    ],
  ])('finds %s', async (_, change, broken) => {
    const { db } = await open();
    await addRepository(db);
    await append(db, 1, 5);
    await tamper(db, change);
    const [verdict] = await verifyEvidence(db, 1);
    expect(verdict).toMatchObject({ ok: false, entries: broken.seq - 1, broken: { seq: broken.seq } });
    expect(verdict?.broken?.expected).toContain(broken.expected);
    expect(verdict?.broken?.found).toContain(broken.found);
  });

  const subjects = (id: number, count: number) =>
    entries(count).map((entry, index) => ({ ...entry, subject: `alert:${id + index}` }));

  async function addAlerts(db: Db, count: number): Promise<number> {
    const make = inventoryFixture(db);
    const repository_id = await addRepository(db);
    const lockfile_id = await make.lockfile(repository_id);
    const place = { installation_id: 1, repository_id, lockfile_id };
    const first = await make.alert(place);
    for (let index = 1; index < count; index += 1) await make.alert(place);
    await db.transaction().execute((trx) => appendEvidence(trx, 1, subjects(first, count)));
    return first;
  }

  /** Takes away the entries behind `seq` and sets the head to what is left. */
  async function cut(db: Db, seq: number): Promise<void> {
    await tamper(db, sql`delete from evidence where seq > ${seq}`);
    await sql`update evidence_heads h set seq = e.seq, hash = e.hash from evidence e
      where e.installation_id = h.installation_id and e.seq = ${seq}`.execute(db);
  }

  test.each(['alert.opened', 'alert.suppressed'])('holds where every alert begins with %s', async (event) => {
    const { db } = await open();
    await addAlerts(db, 1);
    await tamper(db, sql`delete from evidence`);
    await sql`delete from evidence_heads`.execute(db);
    const { id } = await db.selectFrom('alerts').select('id').executeTakeFirstOrThrow();
    const began = [{ at, event, subject: `alert:${id}`, data: {} }];
    await db.transaction().execute((trx) => appendEvidence(trx, 1, began));
    expect(await verifyEvidence(db)).toMatchObject([{ ok: true, entries: 1 }]);
  });

  test('names an alert that is left of a chain that was wiped with its head', async () => {
    const { db } = await open();
    const first = await addAlerts(db, 3);
    expect(await verifyEvidence(db)).toMatchObject([{ ok: true, entries: 3 }]);
    await tamper(db, sql`delete from evidence`);
    await sql`delete from evidence_heads`.execute(db);
    const broken = { seq: 1, expected: expect.stringContaining(`alert:${first},`), found: 'none in the chain' };
    expect(await verifyEvidence(db)).toMatchObject([{ installationId: 1, ok: false, entries: 0, broken }]);
  });

  test('names an alert of a tail that was cut together with the head', async () => {
    const { db } = await open();
    const first = await addAlerts(db, 3);
    await cut(db, 1);
    const broken = { seq: 2, expected: expect.stringContaining(`alert:${first + 1},`) };
    expect(await verifyEvidence(db)).toMatchObject([{ ok: false, entries: 1, broken }]);
  });

  test("takes another installation's entry for no alert of this one", async () => {
    const { db } = await open();
    const first = await addAlerts(db, 1);
    await addRepository(db, { installationId: 2, repositoryId: 20 });
    await db.transaction().execute((trx) => appendEvidence(trx, 2, subjects(first, 1)));
    await tamper(db, sql`delete from evidence where installation_id = 1`);
    await sql`delete from evidence_heads where installation_id = 1`.execute(db);
    expect(await verifyEvidence(db)).toMatchObject([
      { installationId: 1, ok: false },
      { installationId: 2, ok: true },
    ]);
  });

  test('must hold the entry that was kept elsewhere', async () => {
    const { db } = await open();
    await addRepository(db);
    await append(db, 1, 3);
    const hashes = (await db.selectFrom('evidence').select('hash').orderBy('seq').execute()).map(({ hash }) => hash);
    const verify = async (seq: number, hash = '') => (await verifyEvidence(db, 1, { seq, hash }))[0];
    expect(await verify(3, hashes[2])).toMatchObject({ ok: true });
    await append(db, 1, 2);
    expect(await verify(3, hashes[2])).toMatchObject({ ok: true, entries: 5 });
    const other = { seq: 2, expected: `hash ${hashes[2]}, as given`, found: `hash ${hashes[1]}` };
    expect(await verify(2, hashes[2])).toMatchObject({ ok: false, entries: 1, broken: other });

    await cut(db, 2);
    expect(await verifyEvidence(db, 1)).toMatchObject([{ ok: true, entries: 2 }]);
    const missing = { seq: 3, expected: `an entry 3, hash ${hashes[2]}` };
    expect(await verify(3, hashes[2])).toMatchObject({ ok: false, entries: 2, broken: missing });
  });
});
