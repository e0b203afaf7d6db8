import { expect, test } from 'vitest';
import { makeItem } from '../test/advisory.ts';
import { describeEachDatabase } from '../test/databases.ts';
import { addRepository } from '../test/inventory.ts';
import { makeChange, makeSignal, saveChange } from '../test/save-change.ts';
import { saveContent } from './contents.ts';
import { storableJson } from './json-rows.ts';
import { replaceLockfiles } from './lockfiles.ts';
import { addDecision } from './maintainer-decisions.ts';
import type { Db } from './open-database.ts';
import type { ChangeToSave } from './save-changes.ts';
import { type HoldQuestion, holdsFor, repositoriesHeldBy, repositoriesToReplan } from './target-holds.ts';

const NOW = new Date('2026-11-02T08:00:00Z');
const watching: HoldQuestion['watching'] = { enabled: true, level: 'low', cooldownDays: 14 };
const burst = makeSignal({ kind: 'burst', text: 'wick 1.2.4 and 9 others came within minutes' });

function heldIn(db: Db, rest: Partial<HoldQuestion> = {}) {
  return holdsFor(db, { installationId: 1, packageNames: ['wick', 'oil'], watching, now: NOW, ...rest });
}

/** The lockfile of a repository of its own for each installation. @returns its id */
async function hold(db: Db, installationId: number, ...names: string[]): Promise<number> {
  const repositoryId = await addRepository(db, { installationId, repositoryId: installationId * 10 });
  const contentKey = names.join();
  const contentId = await saveContent(db, {
    contentKey,
    parserVersion: 1,
    format: 'npm',
    formatVersion: '3',
    error: null,
    problems: [],
    items: names.map((name) => makeItem(name, '1.0.0')),
  });
  const found = [{ path: 'package-lock.json', blobSha: contentKey, contentId, unreadReason: null }];
  await db.transaction().execute((trx) => replaceLockfiles(trx, repositoryId, found, NOW));
  const { id } = await db
    .selectFrom('lockfiles')
    .select('id')
    .where('repository_id', '=', repositoryId)
    .executeTakeFirstOrThrow();
  return id;
}

describeEachDatabase('holds', (open) => {
  test('an open change holds its package until its cooldown is over', async () => {
    const { db } = await open();
    await hold(db, 1, 'wick');
    const id = await saveChange(db, makeChange({ versions: ['1.2.4'] }), NOW);
    expect(await heldIn(db)).toEqual([
      {
        package: 'wick',
        since: '2026-11-01T08:00:00.000Z',
        versions: ['1.2.4'],
        text: 'mallory may publish',
        changeId: id,
        until: '2026-11-15T08:00:00.000Z',
      },
    ]);
    expect(await heldIn(db, { packageNames: ['oil'] })).toEqual([]);
    expect(await heldIn(db, { packageNames: [] })).toEqual([]);
  });

  test.each<[name: string, change: Partial<ChangeToSave>, question: Partial<HoldQuestion>]>([
    ['it is no more than medium', { level: 'medium' }, {}],
    ['it was reverted', { reverted: true }, {}],
    ['it is malware', { malware: 'MAL-2026-1' }, {}],
    ['it went quiet', {}, { now: new Date('2026-11-15T08:00:00Z') }],
    ['the cooldown is shorter', {}, { watching: { ...watching, cooldownDays: 1 } }],
    ['changes are not watched', {}, { watching: { ...watching, enabled: false } }],
    ['nobody is told of what is less than critical', {}, { watching: { ...watching, level: 'critical' } }],
  ])('nothing is held where %s', async (_, change, question) => {
    const { db } = await open();
    await hold(db, 1, 'wick');
    await saveChange(db, makeChange({ signals: [burst], ...change }), NOW);
    expect(await heldIn(db, question)).toEqual([]);
  });

  test('who accepted it holds nothing of it, until a further signal; others do', async () => {
    const { db } = await open();
    await hold(db, 1, 'wick');
    await hold(db, 2, 'wick');
    const changeId = await saveChange(db, makeChange(), NOW);
    const decide = (kind: 'accept' | 'investigate', now: Date) =>
      db
        .transaction()
        .execute((trx) => addDecision(trx, { installationId: 1, changeId, kind, author: 'ada', reason: null, now }));
    await decide('accept', NOW);
    expect(await heldIn(db)).toEqual([]);
    expect(await heldIn(db, { installationId: 2 })).toHaveLength(1);
    await saveChange(db, makeChange({ level: 'critical', lastSignalAt: '2026-11-03T08:00:00.000Z' }), NOW);
    expect(await heldIn(db)).toMatchObject([{ until: '2026-11-17T08:00:00.000Z' }]);
    await decide('investigate', new Date('2026-11-03T09:00:00Z'));
    expect(await heldIn(db, { now: new Date('2027-11-03T09:00:00Z') })).toMatchObject([{ until: null }]);
  });

  test('a burst holds what its publisher published, where the installation has something of it', async () => {
    const { db } = await open();
    await hold(db, 1, 'wick', 'oil');
    await hold(db, 2, 'oil');
    const changeId = await saveChange(db, makeChange({ signals: [makeSignal(), burst] }), NOW);
    const ofPublisher = { publisher: 'mallory', since: '2026-11-01T07:45:00.000Z', changeId };
    expect(await heldIn(db)).toMatchObject([{ package: 'wick' }, ofPublisher]);
    expect(await heldIn(db, { packageNames: ['oil'] })).toMatchObject([ofPublisher]);
    // It cannot accept what it has nothing to do with.
    expect(await heldIn(db, { packageNames: ['oil'], installationId: 2 })).toEqual([]);
  });
});

describeEachDatabase('repositories that a hold reaches', (open) => {
  test('are those whose pull requests bring the package, or what the publisher of its burst published', async () => {
    const { db } = await open();
    const lockfileId = await hold(db, 1, 'wick', 'oil');
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
    const lockfile_id = await hold(db, 1, 'wick');
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
