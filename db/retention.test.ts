import { sql } from 'kysely';
import { describe, expect, inject, test } from 'vitest';
import { describeEachDatabase, openTestPostgres } from '../test/databases.ts';
import { inventoryFixture } from '../test/inventory-fixture.ts';
import { saveContent } from './contents.ts';
import { replaceLockfiles } from './lockfiles.ts';
import type { Db } from './open-database.ts';
import {
  purgeContents,
  purgeDeliveries,
  purgeInstallations,
  purgePackageVersions,
  purgeRepositories,
  purgeUpdateRuns,
} from './retention.ts';
import { saveUpdatePlan } from './update-plans.ts';
import { saveRunPlan } from './update-run-plans.ts';
import { insertUpdateRun } from './update-runs.ts';

const then = new Date('2026-01-01T00:00:00Z');
const before = new Date('2026-02-01T00:00:00Z');
const since = new Date('2026-03-01T00:00:00Z');

async function addRepository(db: Db, id: number, removedAt: Date | null): Promise<void> {
  await sql`insert into installations (id, account_id, account_login, account_type, state)
    values (1, 1, 'harbour', 'Organization', 'active') on conflict do nothing`.execute(db);
  await sql`insert into repositories (id, installation_id, owner, name, default_branch, private, removed_at)
    values (${id}, 1, 'harbour', ${`r${id}`}, 'main', false, ${removedAt})`.execute(db);
}

function addContent(db: Db, contentKey: string, ...names: string[]): Promise<number> {
  const item = {
    version: '1.0.0',
    direct: true,
    scopes: ['prod' as const],
    path: [],
    copies: 1,
    keys: [],
    requiredBy: '.',
    bundled: false,
  };
  return saveContent(db, {
    contentKey,
    parserVersion: 1,
    format: 'npm',
    formatVersion: '3',
    error: null,
    problems: [],
    items: names.map((name) => ({ ...item, name, requiredRange: '^1.0.0' })),
  });
}

async function addUpdates(make: ReturnType<typeof inventoryFixture>) {
  const installationId = await make.installation(1);
  const repositoryId = await make.repository(installationId);
  return { installationId, repositoryId, lockfileId: await make.lockfile(repositoryId) };
}

describeEachDatabase('retention', (open) => {
  test('deletes repositories that were removed before then, and no other', async () => {
    const { db } = await open();
    await addRepository(db, 1, then);
    await addRepository(db, 2, since);
    await addRepository(db, 3, null);
    expect(await purgeRepositories(db, before)).toBe(1);
    expect(await db.selectFrom('repositories').select('id').orderBy('id').execute()).toEqual([{ id: 2 }, { id: 3 }]);
  });

  test('deletes installations that were removed before then, and no other', async () => {
    const { db } = await open();
    const add = (id: number, state: string, removedAt: Date | null) =>
      sql`insert into installations (id, account_id, account_login, account_type, state, removed_at)
        values (${id}, ${id}, 'a', 'User', ${state}, ${removedAt})`.execute(db);
    await add(1, 'removed', then);
    await add(2, 'removed', since);
    await add(3, 'suspended', null);
    await add(4, 'active', null);
    expect(await purgeInstallations(db, before)).toEqual([1]);
    expect((await db.selectFrom('installations').select('id').orderBy('id').execute()).map(({ id }) => id)).toEqual([
      2, 3, 4,
    ]);
  });

  test('deletes old deliveries', async () => {
    const { db } = await open();
    await sql`insert into deliveries (guid, event, received_at) values ('old', 'push', ${then}), ('new', 'push', ${since})`.execute(
      db,
    );
    expect(await purgeDeliveries(db, before)).toBe(1);
    expect(await db.selectFrom('deliveries').select('guid').execute()).toEqual([{ guid: 'new' }]);
  });

  test('deletes old runs with what they planned, and leaves pull requests and plans where they are', async () => {
    const { db } = await open();
    const make = inventoryFixture(db);
    const place = await addUpdates(make);
    const runs: number[] = [];
    for (const now of [then, since]) {
      const run = await insertUpdateRun(db, { installationId: place.installationId, trigger: 'hourly', cap: 25, now });
      await saveRunPlan(db, { runId: run.id, lockfileId: place.lockfileId, groups: [], skipped: [], error: null });
      await make.pullRequest(place, { run_id: run.id, branch: `lockkeeper/npm/${run.id}`, state: 'open' });
      runs.push(run.id);
    }
    const plan = { updates: [], skipped: [], alerts: [] };
    const of = { ...place, repository: 'a/b', path: 'package-lock.json', commitSha: 'x', error: null };
    await db.transaction().execute((trx) => saveUpdatePlan(trx, { ...of, runId: runs[0]!, plan, now: then }));
    expect(await purgeUpdateRuns(db, before)).toBe(1);
    expect(await db.selectFrom('update_runs').select('id').execute()).toEqual([{ id: runs[1] }]);
    expect(await db.selectFrom('update_run_plans').select('run_id').execute()).toEqual([{ run_id: runs[1] }]);
    expect(await db.selectFrom('update_plans').select('run_id').execute()).toEqual([{ run_id: null }]);
    const pulls = await db.selectFrom('update_pull_requests').select(['run_id', 'state']).orderBy('id').execute();
    expect(pulls).toEqual([
      { run_id: null, state: 'open' },
      { run_id: runs[1], state: 'open' },
    ]);
  });

  test('deletes contents that nobody holds unless they are fresh, and then the versions that nobody holds', async () => {
    const { db } = await open();
    await addRepository(db, 1, null);
    const held = await addContent(db, 'held', 'a', 'b');
    await addContent(db, 'left', 'b', 'c');
    await sql`update lockfile_contents set parsed_at = ${then}`.execute(db);
    await addContent(db, 'fresh', 'd');
    const lockfile = { path: 'package-lock.json', blobSha: 'x', contentId: held, unreadReason: null };
    await db.transaction().execute((trx) => replaceLockfiles(trx, 1, [lockfile], then));
    expect(await purgeContents(db, before)).toBe(1);
    expect(await purgePackageVersions(db)).toBe(1);
    const names = await db.selectFrom('package_versions').select('name').orderBy('name').execute();
    expect(names.map(({ name }) => name)).toEqual(['a', 'b', 'd']);
    expect(
      (await db.selectFrom('lockfile_contents').select('content_key').orderBy('content_key').execute()).map(
        (row) => row.content_key,
      ),
    ).toEqual(['fresh', 'held']);
  });
});

describe.skipIf(inject('postgresUrl') === null)('retention beside a scan [PostgreSQL]', () => {
  test('deletes no version that a content is just about to point to', async () => {
    const { db } = await openTestPostgres();
    await addContent(db, 'old', 'a');
    await db.deleteFrom('lockfile_contents').execute();
    const stored = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    // What saving a content does: it finds the version there, and points to it in its next statement.
    const saving = db.transaction().execute(async (trx) => {
      await sql`insert into package_versions (name, version) select 'a', '1.0.0'
        where not exists (select from package_versions where name = 'a') on conflict do nothing`.execute(trx);
      stored.resolve();
      await release.promise;
      await sql`with c as (insert into lockfile_contents (content_key, parser_version) values ('new', 1) returning id)
        insert into dependencies (content_id, package_version_id, direct, scopes, path, copies)
        select c.id, v.id, true, '{}', '{}', 1 from c, package_versions v`.execute(trx);
    });
    await stored.promise;
    const purging = purgePackageVersions(db);
    await new Promise((resolve) => setTimeout(resolve, 300));
    release.resolve();
    await saving;
    expect(await purging).toBe(0);
    expect(await db.selectFrom('package_versions').select('name').execute()).toEqual([{ name: 'a' }]);
  });
});
