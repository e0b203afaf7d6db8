import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { saveContent } from '../../db/contents.ts';
import { verifyEvidence } from '../../db/evidence.ts';
import { replaceLockfiles } from '../../db/lockfiles.ts';
import type { Db } from '../../db/open-database.ts';
import { oweRepositoryRefresh } from '../../db/pending-refreshes.ts';
import { type ConfigSuppression, replaceConfigSuppressions } from '../../db/suppressions.ts';
import type { Advisory } from '../../scanners/osv/index.ts';
import { makeAdvisory, makeItem, makeSource } from '../../test/advisory.ts';
import { describeEachDatabase, type OpenTestDatabase } from '../../test/databases.ts';
import { addRepository } from '../../test/inventory.ts';
import { hourlyRun } from './hourly-run.ts';
import type { JobContext } from './job-context.ts';
import { refreshAlerts } from './refresh-alerts.ts';

const start = Date.parse('2026-06-01T00:00:00Z');
const hour = 3_600_000;

/** A world whose clock moves an hour with each run. */
async function makeWorld(open: OpenTestDatabase) {
  const { db } = await open();
  await addRepository(db);
  let hours = 0;
  const now = () => new Date(start + hours * hour);
  const context: JobContext = { db, log: pino({ level: 'silent' }), now };
  let batches: Advisory[][] = [];
  return {
    db,
    now,
    context,
    holds: (path: string, ...versions: string[]) => hold(db, { path, versions, now: now() }),
    run: async (...advisories: Advisory[]) => {
      hours += 1;
      batches = [...batches, advisories];
      return hourlyRun(context, makeSource(batches));
    },
    alerts: () =>
      db
        .selectFrom('alerts')
        .select(['package_name', 'group_key', 'state', 'state_reason', 'versions', 'reopened_count'])
        .orderBy('id')
        .execute(),
    events: async () =>
      (await db.selectFrom('evidence').select('event').orderBy('seq').execute()).map((row) => row.event),
  };
}

/** Other lockfiles of the repository go. */
async function hold(db: Db, { path, versions, now }: { path: string; versions: string[]; now: Date }): Promise<void> {
  const items = versions.map((text) =>
    makeItem(text.slice(0, text.lastIndexOf('@')), text.slice(text.lastIndexOf('@') + 1)),
  );
  const contentId = await saveContent(db, {
    contentKey: versions.join(),
    parserVersion: 1,
    format: 'npm',
    formatVersion: '3',
    error: null,
    problems: [],
    items,
  });
  const found = [{ path, blobSha: versions.join(), contentId, unreadReason: null }];
  await db.transaction().execute((trx) => replaceLockfiles(trx, 10, found, now));
}

function suppress(db: Db, stated: Partial<ConfigSuppression>[], now: Date): Promise<boolean> {
  const all = stated.map((one) => ({
    packageName: null,
    advisoryId: null,
    path: null,
    reason: 'known',
    expiresAt: null,
    ...one,
  }));
  return db
    .transaction()
    .execute((trx) => replaceConfigSuppressions(trx, { installationId: 1, repositoryId: 10 }, all, now));
}

describeEachDatabase('hourlyRun', (open) => {
  describe('advisories that come', () => {
    test('open alerts, with the time they took', async () => {
      const world = await makeWorld(open);
      await world.holds('package-lock.json', 'a@1.0.0', 'b@1.0.0');
      const summary = await world.run(makeAdvisory('GHSA-1', 'a', '1.0.1'), makeAdvisory('GHSA-2', 'unknown', '2.0.0'));
      expect(summary).toEqual({
        advisories: 2,
        problems: 0,
        matched: 3,
        judged: 0,
        opened: 1,
        updated: 0,
        suppressed: 0,
        reopened: 0,
        resolved: 0,
        advisoryToAlertSeconds: [0],
      });
      const alert = await world.db.selectFrom('alerts').selectAll().executeTakeFirstOrThrow();
      expect(alert).toMatchObject({
        installation_id: 1,
        repository_id: 10,
        package_name: 'a',
        kind: 'vulnerability',
        group_key: 'GHSA-1',
        advisory_ids: ['GHSA-1'],
        versions: ['1.0.0'],
        severity: 'high',
        score: 7.5,
        summary: 'a is unwell',
        fixes: { '1.0.0': '1.0.1' },
        direct: true,
        scopes: ['prod'],
        path: [],
        state: 'open',
        state_reason: null,
        published_at: new Date('2026-01-01T00:00:00Z'),
        opened_at: world.now(),
        resolved_at: null,
      });
      const [evidence] = await world.db.selectFrom('evidence').selectAll().execute();
      expect(evidence).toMatchObject({ event: 'alert.opened', subject: `alert:${alert.id}`, at: world.now() });
      expect(JSON.parse(evidence!.data)).toMatchObject({
        repository: { id: 10, name: 'org-1/repository-10' },
        lockfile: 'package-lock.json',
        package: 'a',
        advisories: ['GHSA-1'],
        from: null,
        to: 'open',
      });
    });

    test('change nothing when they come again', async () => {
      const world = await makeWorld(open);
      await world.holds('package-lock.json', 'a@1.0.0');
      await world.run(makeAdvisory('GHSA-1', 'a', '1.0.1'));
      const again = await world.run(makeAdvisory('GHSA-1', 'a', '1.0.1'));
      expect(again).toMatchObject({ advisories: 0, matched: 0, opened: 0, updated: 0 });
      const touched = await world.run(makeAdvisory('GHSA-1', 'a', '1.0.1', { modified: '2026-05-01T00:00:00Z' }));
      expect(touched).toMatchObject({ advisories: 1, matched: 0, opened: 0, updated: 0 });
    });

    test('update, close and reopen alerts as they change', async () => {
      const world = await makeWorld(open);
      await world.holds('package-lock.json', 'a@1.0.0');
      const change = (month: number, rest: Partial<Advisory>, fixed = '1.0.1') =>
        world.run(makeAdvisory('GHSA-1', 'a', fixed, { modified: `2026-0${month}-01T00:00:00Z`, ...rest }));
      await change(1, {});
      expect(await change(2, { severity: { level: 'low' } })).toMatchObject({ updated: 1, opened: 0 });
      expect(await change(3, { severity: { level: 'low' }, summary: 'new words' })).toMatchObject({ updated: 1 });
      expect(await change(4, {}, '0.9.0')).toMatchObject({ resolved: 1 });
      expect(await world.alerts()).toMatchObject([{ state: 'resolved', state_reason: 'advisory corrected' }]);
      expect(await change(5, {})).toMatchObject({ reopened: 1 });
      expect(await change(6, { withdrawn: '2026-06-01T00:00:00Z' })).toMatchObject({ resolved: 1 });
      expect(await world.alerts()).toMatchObject([{ state: 'resolved', state_reason: 'withdrawn', reopened_count: 1 }]);
      expect(await world.db.selectFrom('findings').selectAll().execute()).toEqual([]);
      // The new words are shown, and are no evidence.
      expect(await world.events()).toEqual([
        'alert.opened',
        'alert.updated',
        'alert.resolved',
        'alert.reopened',
        'alert.resolved',
      ]);
    });

    test('stop naming a package, and its alert goes', async () => {
      const world = await makeWorld(open);
      await world.holds('package-lock.json', 'a@1.0.0');
      await world.run(makeAdvisory('GHSA-1', 'a', '1.0.1'));
      await world.run(makeAdvisory('GHSA-1', 'b', '1.0.1', { modified: '2026-02-01T00:00:00Z' }));
      expect(await world.alerts()).toMatchObject([{ state: 'resolved', state_reason: 'advisory corrected' }]);
      expect(await world.db.selectFrom('advisory_packages').selectAll().execute()).toEqual([
        { advisory_id: 'GHSA-1', package_name: 'b' },
      ]);
    });

    test('are older than what is held, and change nothing', async () => {
      const world = await makeWorld(open);
      await world.holds('package-lock.json', 'a@1.0.0');
      await world.run(makeAdvisory('GHSA-1', 'a', '1.0.1'));
      const older = makeAdvisory('GHSA-1', 'a', '0.1.0', { modified: '2025-01-01T00:00:00Z' });
      expect(await world.run(older)).toMatchObject({ advisories: 0, resolved: 0 });
    });

    test('turn out to be one flaw: the alerts become one', async () => {
      const world = await makeWorld(open);
      await world.holds('package-lock.json', 'a@1.0.0');
      await world.run(makeAdvisory('GHSA-1', 'a', '1.0.1'), makeAdvisory('CVE-1', 'a', '1.0.1'));
      const joined = makeAdvisory('GHSA-1', 'a', '1.0.1', { modified: '2026-02-01T00:00:00Z', aliases: ['CVE-1'] });
      expect(await world.run(joined)).toMatchObject({ resolved: 1, updated: 1 });
      const live = (await world.alerts()).filter(({ state }) => state === 'open');
      expect(live).toHaveLength(1);
    });

    test('stand in the way of a fix: the alert offers another one', async () => {
      const world = await makeWorld(open);
      await world.holds('package-lock.json', 'a@1.0.0');
      await world.run(makeAdvisory('GHSA-1', 'a', '1.0.1'));
      const ahead = makeAdvisory('GHSA-2', 'a', '', {
        affected: [{ name: 'a', versions: [], ranges: [{ events: [{ introduced: '1.0.1' }, { fixed: '1.0.2' }] }] }],
      });
      expect(await world.run(ahead)).toMatchObject({ opened: 0, updated: 1 });
      const { fixes } = await world.db.selectFrom('alerts').select('fixes').executeTakeFirstOrThrow();
      expect(fixes).toEqual({ '1.0.0': '1.0.2' });
    });

    test('hold text that a database cannot', async () => {
      const world = await makeWorld(open);
      await world.holds('package-lock.json', 'a@1.0.0');
      await world.run(makeAdvisory('GHSA-1', 'a', '1.0.1', { summary: 'nul \0 and half \ud800' }), {
        ...makeAdvisory('GHSA-2', 'x'.repeat(600), '1.0.1'),
      });
      const alert = await world.db.selectFrom('alerts').select('summary').executeTakeFirstOrThrow();
      expect(alert.summary).toBe('nul \uFFFD and half \uFFFD');
    });
  });

  describe('lockfiles that change', () => {
    test('bring and resolve alerts without any new advisory', async () => {
      const world = await makeWorld(open);
      await world.run(makeAdvisory('GHSA-1', 'a', '2.0.0'), makeAdvisory('GHSA-2', 'a', '1.5.0'));
      await world.holds('package-lock.json', 'a@1.0.0');
      expect(await world.run()).toMatchObject({ opened: 2, advisoryToAlertSeconds: [] });
      await world.holds('package-lock.json', 'a@1.5.0');
      expect(await world.run()).toMatchObject({ resolved: 1, updated: 1 });
      await world.holds('package-lock.json', 'a@2.0.0');
      expect(await world.run()).toMatchObject({ resolved: 1 });
      await world.holds('package-lock.json', 'a@1.5.0', 'a@1.0.0');
      expect(await world.run()).toMatchObject({ reopened: 2, opened: 0 });
      await world.holds('yarn.lock', 'a@1.0.0');
      expect(await world.run()).toMatchObject({ resolved: 2, opened: 2 });
      expect((await world.alerts()).map(({ state, state_reason }) => [state, state_reason])).toEqual([
        ['resolved', 'lockfile removed'],
        ['resolved', 'lockfile removed'],
        ['open', null],
        ['open', null],
      ]);
      expect(await verifyEvidence(world.db)).toMatchObject([{ ok: true }]);
    });

    test('wait until their versions were matched, so that no alert closes only to be opened again', async () => {
      const world = await makeWorld(open);
      await world.holds('package-lock.json', 'a@1.0.0');
      await world.run(makeAdvisory('GHSA-1', 'a', '2.0.0'));
      await world.holds('package-lock.json', 'a@1.1.0');
      expect(await refreshAlerts(world.context)).toMatchObject({ resolved: 0, updated: 0 });
      expect(await world.run()).toMatchObject({ resolved: 0, updated: 1 });
    });

    test('go with their repository, and come back with it', async () => {
      const world = await makeWorld(open);
      await world.holds('package-lock.json', 'a@1.0.0');
      await world.run(makeAdvisory('GHSA-1', 'a', '2.0.0'));
      const archive = (archived: boolean) =>
        world.db.transaction().execute(async (trx) => {
          await trx.updateTable('repositories').set({ archived }).execute();
          await oweRepositoryRefresh(trx, 10);
        });
      await archive(true);
      expect(await world.run()).toMatchObject({ resolved: 1 });
      expect(await world.alerts()).toMatchObject([{ state_reason: 'repository archived' }]);
      await archive(false);
      expect(await world.run()).toMatchObject({ reopened: 1 });
    });
  });

  describe('suppressions', () => {
    test('hold alerts back until they expire', async () => {
      const world = await makeWorld(open);
      await world.holds('package-lock.json', 'a@1.0.0');
      await suppress(world.db, [{ packageName: 'a', expiresAt: new Date(start + 3 * hour) }], world.now());
      expect(await world.run(makeAdvisory('GHSA-1', 'a', '2.0.0'))).toMatchObject({ opened: 0, suppressed: 1 });
      expect(await world.run()).toMatchObject({ reopened: 0 });
      expect(await world.run()).toMatchObject({ reopened: 1 });
      expect(await world.alerts()).toMatchObject([
        { state: 'open', state_reason: 'suppression expired', reopened_count: 1 },
      ]);
      expect(await world.run()).toMatchObject({ reopened: 0, updated: 0 });
    });

    test('count by alias, and let go when they are taken away', async () => {
      const world = await makeWorld(open);
      await world.holds('package-lock.json', 'a@1.0.0');
      await world.run(
        makeAdvisory('GHSA-1', 'a', '2.0.0', { aliases: ['CVE-1'] }),
        makeAdvisory('GHSA-2', 'a', '2.0.0'),
      );
      const stated = [{ advisoryId: 'CVE-1', path: 'package-lock.json' }];
      expect(await suppress(world.db, stated, world.now())).toBe(true);
      expect(await suppress(world.db, stated, world.now())).toBe(false);
      expect(await world.run()).toMatchObject({ suppressed: 1 });
      expect(await suppress(world.db, [], world.now())).toBe(true);
      expect(await world.run()).toMatchObject({ reopened: 1, suppressed: 0 });
      expect(await world.events()).toEqual([
        'alert.opened',
        'alert.opened',
        'suppression.created',
        'alert.suppressed',
        'suppression.removed',
        'alert.reopened',
      ]);
    });
  });

  test('goes on with everything else when the source fails, and reads on where it stopped', async () => {
    const world = await makeWorld(open);
    await world.holds('package-lock.json', 'a@1.0.0', 'b@1.0.0');
    const batches = [[makeAdvisory('GHSA-1', 'a', '2.0.0')], [makeAdvisory('GHSA-2', 'b', '2.0.0')]];
    const whole = makeSource(batches);
    const asked: (string | undefined)[] = [];
    const cutOff = {
      name: whole.name,
      async *read(request: Parameters<typeof whole.read>[0]) {
        asked.push(request.cursor);
        for await (const batch of whole.read(request)) {
          yield batch;
          throw new Error('connection lost');
        }
      },
    };
    const summary = await hourlyRun(world.context, cutOff);
    expect(summary).toMatchObject({ advisories: 1, opened: 1, sourceFailure: new Error('connection lost') });
    const feed = () => world.db.selectFrom('advisory_feeds').selectAll().executeTakeFirstOrThrow();
    expect(await feed()).toMatchObject({ cursor: '1', completed_at: null, error: 'connection lost' });
    expect(await hourlyRun(world.context, cutOff)).toMatchObject({ advisories: 1, opened: 1 });
    expect(await hourlyRun(world.context, whole)).toMatchObject({ advisories: 0, opened: 0 });
    expect(asked).toEqual([undefined, '1']);
    expect(await feed()).toMatchObject({ cursor: '2', completed_at: world.now(), error: null });
  });

  test('stops when it is told to, without blaming the source', async () => {
    const world = await makeWorld(open);
    const signal = AbortSignal.abort();
    const source = makeSource([[makeAdvisory('GHSA-1', 'a', '2.0.0')]]);
    await expect(hourlyRun({ ...world.context, signal }, source)).rejects.toThrow(/abort/);
    expect(await world.db.selectFrom('advisory_feeds').selectAll().execute()).toEqual([]);
  });
});
