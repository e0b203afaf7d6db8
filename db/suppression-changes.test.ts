import { expect, test } from 'vitest';
import { describeEachDatabase } from '../test/databases.ts';
import { inventoryFixture } from '../test/inventory-fixture.ts';
import { verifyEvidence } from './evidence.ts';
import type { Db } from './open-database.ts';
import { deleteSuppression, insertSuppression, type NewSuppression, oweSuppression } from './suppression-changes.ts';
import { expireSuppressions } from './suppression-expiry.ts';
import { listSuppressionPage } from './suppression-pages.ts';
import { noteSuppressionUse } from './suppression-use.ts';

const now = new Date('2026-06-01T00:00:00Z');
const later = new Date('2026-07-01T00:00:00Z');

function said(rest: Partial<NewSuppression> = {}): NewSuppression {
  const nothing = { repository: null, packageName: 'a', advisoryId: null, range: null, path: null, devOnly: false };
  const made = { installationId: 1, source: 'api', ecosystem: 'npm', reason: 'known', author: 'ci' } as const;
  return { ...nothing, ...made, expiresAt: later, ...rest };
}

function insert(db: Db, rest: Partial<NewSuppression> = {}) {
  return db.transaction().execute((trx) => insertSuppression(trx, said(rest), now));
}

async function evidence(db: Db) {
  const rows = await db
    .selectFrom('evidence')
    .select(['event', 'subject', 'data'])
    .orderBy('installation_id')
    .orderBy('seq')
    .execute();
  return rows.map(({ event, subject, data }) => ({ event, subject, ...JSON.parse(data) }));
}

/** Two installations; the first has two repositories whose lockfiles hold `a` and `b`, which have findings, and `c`. */
async function makeScene(db: Db) {
  const make = inventoryFixture(db);
  await make.advisory('GHSA-1', ['a', 'b']);
  for (const id of [1, 2]) await make.installation(id);
  const content = await make.content();
  const held = [];
  for (const name of ['a', 'b', 'c']) held.push(await make.dependency(content, [name, '1.0.0']));
  for (const package_version_id of held.slice(0, 2)) {
    await db.insertInto('findings').values({ package_version_id, advisory_id: 'GHSA-1' }).execute();
  }
  const lockfiles: number[] = [];
  for (const [installation, id] of [
    [1, 10],
    [1, 11],
    [2, 20],
  ] as const) {
    lockfiles.push(
      await make.lockfile(await make.repository(installation, { id, name: `r${id}` }), { content_id: content }),
    );
  }
  return lockfiles;
}

describeEachDatabase('suppressions of people', (open) => {
  test('are stored, and removed, with evidence', async () => {
    const { db } = await open();
    await makeScene(db);
    const made = await insert(db, {
      repository: { owner: 'ORG-1', name: 'R10' },
      range: '>=2',
      path: '/web/',
      devOnly: true,
    });
    expect(made).toMatchObject({
      kind: 'made',
      row: { repository_id: 10, range: '>=2', author: 'ci', created_at: now },
    });
    const { id } = (made as { row: { id: number } }).row;
    const key = { installationId: 1, id };
    const remove = (given = key) =>
      db.transaction().execute((trx) => deleteSuppression(trx, given, { by: 'someone else', now: later }));
    expect(await remove({ installationId: 2, id })).toEqual({ kind: 'none' });
    expect(await remove()).toMatchObject({ kind: 'removed', row: { id } });
    expect(await remove()).toEqual({ kind: 'none' });
    const facts = {
      subject: `suppression:${id}`,
      source: 'api',
      ecosystem: 'npm',
      package: 'a',
      advisory: null,
      range: '>=2',
      scope: 'dev',
      repository: { id: 10, name: 'org-1/r10' },
      path: '/web/',
      reason: 'known',
      author: 'ci',
      expires_at: later.toISOString(),
    };
    expect(await evidence(db)).toEqual([
      { ...facts, event: 'suppression.created' },
      { ...facts, event: 'suppression.removed', by: 'someone else' },
    ]);
    expect(await verifyEvidence(db)).toMatchObject([{ ok: true, entries: 2 }]);
  });

  test('are not made in repositories of others, nor without end', async () => {
    const { db } = await open();
    await makeScene(db);
    for (const repository of [20, 99, { owner: 'org-2', name: 'r20' }]) {
      expect(await insert(db, { repository })).toEqual({ kind: 'unknown-repository' });
    }
    const row = { installation_id: 1, source: 'api', package_name: 'a', reason: 'x', expires_at: later };
    await db
      .insertInto('suppressions')
      .values(Array.from({ length: 1000 }, () => row))
      .execute();
    expect(await insert(db)).toEqual({ kind: 'too-many', most: 1000 });
    expect(await insert(db, { installationId: 2 })).toMatchObject({ kind: 'made' });
    expect(await evidence(db)).toHaveLength(1);
  });

  test("of a configuration are only the configuration's to take back", async () => {
    const { db } = await open();
    await makeScene(db);
    const row = { installation_id: 1, source: 'config', package_name: 'a', reason: 'x' };
    const { id } = await db.insertInto('suppressions').values(row).returning('id').executeTakeFirstOrThrow();
    const outcome = await db
      .transaction()
      .execute((trx) => deleteSuppression(trx, { installationId: 1, id }, { by: 'ci', now }));
    expect(outcome).toEqual({ kind: 'config' });
    expect(await db.selectFrom('suppressions').select('id').execute()).toEqual([{ id }]);
  });

  test('owe a decision wherever they can be about an alert', async () => {
    const { db } = await open();
    const [first, second] = await makeScene(db);
    const owed = async (rest: object) => {
      await oweSuppression(db, { installation_id: 1, repository_id: null, package_name: null, ...rest });
      const rows = await db.deleteFrom('pending_refreshes').returning(['lockfile_id', 'package_name']).execute();
      return rows.map((row) => `${row.lockfile_id} ${row.package_name}`).sort();
    };
    expect(await owed({})).toEqual([`${first} a`, `${first} b`, `${second} a`, `${second} b`]);
    expect(await owed({ repository_id: 11 })).toEqual([`${second} a`, `${second} b`]);
    expect(await owed({ package_name: 'b' })).toEqual([`${first} b`, `${second} b`]);
    expect(await owed({ package_name: 'c' })).toEqual([]);
    expect(await owed({ repository_id: 20 })).toEqual([]);
  });

  test('end on evidence, once', async () => {
    const { db } = await open();
    await makeScene(db);
    await insert(db, { expiresAt: new Date('2026-06-02T00:00:00Z') });
    await insert(db, { installationId: 2, expiresAt: later });
    await insert(db, { expiresAt: new Date('2026-08-01T00:00:00Z') });
    const ended = async (at: Date) => {
      await expireSuppressions(db, at);
      return (await evidence(db)).filter(({ event }) => event === 'suppression.expired').map(({ subject }) => subject);
    };
    expect(await ended(now)).toEqual([]);
    expect(await ended(later)).toEqual(['suppression:1', 'suppression:2']);
    expect(await ended(new Date('2026-07-02T00:00:00Z'))).toHaveLength(2);
    expect(await verifyEvidence(db)).toMatchObject([{ ok: true }, { ok: true }]);
  });

  test('are listed by page, and by what counts for a repository', async () => {
    const { db } = await open();
    await makeScene(db);
    await insert(db, { repository: 10, expiresAt: new Date('2026-06-02T00:00:00Z') });
    await insert(db, { repository: 11, packageName: null, advisoryId: 'CVE-1' });
    await insert(db);
    await insert(db, { installationId: 2 });
    await db.transaction().execute((trx) => noteSuppressionUse(trx, [3, 99], now));
    await db.transaction().execute((trx) => noteSuppressionUse(trx, [3], later));
    const list = async (rest: object = {}, page: { after?: number; limit?: number } = {}) => {
      const filter = { installationId: 1, states: ['active', 'expired'] as const, now: later, ...rest };
      const { rows, next } = await listSuppressionPage(db, filter, { limit: 10, ...page });
      return [rows.map(({ id }) => id), next];
    };
    expect(await list()).toEqual([[1, 2, 3], undefined]);
    expect(await list({}, { limit: 2 })).toEqual([[1, 2], 2]);
    expect(await list({}, { limit: 2, after: 2 })).toEqual([[3], undefined]);
    expect(await list({ repository: 10 })).toEqual([[1, 3], undefined]);
    expect(await list({ repository: { owner: 'Org-1', name: 'R11' } })).toEqual([[2, 3], undefined]);
    expect(await list({ packageName: 'a' })).toEqual([[1, 3], undefined]);
    expect(await list({ advisoryId: 'CVE-1' })).toEqual([[2], undefined]);
    const june = { now: new Date('2026-06-15T00:00:00Z') };
    expect(await list({ ...june, states: ['expired'] })).toEqual([[1], undefined]);
    expect(await list({ ...june, states: ['active'] })).toEqual([[2, 3], undefined]);
    const { rows } = await listSuppressionPage(
      db,
      { installationId: 1, states: ['active', 'expired'], now },
      { limit: 9 },
    );
    expect(rows.map((row) => [row.repository_name, row.used_at])).toEqual([
      ['r10', null],
      ['r11', null],
      [null, now],
    ]);
    await db.updateTable('repositories').set({ removed_at: now }).where('id', '=', 10).execute();
    expect(await list()).toEqual([[2, 3], undefined]);
  });
});
