import { expect, test } from 'vitest';
import { describeEachDatabase } from '../test/databases.ts';
import { inventoryFixture } from '../test/inventory-fixture.ts';
import { listOwnOverrides } from './own-overrides.ts';
import { findRepositoriesToPlan, findRepositoryLockfiles } from './update-lockfiles.ts';

const one = { name: 'bad', file: 'package.json', section: ['overrides'], selector: 'bad@^1', range: '^1.2.0' };
const two = { ...one, selector: 'bad@^2', range: '^2.1.0' };

function proofWith(...overrides: object[]): string {
  return JSON.stringify({ before: [], after: [], programs: [], refused: [], overrides });
}

function added(...clears: string[]): string {
  return JSON.stringify([{ name: 'bad', from: ['1.0.0'], to: '1.2.0', how: 'override', path: [], clears, steps: [] }]);
}

function removed(...gone: object[]): string {
  const steps = gone.map((each) => ({ kind: 'remove-override', ...each, keeps: [] }));
  return JSON.stringify([{ name: 'bad', from: [], to: '', how: 'unneeded-override', path: [], clears: [], steps }]);
}

describeEachDatabase('overrides of ours', (open) => {
  async function makeWorld() {
    const { db } = await open();
    const make = inventoryFixture(db);
    const installationId = await make.installation(1);
    const repositoryId = await make.repository(installationId);
    await db
      .updateTable('repositories')
      .set({ scanned_at: new Date('2026-02-01T00:00:00Z') })
      .execute();
    const lockfileId = await make.lockfile(repositoryId);
    const of = { installationId, repositoryId, lockfileId };
    return {
      db,
      own: () => listOwnOverrides(db, lockfileId),
      isPlanned: async () => {
        const repositories = await findRepositoriesToPlan(db, installationId);
        const lockfiles = await findRepositoryLockfiles(db, repositoryId);
        expect(repositories.length).toBe(lockfiles.length);
        return lockfiles.some((each) => each.lockfileId === lockfileId);
      },
      pull: (values: Parameters<typeof make.pullRequest>[1]) => make.pullRequest(of, values),
    };
  }

  test('are those that merged pull requests added, with their origin', async () => {
    const { own, pull, isPlanned } = await makeWorld();
    await pull({ state: 'closed', number: 6, proof: proofWith(two), updates: added() });
    await pull({ state: 'merged', number: 7, proof: proofWith(), updates: '[]' });
    expect([await own(), await isPlanned()]).toEqual([[], false]);
    const ended_at = new Date('2026-03-01T00:00:00Z');
    await pull({ state: 'merged', number: 8, proof: proofWith(one), updates: added('GHSA-bad'), ended_at });
    expect(await own()).toEqual([{ ...one, addedBy: 8, mergedAt: ended_at, clears: ['GHSA-bad'] }]);
    expect(await isPlanned()).toBe(true);
  });

  test('are none any more once a merged pull request took them out, each by itself', async () => {
    const { own, pull, isPlanned } = await makeWorld();
    await pull({ state: 'merged', number: 1, proof: proofWith(one, two), updates: added() });
    await pull({ state: 'rejected', number: 2, updates: removed(one, two) });
    expect(await own()).toMatchObject([one, two]);
    await pull({ state: 'merged', number: 3, updates: removed(one) });
    expect(await own()).toMatchObject([two]);
    expect(await isPlanned()).toBe(true);
    await pull({ state: 'merged', number: 4, updates: removed(two) });
    expect([await own(), await isPlanned()]).toEqual([[], false]);
    await pull({ state: 'merged', number: 5, proof: proofWith(one), updates: added() });
    expect(await own()).toMatchObject([{ ...one, addedBy: 5 }]);
    expect(await isPlanned()).toBe(true);
  });
});
