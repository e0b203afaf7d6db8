import { expect, test } from 'vitest';
import { describeEachDatabase } from '../test/databases.ts';
import { holdPackages } from '../test/hold-packages.ts';
import { makeChange, makeSignal, saveChange } from '../test/save-change.ts';
import { storableJson } from './json-rows.ts';
import { repositoriesHeldBy, repositoriesToReplan } from './target-holds.ts';

const NOW = new Date('2026-11-02T08:00:00Z');
const burst = makeSignal({ kind: 'burst', text: 'wick 1.2.4 and 9 others came within minutes' });

describeEachDatabase('repositories that a hold reaches', (open) => {
  test('are those whose pull requests bring the package, or what the publisher of its burst published', async () => {
    const { db } = await open();
    const lockfileId = await holdPackages(db, 1, 'wick', 'oil');
    await db
      .insertInto('update_pull_requests')
      .values({
        installation_id: 1,
        repository_id: 10,
        lockfile_id: lockfileId,
        branch: 'lockkeeper/npm/root',
        state: 'open',
        number: 1,
        title: 'Update oil',
        updates: storableJson([
          { name: 'lamp', steps: [{ kind: 'lock', name: 'oil', from: ['1.0.0'], version: '1.2.0' }] },
        ]),
        proof: null,
        claim: '',
        content_key: null,
        body_key: null,
        head_sha: null,
        base_sha: null,
        rank: storableJson({}),
        reason: null,
        run_id: null,
        created_at: NOW,
        updated_at: NOW,
      } as never)
      .execute();
    const reached = { installationId: 1, repositoryId: 10 };
    expect(await repositoriesToReplan(db, [])).toEqual([]);
    expect(await repositoriesToReplan(db, ['lamp', 'wick'])).toEqual([]);
    expect(await repositoriesToReplan(db, ['oil'])).toEqual([reached]);
    await saveChange(db, makeChange({ signals: [burst] }), NOW);
    const publish = (at: string, publisher: string) =>
      db
        .insertInto('trust_ledger')
        .values({
          package_name: 'oil',
          at,
          seen_at: at,
          history: false,
          kind: 'published',
          version: '1.2.0',
          publisher,
          data: storableJson({ kind: 'published', version: '1.2.0' }),
        })
        .execute();
    await publish('2026-11-01T09:00:00Z', 'ann');
    await publish('2026-10-01T09:00:00Z', 'mallory');
    expect(await repositoriesToReplan(db, ['wick'])).toEqual([]);
    await publish('2026-11-01T09:00:00Z', 'mallory');
    expect(await repositoriesToReplan(db, ['wick'])).toEqual([reached]);
    await db.updateTable('update_pull_requests').set({ state: 'merged' }).execute();
    expect(await repositoriesToReplan(db, ['wick', 'oil'])).toEqual([]);
  });

  test.each<[what: string, plan: object, reached: number[]]>([
    ['skips it', { updates: [], skipped: [{ change: 99 }, { change: 1 }] }, [10]],
    ['passes it over', { updates: [{ passedOver: [{ change: 1 }] }], skipped: [] }, [10]],
    ['heeds another', { updates: [{ passedOver: [{ change: 99 }] }], skipped: [{ change: 99 }, {}] }, []],
  ])('are those whose plan %s', async (_, plan, reached) => {
    const { db } = await open();
    const lockfile_id = await holdPackages(db, 1, 'wick');
    await db
      .insertInto('update_plans')
      .values({
        lockfile_id,
        repository_id: 10,
        run_id: null,
        commit_sha: '',
        plan: storableJson({ ...plan, alerts: [] }),
        skips_key: '',
        error: null,
        planned_at: NOW,
      })
      .execute();
    expect(await saveChange(db, makeChange(), NOW)).toBe(1);
    expect(await repositoriesHeldBy(db, { installationId: 1, packageNames: ['wick'] })).toEqual(reached);
    expect(await repositoriesHeldBy(db, { installationId: 1, packageNames: ['lamp'] })).toEqual([]);
    expect(await repositoriesHeldBy(db, { installationId: 2, packageNames: ['wick'] })).toEqual([]);
  });
});
