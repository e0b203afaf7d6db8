import { sql } from 'kysely';
import { describe, expect, inject, test } from 'vitest';
import type { SeenSnapshot } from '../scanners/maintainers/index.ts';
import { makeItem } from '../test/advisory.ts';
import { describeEachDatabase, openTestPostgres } from '../test/databases.ts';
import { inventoryFixture } from '../test/inventory-fixture.ts';
import { saveContent } from './contents.ts';
import type { Db } from './open-database.ts';
import {
  countPolled,
  listDuePackages,
  lockTracked,
  markUnchanged,
  type PolledPackage,
  postponePolls,
  saveFailed,
  saveGone,
  savePolled,
} from './package-polls.ts';
import { purgeContents, purgePackageVersions } from './retention.ts';
import { forgetPackages, listNamedByAdvisories, trackPackages } from './tracked-packages.ts';

const now = new Date('2026-03-01T12:00:00Z');
const later = new Date('2026-03-01T13:00:00Z');

function addContent(db: Db, contentKey: string, names: Record<string, boolean>): Promise<number> {
  const items = Object.entries(names).map(([name, direct]) => ({ ...makeItem(name, '1.0.0'), direct }));
  const content = {
    contentKey,
    parserVersion: 1,
    format: 'npm',
    formatVersion: '3',
    error: null,
    problems: [],
  } as const;
  return saveContent(db, { ...content, items });
}

async function tracked(db: Db): Promise<Record<string, boolean>> {
  const rows = await db.selectFrom('tracked_packages').select(['name', 'direct']).orderBy('name').execute();
  return Object.fromEntries(rows.map(({ name, direct }) => [name, direct]));
}

const seen: SeenSnapshot = { versions: { '1.0.0': null }, distTags: { latest: '1.0.0' } };

function polled(rest: Partial<PolledPackage> = {}): PolledPackage {
  return {
    name: 'alpha',
    nextPollAt: later,
    registry: 'https://registry.example.org/',
    etag: '"1"',
    seen,
    maintainers: ['ann'],
    repository: null,
    firstPublishedAt: '2020-01-01T00:00:00.000Z',
    problem: null,
    now,
    baseline: true,
    learned: true,
    check: false,
    ...rest,
  };
}

describeEachDatabase('tracked packages', (open) => {
  test('are those that contents hold; one that a project asks for somewhere is direct', async () => {
    const { db } = await open();
    await addContent(db, 'a', { Zeta: false, alpha: false, beta: true });
    expect(await tracked(db)).toEqual({ Zeta: false, alpha: false, beta: true });
    await db.updateTable('tracked_packages').set({ next_poll_at: later }).execute();
    await addContent(db, 'b', { alpha: true, beta: false, gamma: false });
    expect(await tracked(db)).toEqual({ Zeta: false, alpha: true, beta: true, gamma: false });
    // What became direct is not to wait for its turn of a day.
    const due = await listDuePackages(db, { now, direct: 5, all: 9 });
    expect(due.map(({ name }) => name)).toEqual(['alpha', 'gamma']);
  });

  test('nothing is written where all are tracked', async () => {
    const { db } = await open();
    await addContent(db, 'a', { alpha: true, beta: false });
    const places = () => sql`select name, ctid, xmax from tracked_packages order by name`.execute(db);
    const before = (await places()).rows;
    await addContent(db, 'b', { alpha: false, beta: false });
    expect((await places()).rows).toEqual(before);
  });

  test('due: direct ones up to their share first, others then, and neither share is left unused', async () => {
    const { db } = await open();
    const names = Object.fromEntries(['d1', 'd2', 'd3', 'd4', 'o1', 'o2', 'o3'].map((name) => [name, name[0] === 'd']));
    await addContent(db, 'a', names);
    await sql`update tracked_packages set next_poll_at = ${now}::timestamptz - substr(name, 2)::integer * interval '1 minute'`.execute(
      db,
    );
    await db.updateTable('tracked_packages').set({ next_poll_at: later }).where('name', '=', 'd4').execute();
    const due = async (direct: number, all: number) =>
      (await listDuePackages(db, { now, direct, all })).map(({ name }) => name);
    expect(await due(2, 4)).toEqual(['d3', 'd2', 'o3', 'o2']);
    expect(await due(2, 9)).toEqual(['d3', 'd2', 'd1', 'o3', 'o2', 'o1']);
    await db.updateTable('tracked_packages').set({ next_poll_at: later }).where('direct', '=', false).execute();
    expect(await due(1, 2)).toEqual(['d3', 'd2']);
  });

  test('a poll is kept, one that found nothing new moves on, one that failed leaves what is known', async () => {
    const { db } = await open();
    await addContent(db, 'a', { alpha: true });
    await db.transaction().execute((trx) => savePolled(trx, polled({ check: true })));
    const row = () => db.selectFrom('tracked_packages').selectAll().executeTakeFirstOrThrow();
    expect(await row()).toMatchObject({
      etag: '"1"',
      seen,
      maintainers: ['ann'],
      baseline_at: now,
      polled_at: now,
      next_poll_at: later,
      judge_pending: true,
      checks_due_at: now,
      first_published_at: new Date('2020-01-01T00:00:00Z'),
    });
    await db.updateTable('tracked_packages').set({ judge_pending: false, checks_due_at: null }).execute();
    const fail = (at: Date, missing: boolean) =>
      db
        .transaction()
        .execute((trx) => saveFailed(trx, { name: 'alpha', problem: 'gone\0', now: at, nextPollAt: later, missing }));
    await fail(now, true);
    await fail(later, true);
    expect(await row()).toMatchObject({ etag: '"1"', seen, failures: 2, problem: 'gone\uFFFD', missing_since: now });
    await fail(later, false);
    expect(await row()).toMatchObject({ failures: 3, missing_since: null });
    await markUnchanged(db, [{ name: 'alpha', nextPollAt: later, problem: null }], later);
    expect(await row()).toMatchObject({
      etag: '"1"',
      polled_at: later,
      failures: 0,
      problem: null,
      judge_pending: false,
      checks_due_at: null,
      baseline_at: now,
    });
    await db.transaction().execute((trx) => saveGone(trx, 'alpha', { versions: {}, distTags: {} }));
    expect(await row()).toMatchObject({ etag: null, seen: { versions: {} }, judge_pending: true, polled_at: later });
    await postponePolls(db, [{ name: 'alpha', nextPollAt: now }]);
    expect(await row()).toMatchObject({ next_poll_at: now, polled_at: later });
    expect(await countPolled(db, now)).toBe(1);
    expect(await countPolled(db, later)).toBe(0);
    expect(await db.transaction().execute((trx) => lockTracked(trx, 'beta'))).toBeUndefined();
  });

  test('are forgotten when no content holds them, and lose their hurry when no project asks for them', async () => {
    const { db } = await open();
    await addContent(db, 'old', { alpha: true, beta: true });
    await sql`update lockfile_contents set parsed_at = '2026-01-01'`.execute(db);
    await addContent(db, 'new', { beta: false });
    expect(await forgetPackages(db)).toBe(0);
    await purgeContents(db, new Date('2026-02-01T00:00:00Z'));
    await sql`delete from lockfile_contents where content_key = 'old'`.execute(db);
    await purgePackageVersions(db);
    expect(await forgetPackages(db)).toBe(1);
    expect(await tracked(db)).toEqual({ beta: false });
  });

  test('advisories that name them are found', async () => {
    const { db } = await open();
    const make = inventoryFixture(db);
    await make.advisory('MAL-2', ['@team/lamp', 'other']);
    await make.advisory('MAL-1', ['@team/lamp']);
    expect(await listNamedByAdvisories(db, ['@team/lamp', '@team/wick'])).toEqual(new Map([['@team/lamp', 'MAL-1']]));
  });
});

describe.skipIf(inject('postgresUrl') === null)('tracked packages, from two sides [PostgreSQL]', () => {
  test('two workers that store contents with the same packages in other orders never cross', async () => {
    const { db } = await openTestPostgres();
    const names = Array.from({ length: 300 }, (_, index) => `p${index}`);
    const store = (key: string, order: string[], direct: boolean) =>
      addContent(db, key, Object.fromEntries(order.map((name) => [name, direct])));
    for (let round = 0; round < 5; round += 1) {
      const own = names.map((name) => `${name}-${round}`);
      await Promise.all([
        store(`a${round}`, own, false),
        store(`b${round}`, own.toReversed(), true),
        store(`c${round}`, own, true),
      ]);
    }
    expect(Object.values(await tracked(db))).toEqual(Array(1500).fill(true));
  });

  test('a package that is just about to be held again is not forgotten', async () => {
    const { db } = await openTestPostgres();
    await addContent(db, 'old', { alpha: true });
    await db.deleteFrom('lockfile_contents').execute();
    await purgePackageVersions(db);
    const stored = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    // As the storing of a content does it: it finds that alpha is tracked and direct, and commits later.
    const saving = db.transaction().execute(async (trx) => {
      await sql`with c as (insert into lockfile_contents (content_key, parser_version) values ('new', 1) returning id),
          v as (insert into package_versions (name, version) values ('alpha', '1.0.0') returning id)
        insert into dependencies (content_id, package_version_id, direct, scopes, path, copies)
        select c.id, v.id, true, '{}', '{}', 1 from c, v`.execute(trx);
      await trackPackages(trx, [{ name: 'alpha', direct: true }]);
      stored.resolve();
      await release.promise;
    });
    await stored.promise;
    const forgetting = forgetPackages(db);
    await new Promise((resolve) => setTimeout(resolve, 300));
    release.resolve();
    await saving;
    expect(await forgetting).toBe(0);
    expect(await tracked(db)).toEqual({ alpha: true });
  });
});
