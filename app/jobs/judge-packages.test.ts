import { sql } from 'kysely';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { verifyEvidence } from '../../db/evidence.ts';
import { judgeLedger, type LedgerFact, WEIGHTS } from '../../scanners/maintainers/index.ts';
import { makeAdvisory, makeSource } from '../../test/advisory.ts';
import { describeEachDatabase, type OpenTestDatabase } from '../../test/databases.ts';
import { inventoryFixture } from '../../test/inventory-fixture.ts';
import { hourlyRun } from './hourly-run.ts';
import type { JobContext } from './job-context.ts';
import { judgePackages } from './judge-packages.ts';
import { refreshAlerts } from './refresh-alerts.ts';

const MINUTE = 60_000;
const start = Date.parse('2026-06-01T00:00:00Z');
const minutes = (count: number) => new Date(start + count * MINUTE);

const ADA = { name: 'ada' };
const MALLORY = { name: 'mallory' };
const TAKEN: LedgerFact = { kind: 'maintainers', before: [ADA], after: [ADA, MALLORY] };

function published(version: string, rest: object = {}): LedgerFact {
  return {
    kind: 'published',
    version,
    publisher: ADA,
    maintainers: [ADA],
    installScripts: false,
    provenance: true,
    ...rest,
  };
}
const BAD = published('1.1.0', {
  publisher: MALLORY,
  maintainers: [ADA, MALLORY],
  installScripts: true,
  provenance: false,
});

/** Two installations, the first of which holds both packages, and the ledgers of these since a day. */
async function makeWorld(open: OpenTestDatabase, names = ['lodash', 'moment']) {
  const { db } = await open();
  let now = new Date(start);
  const told: (readonly number[])[] = [];
  const context: JobContext = {
    db,
    log: pino({ level: 'silent' }),
    now: () => now,
    changesJudged: async (_, installationIds) => void told.push(installationIds),
  };
  const make = inventoryFixture(db);
  for (const id of [1, 2]) {
    await make.installation(id);
    const content = await make.content();
    for (const name of id === 1 ? names : names.slice(0, 1)) await make.dependency(content, [name, '1.0.0']);
    await make.lockfile(await make.repository(id), { content_id: content });
  }
  const learn = async (name: string, minute: number, fact: LedgerFact, { history = false } = {}) => {
    const publisher = fact.kind === 'published' ? (fact.publisher?.name ?? null) : null;
    const version = 'version' in fact ? fact.version : null;
    const at = minutes(minute);
    await db.transaction().execute(async (trx) => {
      await trx
        .insertInto('trust_ledger')
        .values({
          package_name: name,
          at,
          seen_at: at,
          history,
          kind: fact.kind,
          version,
          publisher,
          data: JSON.stringify(fact),
        })
        .execute();
      await trx.updateTable('tracked_packages').set({ judge_pending: true }).where('name', '=', name).execute();
    });
  };
  const yesterday = -24 * 60;
  for (const [index, name] of names.entries()) {
    await db
      .insertInto('tracked_packages')
      .values({ name, direct: true, maintainers: ['ada'], baseline_at: minutes(yesterday) })
      .execute();
    for (const version of ['0.8.0', '0.9.0', '1.0.0']) {
      // An hour apart: together they would be a habit.
      await learn(name, yesterday - 60 * (24 * 30 + index), published(version), { history: true });
    }
    await learn(name, yesterday, { kind: 'baseline', maintainers: [ADA], versions: 3 });
  }
  await hourlyRun(context, makeSource([]));
  await judgePackages(context, judgeLedger);
  told.length = 0;
  return {
    db,
    context,
    told,
    learn,
    /** The hour's work, and what its judging owes. */
    run: async (...batches: Parameters<typeof makeSource>[0]) => {
      await hourlyRun(context, makeSource(batches));
      await judgePackages(context, judgeLedger);
      await refreshAlerts(context);
    },
    at: (minute: number) => {
      now = minutes(minute);
    },
    changes: () => db.selectFrom('maintainer_changes').selectAll().orderBy('id').execute(),
    owed: async () => {
      const rows = await db.selectFrom('pending_refreshes').selectAll().orderBy('id').execute();
      return rows.map((row) => `${row.lockfile_id} ${row.package_name}`);
    },
    pending: async () => {
      const rows = await db.selectFrom('tracked_packages').select('name').where('judge_pending', '=', true).execute();
      return rows.map(({ name }) => name);
    },
    evidence: async () =>
      (await db.selectFrom('evidence').selectAll().orderBy('installation_id').orderBy('seq').execute()).map((row) => ({
        installation: row.installation_id,
        event: row.event,
        subject: row.subject,
        data: JSON.parse(row.data),
      })),
  };
}

describeEachDatabase('judgePackages', (open, kind) => {
  test('finds nothing in what was there when a package was first seen', async () => {
    const world = await makeWorld(open);
    expect(await world.changes()).toEqual([]);
    expect(await world.pending()).toEqual([]);
    expect(await judgePackages(world.context, judgeLedger)).toBe(0);
  });

  test('tells all installations that hold the package, each on its own evidence, and owes their lockfiles', async () => {
    const world = await makeWorld(open);
    await world.learn('lodash', 0, TAKEN);
    await world.learn('lodash', 5, BAD);
    world.at(10);
    expect(await judgePackages(world.context, judgeLedger)).toBe(1);
    expect(await world.changes()).toMatchObject([
      { package_name: 'lodash', started_at: minutes(0), last_signal_at: minutes(5), level: 'critical', malware: null },
    ]);
    expect(await world.owed()).toEqual(['1 lodash', '2 lodash']);
    expect(world.told).toEqual([[1, 2]]);
    const evidence = await world.evidence();
    expect(evidence).toMatchObject([
      { installation: 1, event: 'maintainers.changed', subject: 'maintainer-change:1', data: { package: 'lodash' } },
      { installation: 2, event: 'maintainers.changed', data: { severity: 'critical', was: null, lockfiles: 1 } },
    ]);
    expect(await verifyEvidence(world.db)).toMatchObject([{ ok: true }, { ok: true }]);
  });

  test('says nothing again of what did not change', async () => {
    const world = await makeWorld(open);
    await world.learn('lodash', 0, TAKEN);
    await world.learn('lodash', 5, BAD);
    world.at(10);
    await world.run();
    const before = await world.evidence();
    world.told.length = 0;
    await world.db.updateTable('tracked_packages').set({ judge_pending: true }).execute();
    expect(await judgePackages(world.context, judgeLedger)).toBe(2);
    expect([await world.evidence(), await world.owed(), world.told]).toEqual([before, [], []]);
  });

  test('goes on with a change of which there is more, and the alert with it', async () => {
    const world = await makeWorld(open);
    await world.learn('lodash', 0, TAKEN);
    world.at(1);
    await world.run();
    const [first] = await world.changes();
    await world.learn('lodash', 5, BAD);
    world.at(10);
    await world.run();
    const changes = await world.changes();
    expect(changes).toMatchObject([{ id: first!.id, started_at: first!.started_at, last_signal_at: minutes(5) }]);
    expect(changes[0]!.score).toBeGreaterThan(first!.score);
    const alerts = await world.db.selectFrom('alerts').selectAll().orderBy('installation_id').execute();
    expect(alerts).toMatchObject([
      { installation_id: 1, kind: 'maintainer-change', state: 'open', severity: 'critical', reopened_count: 0 },
      { installation_id: 2, kind: 'maintainer-change', state: 'open', severity: 'critical', reopened_count: 0 },
    ]);
  });

  test('leaves a change to malware as soon as an advisory says so, and takes it back with the advisory', async () => {
    const world = await makeWorld(open);
    await world.learn('lodash', 0, TAKEN);
    await world.learn('lodash', 5, BAD);
    world.at(10);
    await world.run();
    const malware = (modified: string, rest: object = {}) =>
      makeAdvisory('MAL-1', 'lodash', '', {
        malware: true,
        modified,
        affected: [{ name: 'lodash', versions: ['1.1.0'], ranges: [] }],
        ...rest,
      });
    const states = async () => {
      const rows = await world.db.selectFrom('alerts').selectAll().where('installation_id', '=', 1).execute();
      return rows.map((row) => `${row.group_key} ${row.state}: ${row.state_reason}`);
    };
    const batches = [[malware('2026-01-01T00:00:00Z')]];
    await world.run(...batches);
    expect(await world.changes()).toMatchObject([{ malware: 'MAL-1' }]);
    // Nobody holds 1.1.0: there is nothing to alert of.
    expect(await states()).toEqual(['maintainer-change-1 resolved: known as malware']);
    batches.push([malware('2026-02-01T00:00:00Z', { withdrawn: '2026-02-01T00:00:00Z' })]);
    await world.run(...batches);
    expect(await world.changes()).toMatchObject([{ malware: null }]);
    expect(await states()).toEqual(['maintainer-change-1 open: open again']);
  });

  test('sees a burst from each of its packages, also from those that were judged before it was one', async () => {
    const names = ['aaa', 'bbb', 'ccc', 'ddd', 'eee', 'fff'];
    const world = await makeWorld(open, names);
    const quick = (name: string, minute: number) => world.learn(name, minute, published('1.1.0'));
    await quick('ddd', 0);
    world.at(1);
    await judgePackages(world.context, judgeLedger);
    for (const [index, name] of ['aaa', 'bbb', 'ccc', 'eee'].entries()) await quick(name, 2 + index);
    await quick('fff', 60);
    world.at(61);
    await judgePackages(world.context, judgeLedger);
    const bursts = (await world.changes()).filter(({ signals }) => signals.some((signal) => signal.kind === 'burst'));
    expect(bursts.map((change) => change.package_name).sort()).toEqual(['aaa', 'bbb', 'ccc', 'ddd', 'eee']);
    expect(await world.pending()).toEqual([]);
    expect(await judgePackages(world.context, judgeLedger)).toBe(0);
  });

  test('knows what an account may publish elsewhere, and what it or the scope published around a moment', async () => {
    const world = await makeWorld(open, ['@a/one', '@a/two', '@ab/three', 'lone']);
    await world.db
      .updateTable('tracked_packages')
      .set({ maintainers: ['ada', 'bob'] })
      .where('name', '=', 'lone')
      .execute();
    await world.learn('@a/one', 0, published('1.1.0'));
    await world.learn('@a/two', 15, published('1.1.0', { publisher: MALLORY }));
    await world.learn('@ab/three', 15, published('1.1.0', { publisher: MALLORY }));
    await world.learn('lone', 16, published('1.1.0'));
    world.at(20);
    const known = new Map<string, unknown>();
    await judgePackages(world.context, (name, entries, { otherPackagesOf, publishedAround }) => {
      const moments = entries.filter((entry) => entry.kind === 'published' && !entry.history);
      const around = moments.flatMap(({ at }) => publishedAround({ publisher: 'ada', at }));
      known.set(name, [
        ['ada', 'bob', 'mallory'].map((person) => otherPackagesOf(person, minutes(0).toISOString())),
        around.map(({ packageName, at }) => [packageName, at]),
      ]);
      return [];
    });
    const at = (minute: number) => minutes(minute).toISOString();
    expect(Object.fromEntries(known)).toEqual({
      // Sixteen minutes are too long, and @ab is another scope.
      '@a/one': [[3, 1, 0], [['@a/two', at(15)]]],
      '@a/two': [
        [3, 1, 0],
        [
          ['@a/one', at(0)],
          ['lone', at(16)],
        ],
      ],
      '@ab/three': [
        [3, 1, 0],
        [
          ['@a/one', at(0)],
          ['lone', at(16)],
        ],
      ],
      lone: [[3, 0, 0], []],
    });
  });

  test('who takes over two packages at once is known from neither; who has one for long is known', async () => {
    const world = await makeWorld(open, ['lodash', 'moment', 'old']);
    const weights = async () =>
      (await world.changes()).flatMap(({ package_name, signals }) =>
        signals.filter(({ kind }) => kind === 'maintainer-added').map(({ weight }) => [package_name, weight]),
      );
    for (const name of ['lodash', 'moment']) {
      await world.db
        .updateTable('tracked_packages')
        .set({ maintainers: ['ada', 'mallory'] })
        .where('name', '=', name)
        .execute();
      await world.learn(name, 0, TAKEN);
    }
    world.at(10);
    await judgePackages(world.context, judgeLedger);
    expect(await weights()).toEqual([
      ['lodash', WEIGHTS.addedUnknown.points],
      ['moment', WEIGHTS.addedUnknown.points],
    ]);

    await world.db
      .updateTable('tracked_packages')
      .set({ maintainers: ['ada', 'mallory'] })
      .where('name', '=', 'old')
      .execute();
    await world.learn('old', -60 * 24 * 40, TAKEN, { history: true });
    for (const name of ['lodash', 'moment'])
      await world.learn(name, 11, { kind: 'deprecated', version: '1.0.0', notice: 'old' });
    world.at(12);
    await judgePackages(world.context, judgeLedger);
    expect(await weights()).toEqual([
      ['lodash', WEIGHTS.addedKnown.points],
      ['moment', WEIGHTS.addedKnown.points],
    ]);
  });

  test('packages that were released together before they were watched are no burst when they are again', async () => {
    const names = ['aaa', 'bbb', 'ccc', 'ddd', 'eee'];
    const world = await makeWorld(open, names);
    const bursts = async () =>
      (await world.changes()).filter(({ signals }) => signals.some(({ kind }) => kind === 'burst')).length;
    for (const name of names) await world.learn(name, -60 * 24 * 20, published('1.0.5'), { history: true });
    for (const name of names) await world.learn(name, 0, published('1.1.0'));
    world.at(1);
    await judgePackages(world.context, judgeLedger);
    expect(await bursts()).toBe(0);
    // Twice as many versions as ever before are.
    for (const version of ['1.1.1', '1.1.2']) for (const name of names) await world.learn(name, 60, published(version));
    world.at(61);
    await judgePackages(world.context, judgeLedger);
    expect(await bursts()).toBe(5);
  });

  test('killed in the middle, it has told nothing, and tells all of it when it is run again', async () => {
    const world = await makeWorld(open);
    await world.learn('lodash', 0, TAKEN);
    await world.learn('lodash', 5, BAD);
    world.at(10);
    const killed = { ...world.context, changesJudged: () => Promise.reject(new Error('killed')) };
    await expect(judgePackages(killed, judgeLedger)).rejects.toThrow('killed');
    expect([await world.changes(), await world.evidence(), await world.owed()]).toEqual([[], [], []]);
    expect(await world.pending()).toEqual(['lodash']);
    expect(await judgePackages(world.context, judgeLedger)).toBe(1);
    expect((await world.evidence()).map(({ event }) => event)).toEqual(['maintainers.changed', 'maintainers.changed']);
  });

  test.runIf(kind === 'postgres')('leaves to others what they have, and does it when they are gone', async () => {
    const world = await makeWorld(open);
    for (const name of ['lodash', 'moment']) await world.learn(name, 0, TAKEN);
    world.at(10);
    await world.db.transaction().execute(async (trx) => {
      await sql`select from tracked_packages where name = 'lodash' for update`.execute(trx);
      expect(await judgePackages(world.context, judgeLedger)).toBe(1);
    });
    expect(await world.pending()).toEqual(['lodash']);
    expect(await judgePackages(world.context, judgeLedger)).toBe(1);
    expect((await world.changes()).map((change) => change.package_name).sort()).toEqual(['lodash', 'moment']);
  });

  test.runIf(kind === 'postgres')('shared by several workers, everything is told once', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `package-${String(index).padStart(2, '0')}`);
    const world = await makeWorld(open, names);
    for (const name of names) await world.learn(name, 0, TAKEN);
    world.at(10);
    await Promise.all([1, 2, 3].map(() => judgePackages(world.context, judgeLedger)));
    expect(await world.pending()).toEqual([]);
    const told = (await world.evidence()).filter(({ installation }) => installation === 1);
    expect(told.map(({ data }) => data.package).sort()).toEqual(names);
  });
});
