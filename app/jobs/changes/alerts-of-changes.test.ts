import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { saveContent } from '../../../db/contents.ts';
import { verifyEvidence } from '../../../db/evidence.ts';
import { replaceLockfiles } from '../../../db/lockfiles.ts';
import { listChangesOf } from '../../../db/maintainer-changes.ts';
import { addDecision, type DecisionToAdd } from '../../../db/maintainer-decisions.ts';
import { listHolders } from '../../../db/package-holders.ts';
import { oweRefreshes, oweRepositoryRefresh } from '../../../db/pending-refreshes.ts';
import { type ChangeToSave, saveChanges } from '../../../db/save-changes.ts';
import { replaceConfigSuppressions } from '../../../db/suppressions.ts';
import { continueChanges } from '../../../scanners/maintainers/index.ts';
import { makeAdvisory, makeItem, makeSource } from '../../../test/advisory.ts';
import { describeEachDatabase, type OpenTestDatabase } from '../../../test/databases.ts';
import { addRepository } from '../../../test/inventory.ts';
import { hourlyRun } from '../hourly-run.ts';
import type { JobContext } from '../job-context.ts';
import { refreshAlerts } from '../refresh-alerts.ts';

const start = Date.parse('2026-06-01T00:00:00Z');
const DAY = 86_400_000;
const day = (days: number) => new Date(start + days * DAY).toISOString();

const MALLORY = {
  kind: 'maintainer-added',
  at: day(0),
  people: ['mallory'],
  text: 'mallory may publish now',
  weight: 20,
};
const SCRIPT = {
  kind: 'install-script',
  at: day(2),
  version: '1.1.0',
  text: '1.1.0 runs an install script',
  weight: 40,
};

/** Two installations that hold lodash and another package, and a clock that is moved by hand. */
async function makeWorld(open: OpenTestDatabase) {
  const { db } = await open();
  let now = new Date(start);
  const context: JobContext = { db, log: pino({ level: 'silent' }), now: () => now };
  for (const id of [1, 2]) await addRepository(db, { installationId: id, repositoryId: id * 10 });
  const hold = async (repositoryId: number, ...versions: string[]) => {
    const items = [makeItem('other', '1.0.0'), ...versions.map((version) => makeItem('lodash', version))];
    const contentId = await saveContent(db, {
      contentKey: versions.join(),
      parserVersion: 1,
      format: 'npm',
      formatVersion: '3',
      error: null,
      problems: [],
      items,
    });
    const found = [{ path: 'package-lock.json', blobSha: versions.join(), contentId, unreadReason: null }];
    await db.transaction().execute((trx) => replaceLockfiles(trx, repositoryId, found, now));
  };
  for (const id of [10, 20]) await hold(id, '1.0.0');
  await hourlyRun(context, makeSource([]));

  return {
    db,
    context,
    hold,
    run: (...batches: Parameters<typeof makeSource>[0]) => hourlyRun(context, makeSource(batches)),
    wait: (days: number) => {
      now = new Date(now.getTime() + days * DAY);
    },
    /** What the judge said last, written as the job does. */
    judge: (...changes: Partial<ChangeToSave>[]) =>
      db.transaction().execute(async (trx) => {
        const judged = changes.map((rest) => ({ ...CHANGE, ...rest }));
        const known = (await listChangesOf(trx, ['lodash'])).get('lodash') ?? [];
        await saveChanges(trx, continueChanges(known, judged), now);
        await oweRefreshes(trx, await listHolders(trx, ['lodash']));
      }),
    decide: (rest: Partial<DecisionToAdd> = {}) =>
      db.transaction().execute((trx) =>
        addDecision(trx, {
          installationId: 1,
          changeId: 1,
          kind: 'accept',
          author: 'ada',
          reason: null,
          now,
          ...rest,
        }),
      ),
    configure: (repositoryId: number, config: object) =>
      db.transaction().execute(async (trx) => {
        await trx
          .updateTable('repositories')
          .set({ config: JSON.stringify(config) })
          .where('id', '=', repositoryId)
          .execute();
        await oweRepositoryRefresh(trx, repositoryId);
      }),
    suppress: (stated: { packageName: string | null; advisoryId: string | null }) =>
      db
        .transaction()
        .execute((trx) =>
          replaceConfigSuppressions(
            trx,
            { installationId: 1, repositoryId: 10 },
            [{ path: null, reason: 'known', expiresAt: null, ...stated }],
            now,
          ),
        ),
    /** `<installation> <package> <group> <state>: <reason>` */
    alerts: async (installationId?: number) => {
      const rows = await db.selectFrom('alerts').selectAll().orderBy('id').execute();
      return rows
        .filter((row) => installationId === undefined || row.installation_id === installationId)
        .map((row) => `${row.installation_id} ${row.group_key} ${row.state}: ${row.state_reason}`);
    },
    events: async () => {
      const rows = await db.selectFrom('evidence').select(['installation_id', 'event']).orderBy('seq').execute();
      return rows.filter((row) => row.installation_id === 1).map(({ event }) => event);
    },
  };
}

const CHANGE: ChangeToSave = {
  packageName: 'lodash',
  startedAt: day(0),
  lastSignalAt: day(0),
  signals: [MALLORY as ChangeToSave['signals'][number]],
  score: 60,
  level: 'high',
  weights: 1,
  versions: [],
  reverted: false,
  malware: null,
};
const MORE: Partial<ChangeToSave> = {
  lastSignalAt: day(2),
  signals: [SCRIPT, MALLORY] as ChangeToSave['signals'],
  score: 95,
  level: 'critical',
  versions: ['1.1.0'],
};

describeEachDatabase('alerts of maintainer changes', (open) => {
  test('are opened for every lockfile that holds the package, and say what happened', async () => {
    const world = await makeWorld(open);
    await world.judge({});
    expect(await refreshAlerts(world.context)).toMatchObject({ opened: 2, advisoryToAlertSeconds: [] });
    expect(await refreshAlerts(world.context)).toMatchObject({ opened: 0, updated: 0 });
    const [alert] = await world.db.selectFrom('alerts').selectAll().execute();
    expect(alert).toMatchObject({
      package_name: 'lodash',
      kind: 'maintainer-change',
      group_key: 'maintainer-change-1',
      advisory_ids: ['maintainer-change-1'],
      severity: 'high',
      score: null,
      summary: 'mallory may publish now',
      versions: ['1.0.0'],
      fixes: { '1.0.0': null },
      direct: true,
      state: 'open',
      published_at: new Date(start),
    });
  });

  test('go on with a further signal', async () => {
    const world = await makeWorld(open);
    await world.judge({});
    await refreshAlerts(world.context);
    await world.judge(MORE);
    expect(await refreshAlerts(world.context)).toMatchObject({ opened: 0, updated: 2 });
    const [alert] = await world.db.selectFrom('alerts').selectAll().execute();
    expect(alert).toMatchObject({
      severity: 'critical',
      summary: '1.1.0 runs an install script; mallory may publish now',
    });
    expect(await world.events()).toEqual(['alert.opened', 'alert.updated']);
  });

  test('of a lockfile that gets the package later begin then, and end as fixed when it goes', async () => {
    const world = await makeWorld(open);
    await world.hold(10);
    await world.judge({});
    await refreshAlerts(world.context);
    expect(await world.alerts(1)).toEqual([]);
    await world.hold(10, '1.0.0');
    await world.run();
    expect(await world.alerts(1)).toEqual(['1 maintainer-change-1 open: null']);
    await world.hold(10);
    await world.run();
    expect(await world.alerts(1)).toEqual(['1 maintainer-change-1 resolved: fixed']);
    await world.hold(10, '1.0.0', '2.0.0');
    await world.run();
    expect(await world.alerts(1)).toEqual(['1 maintainer-change-1 open: open again']);
  });

  describe('accepted', () => {
    test('end for that installation alone, until a further signal', async () => {
      const world = await makeWorld(open);
      await world.judge({});
      await refreshAlerts(world.context);
      expect(await world.decide({ reason: 'we know her' })).toMatchObject({ kind: 'made', change: { id: 1 } });
      await refreshAlerts(world.context);
      expect(await world.alerts()).toEqual([
        '1 maintainer-change-1 resolved: accepted by ada: we know her',
        '2 maintainer-change-1 open: null',
      ]);
      await world.judge(MORE);
      expect(await refreshAlerts(world.context)).toMatchObject({ reopened: 1, updated: 1 });
      expect(await world.alerts(1)).toEqual(['1 maintainer-change-1 open: there is more to it']);
      await world.decide();
      await refreshAlerts(world.context);
      expect(await world.alerts(1)).toEqual(['1 maintainer-change-1 resolved: accepted by ada']);
      expect(await world.events()).toEqual([
        'alert.opened',
        'maintainers.accepted',
        'alert.resolved',
        'alert.reopened',
        'maintainers.accepted',
        'alert.resolved',
      ]);
      expect(await verifyEvidence(world.db)).toMatchObject([{ ok: true }, { ok: true }]);
    });

    test('twice is once', async () => {
      const world = await makeWorld(open);
      await world.judge({});
      await world.decide();
      expect(await world.decide()).toMatchObject({ kind: 'known', decision: { author: 'ada' } });
      expect(await world.events()).toEqual(['maintainers.accepted']);
    });

    test('is nothing that an installation can do that has nothing of it', async () => {
      const world = await makeWorld(open);
      await world.hold(10);
      await world.judge({});
      expect(await world.decide()).toEqual({ kind: 'unknown' });
      expect(await world.decide({ installationId: 2, changeId: 99 })).toEqual({ kind: 'unknown' });
      expect(await world.decide({ installationId: 2 })).toMatchObject({ kind: 'made' });
    });
  });

  test('end when it was reverted, and when it turns out to be malware, whose own alert goes on', async () => {
    const world = await makeWorld(open);
    await world.judge({});
    await refreshAlerts(world.context);
    await world.judge({ reverted: true });
    await refreshAlerts(world.context);
    expect(await world.alerts(1)).toEqual(['1 maintainer-change-1 resolved: reverted']);
    await world.judge(MORE);
    await refreshAlerts(world.context);
    expect(await world.alerts(1)).toEqual(['1 maintainer-change-1 open: there is more to it']);
    await world.judge({ ...MORE, malware: 'MAL-1' });
    await world.run([makeAdvisory('MAL-1', 'lodash', '9.0.0', { malware: true })]);
    expect(await world.alerts(1)).toEqual(['1 maintainer-change-1 resolved: known as malware', '1 MAL-1 open: null']);
  });

  test('go quiet by the clock, each repository by its own', async () => {
    const world = await makeWorld(open);
    await world.configure(20, { maintainers: { cooldownDays: 30 } });
    await world.judge({});
    await world.run();
    world.wait(13);
    expect(await world.run()).toMatchObject({ resolved: 0 });
    world.wait(1);
    expect(await world.run()).toMatchObject({ resolved: 1 });
    expect(await world.alerts()).toEqual([
      '1 maintainer-change-1 resolved: quiet for 14 days',
      '2 maintainer-change-1 open: null',
    ]);
    world.wait(16);
    expect(await world.run()).toMatchObject({ resolved: 1 });
    expect(await world.alerts(2)).toEqual(['2 maintainer-change-1 resolved: quiet for 30 days']);
    expect(await world.run()).toMatchObject({ opened: 0, reopened: 0, updated: 0, resolved: 0 });
  });

  test('stay open while somebody looks into it, however long that takes', async () => {
    const world = await makeWorld(open);
    await world.judge({});
    await world.decide({ kind: 'investigate', person: 'grace' });
    await world.run();
    world.wait(200);
    await world.run();
    expect(await world.alerts()).toEqual([
      '1 maintainer-change-1 open: null',
      '2 maintainer-change-1 resolved: quiet for 14 days',
    ]);
    // A lockfile that gets the package then has it too.
    await world.hold(10);
    await world.run();
    await world.hold(10, '1.0.0', '1.0.1');
    await world.run();
    expect(await world.alerts(1)).toEqual(['1 maintainer-change-1 open: open again']);
    await world.decide();
    await world.run();
    expect(await world.alerts(1)).toEqual(['1 maintainer-change-1 resolved: accepted by ada']);
  });

  test('are held back by a suppression that names it, and by none that names the package', async () => {
    const world = await makeWorld(open);
    await world.suppress({ packageName: 'lodash', advisoryId: null });
    await world.judge({});
    await world.run([makeAdvisory('GHSA-1', 'lodash', '9.0.0')]);
    expect(await world.alerts(1)).toEqual(['1 GHSA-1 suppressed: known', '1 maintainer-change-1 open: null']);
    await world.suppress({ packageName: null, advisoryId: 'maintainer-change-1' });
    await world.run();
    expect(await world.alerts(1)).toEqual([
      '1 GHSA-1 open: suppression withdrawn',
      '1 maintainer-change-1 suppressed: known',
    ]);
  });

  test('end where the configuration does away with them, and come back with it', async () => {
    const world = await makeWorld(open);
    await world.judge({ level: 'low' });
    await refreshAlerts(world.context);
    await world.configure(10, { maintainers: { enabled: false } });
    await refreshAlerts(world.context);
    expect(await world.alerts()).toEqual([
      '1 maintainer-change-1 resolved: maintainer changes are not watched here',
      '2 maintainer-change-1 open: null',
    ]);
    await world.configure(10, {});
    await refreshAlerts(world.context);
    expect(await world.alerts(1)).toEqual(['1 maintainer-change-1 open: open again']);
  });

  test('are not opened for what is level info', async () => {
    const world = await makeWorld(open);
    await world.judge({ level: 'info', score: 0 });
    await world.run();
    expect(await world.alerts()).toEqual([]);
  });

  test('become one when two changes turn out to be one, with what was decided', async () => {
    const world = await makeWorld(open);
    const later = { startedAt: day(6), lastSignalAt: day(7) };
    await world.judge({}, later);
    await world.run();
    await world.decide({ changeId: 2, kind: 'investigate' });
    await world.judge({ lastSignalAt: day(7) });
    await world.run();
    expect(await world.alerts(1)).toEqual([
      '1 maintainer-change-1 open: null',
      '1 maintainer-change-2 resolved: merged into maintainer-change-1',
    ]);
    world.wait(100);
    await world.run();
    expect((await world.alerts(1))[0]).toBe('1 maintainer-change-1 open: null');
    // Who still knows it by its old name decides about what it is part of.
    expect(await world.decide({ changeId: 2 })).toMatchObject({ kind: 'made', change: { id: 1 } });
  });

  test('end when nothing is judged of it any more, and are not touched by another look', async () => {
    const world = await makeWorld(open);
    await world.judge({});
    await world.run();
    await world.judge();
    await world.run();
    await world.judge();
    await world.run();
    expect(await world.alerts(1)).toEqual(['1 maintainer-change-1 resolved: judged anew: nothing is left of it']);
    expect(await world.events()).toEqual(['alert.opened', 'alert.resolved']);
  });
});
