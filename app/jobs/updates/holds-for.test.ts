import { expect, test } from 'vitest';
import { addDecision } from '../../../db/maintainer-decisions.ts';
import type { Db } from '../../../db/open-database.ts';
import type { ChangeToSave } from '../../../db/save-changes.ts';
import { describeEachDatabase } from '../../../test/databases.ts';
import { holdPackages } from '../../../test/hold-packages.ts';
import { makeChange, makeSignal, saveChange } from '../../../test/save-change.ts';
import { type HoldQuestion, holdsFor } from './holds-for.ts';

const NOW = new Date('2026-11-02T08:00:00Z');
const watching: HoldQuestion['watching'] = { enabled: true, level: 'low', cooldownDays: 14 };
const burst = makeSignal({ kind: 'burst', text: 'wick 1.2.4 and 9 others came within minutes' });

function heldIn(db: Db, rest: Partial<HoldQuestion> = {}) {
  return holdsFor(db, { installationId: 1, packageNames: ['wick', 'oil'], watching, now: NOW, ...rest });
}

describeEachDatabase('holds', (open) => {
  test('an open change holds its package until its cooldown is over', async () => {
    const { db } = await open();
    await holdPackages(db, 1, 'wick');
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
    await holdPackages(db, 1, 'wick');
    await saveChange(db, makeChange({ signals: [burst], ...change }), NOW);
    expect(await heldIn(db, question)).toEqual([]);
  });

  test('who accepted it holds nothing of it, until a further signal; others do', async () => {
    const { db } = await open();
    await holdPackages(db, 1, 'wick');
    await holdPackages(db, 2, 'wick');
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
    await holdPackages(db, 1, 'wick', 'oil');
    await holdPackages(db, 2, 'oil');
    const changeId = await saveChange(db, makeChange({ signals: [makeSignal(), burst] }), NOW);
    const ofPublisher = { publisher: 'mallory', since: '2026-11-01T07:45:00.000Z', changeId };
    expect(await heldIn(db)).toMatchObject([{ package: 'wick' }, ofPublisher]);
    expect(await heldIn(db, { packageNames: ['oil'] })).toMatchObject([ofPublisher]);
    // It cannot accept what it has nothing to do with.
    expect(await heldIn(db, { packageNames: ['oil'], installationId: 2 })).toEqual([]);
  });
});
