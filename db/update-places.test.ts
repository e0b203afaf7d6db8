import { expect, test } from 'vitest';
import { describeEachDatabase } from '../test/databases.ts';
import { inventoryFixture } from '../test/inventory-fixture.ts';
import type { Db } from './open-database.ts';
import type { UpdatePullRequestState } from './schema/update-pull-requests.ts';
import type { UpdateTrigger } from './schema/update-runs.ts';
import { countPlaces } from './update-places.ts';
import { saveDeferrals, saveRunPlan } from './update-run-plans.ts';
import { insertUpdateRun } from './update-runs.ts';

const HOUR = 60 * 60 * 1000;
const start = Date.parse('2026-06-01T00:17:00Z');

async function makeWorld(db: Db) {
  const make = inventoryFixture(db);
  const place = async (id: number) => {
    const installationId = await make.installation(id);
    const repositoryId = await make.repository(installationId);
    return { installationId, repositoryId, lockfileId: await make.lockfile(repositoryId) };
  };
  const [ours, theirs] = [await place(1), await place(2)];
  let count = 0;
  return {
    ours,
    theirs,
    run: (trigger: UpdateTrigger, hours: number, { installationId } = ours) =>
      insertUpdateRun(db, { installationId, trigger, cap: 25, now: new Date(start + hours * HOUR) }),
    pull: (runId: number | null, state: UpdatePullRequestState, of = ours) =>
      make.pullRequest(of, { run_id: runId, state, branch: `lockkeeper/npm/${++count}` }),
  };
}

describeEachDatabase('the places of a run', (open) => {
  test('are taken by what it opened and what waits to be opened, whatever becomes of it', async () => {
    const { db } = await open();
    const { run, pull } = await makeWorld(db);
    const hourly = await run('hourly', 0);
    for (const state of ['wanted', 'open', 'merged', 'closed', 'rejected'] as const) await pull(hourly.id, state);
    for (const state of ['refused', 'deferred'] as const) await pull(hourly.id, state);
    await pull(null, 'open');
    expect(await countPlaces(db, hourly)).toBe(5);
  });

  test('are shared by all runs of an hour, so that asking often gives no more', async () => {
    const { db } = await open();
    const { run, pull, theirs } = await makeWorld(db);
    const hourly = await run('hourly', 0);
    for (let number = 0; number < 20; number++) await pull(hourly.id, 'open');
    const first = await run('api', 0.2);
    expect(await countPlaces(db, first)).toBe(20);
    for (let number = 0; number < 5; number++) await pull(first.id, 'wanted');
    expect(await countPlaces(db, await run('api', 0.3))).toBe(25);
    expect(await countPlaces(db, await run('command', 0.4))).toBe(25);
    // One of another installation has its own.
    const other = await run('api', 0.4, theirs);
    await pull(other.id, 'open', theirs);
    expect(await countPlaces(db, other)).toBe(1);
    expect(await countPlaces(db, await run('api', 0.5))).toBe(25);
  });

  test('are free again an hour later, and the hourly runs have 25 each', async () => {
    const { db } = await open();
    const { run, pull } = await makeWorld(db);
    const hourly = await run('hourly', 0);
    for (let number = 0; number < 25; number++) await pull(hourly.id, 'open');
    // Not on the minute: the runs before it were done sooner.
    const next = await run('hourly', 0.95);
    expect(await countPlaces(db, next)).toBe(0);
    const api = await run('api', 1.1);
    expect(await countPlaces(db, api)).toBe(0);
    for (let number = 0; number < 7; number++) await pull(api.id, 'open');
    // Whoever took some in between took them from the next one too.
    expect(await countPlaces(db, await run('hourly', 1.95))).toBe(7);
    expect(await countPlaces(db, await run('api', 2.2))).toBe(0);
  });
});

describeEachDatabase('what a run planned', (open) => {
  test('says what it had no place for, and nothing else changes', async () => {
    const { db } = await open();
    const { run, ours } = await makeWorld(db);
    const { id: runId } = await run('api', 0);
    const group = (branch: string) => ({ branch, title: `"${branch}"`, updates: [], reason: null, number: null });
    const groups = ['b', 'a', 'c'].map((branch) => ({ ...group(branch), outcome: 'new' as const }));
    const other = await run('api', 0.1);
    for (const id of [runId, other.id]) {
      await saveRunPlan(db, { runId: id, lockfileId: ours.lockfileId, groups, skipped: [], error: null });
    }
    const deferred = [
      { lockfileId: ours.lockfileId, branch: 'a' },
      { lockfileId: ours.lockfileId + 1, branch: 'c' },
    ];
    await db.transaction().execute((trx) => saveDeferrals(trx, runId, deferred, 'no place'));
    await db.transaction().execute((trx) => saveDeferrals(trx, runId, [], 'nothing'));
    const rows = await db.selectFrom('update_run_plans').select(['run_id', 'groups']).orderBy('run_id').execute();
    expect(rows).toEqual([
      { run_id: runId, groups: [groups[0], { ...groups[1], outcome: 'defer', reason: 'no place' }, groups[2]] },
      { run_id: other.id, groups },
    ]);
  });
});
