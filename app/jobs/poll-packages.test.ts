import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { saveContent } from '../../db/contents.ts';
import { replaceLockfiles } from '../../db/lockfiles.ts';
import { forgetPackages } from '../../db/tracked-packages.ts';
import { makeItem } from '../../test/advisory.ts';
import { describeEachDatabase, type OpenTestDatabase, openTestPostgres } from '../../test/databases.ts';
import { addRepository } from '../../test/inventory.ts';
import { inventoryFixture } from '../../test/inventory-fixture.ts';
import { type MadePackument, makePackument } from '../../test/maintainers/make-packument.ts';
import { openPackumentServer } from '../../test/maintainers/open-packument-server.ts';
import { openPollStage } from '../../test/maintainers/poll-stage.ts';

const DAY = 1440;
const first = { at: '2024-01-01T00:00:00.000Z' };
const second = { at: '2025-01-01T00:00:00.000Z' };
const third = { at: '2026-03-01T12:30:00.000Z' };
const old = (name: string, rest: Partial<MadePackument> = {}) =>
  makePackument(name, { versions: { '1.0.0': first, '1.1.0': second }, ...rest });
const renewed = (name: string, rest: Partial<MadePackument> = {}) =>
  makePackument(name, { versions: { '1.0.0': first, '1.1.0': second, '1.2.0': third }, ...rest });
const BASELINE = ['maintainers (before)', 'published 1.0.0 (before)', 'published 1.1.0 (before)', 'baseline'];

describeEachDatabase('polls', (open) => {
  async function stage(opener: OpenTestDatabase = open) {
    const made = await openPollStage((await opener()).db);
    onTestFinished(() => made[Symbol.asyncDispose]());
    return made;
  }

  test('first a baseline with its past, then nothing but that it is unchanged, then what changed', async () => {
    const { server, hold, poll, wait, ledger, tracked, now, db } = await stage();
    await hold('alpha');
    server.publish('alpha', old('alpha'));
    const changed: string[][] = [];
    const ledgerChanged = async (trx: typeof db, names: readonly string[]) => {
      // It is told within the transaction.
      const entries = await trx.selectFrom('trust_ledger').select('id').execute();
      changed.push([...names, `${entries.length}`]);
    };
    expect(await poll({ ledgerChanged })).toMatchObject({ requests: 1, learned: 1, entries: 4 });
    expect(await ledger('alpha')).toEqual(BASELINE);
    expect(await tracked('alpha')).toMatchObject({
      registry: server.url,
      maintainers: ['ann'],
      baseline_at: now(),
      polled_at: now(),
      judge_pending: true,
      checks_due_at: null,
      first_published_at: new Date(first.at),
    });
    expect(await poll()).toMatchObject({ requests: 0 });

    wait(90);
    expect(await poll({ ledgerChanged })).toMatchObject({ requests: 1, bytes: 0, unchanged: 1, entries: 0 });
    expect(await tracked('alpha')).toMatchObject({ polled_at: now() });
    expect(server.taken().map(({ status }) => status)).toEqual([200, 304]);

    wait(90);
    server.publish('alpha', renewed('alpha', { maintainers: ['ann', 'mallory'] }));
    expect(await poll({ ledgerChanged })).toMatchObject({ learned: 1, entries: 3 });
    expect((await ledger('alpha')).slice(4)).toEqual(['maintainers', 'published 1.2.0', 'dist-tag']);
    expect(await tracked('alpha')).toMatchObject({ checks_due_at: now(), maintainers: ['ann', 'mallory'] });
    expect(changed).toEqual([
      ['alpha', '4'],
      ['alpha', '7'],
    ]);
  });

  test('no address of a person is stored, though the same one is known again', async () => {
    const { db, server, hold, poll, wait, ledger } = await stage();
    await hold('alpha');
    server.publish('alpha', old('alpha', { maintainers: ['ann@secret.example.org'] }));
    await poll();
    wait(90);
    server.publish('alpha', renewed('alpha', { maintainers: ['ann@moved.example.org'] }));
    await poll();
    expect((await ledger('alpha'))[4]).toBe('maintainers');
    const { rows } = await sql<{ text: string }>`
      select (select string_agg(l::text, '') from trust_ledger l) || (select string_agg(t::text, '') from tracked_packages t) as text`.execute(
      db,
    );
    expect(rows[0]!.text).toContain('moved.example.org');
    expect(rows[0]!.text).not.toMatch(/ann@/);
  });

  test('a run has its share of the budget, tries again count, and what an hour has used up is gone', async () => {
    const { server, hold, holdBelow, poll, wait, db } = await stage();
    const names = (from: string) => Array.from({ length: 8 }, (_, index) => `${from}${index}`);
    await hold(...names('d'));
    await holdBelow(...names('o'));
    expect(await poll({ budget: 0 })).toMatchObject({ requests: 0 });
    expect(await poll({ budget: 48 })).toMatchObject({ requests: 4, missing: 4 });
    const asked = await db.selectFrom('tracked_packages').select('name').where('polled_at', 'is not', null).execute();
    expect(asked.map(({ name }) => name[0]).sort()).toEqual(['d', 'd', 'd', 'o']);
    expect(await poll({ budget: 5 })).toMatchObject({ requests: 1 });
    expect(await poll({ budget: 5 })).toMatchObject({ requests: 0 });
    server.fail('*', { status: 500 });
    expect(await poll({ budget: 48, atOnce: 1 })).toMatchObject({ requests: 4, failed: 2 });
    wait(61);
    expect(await poll({ budget: 5 })).toMatchObject({ requests: 1 });
  });

  test('a registry that wants to be left alone is, the other is asked meanwhile, and nothing counts as failed', async () => {
    const { server, hold, poll, wait, tracked, now } = await stage();
    const team = await openPackumentServer();
    onTestFinished(() => team[Symbol.asyncDispose]());
    const registry = { default: server.url, scopes: { '@team': team.url } };
    const names = ['alpha', 'beta', 'gamma', 'delta'];
    await hold(...names, '@team/lamp');
    for (const name of names) server.publish(name, old(name));
    team.publish('@team/lamp', old('@team/lamp'));
    server.fail('*', { status: 429, retryAfter: '600' });
    expect(await poll({ registry, atOnce: 1 })).toMatchObject({ requests: 2, paused: 4, failed: 0, learned: 1 });
    const until = new Date(now().getTime() + 600_000);
    for (const name of names)
      expect(await tracked(name)).toMatchObject({ failures: 0, problem: null, next_poll_at: until });
    server.fail('*', null);
    wait(5);
    await hold('epsilon');
    server.publish('epsilon', old('epsilon'));
    expect(await poll({ registry })).toMatchObject({ requests: 0, paused: 1 });
    wait(5);
    expect(await poll({ registry })).toMatchObject({ requests: 5, learned: 5 });
  });

  test('one that fails is asked ever later, keeps what is known, and is itself again once it answers', async () => {
    const { server, hold, poll, wait, tracked, ledger, now } = await stage();
    await hold('alpha');
    server.publish('alpha', old('alpha'));
    await poll();
    const before = await tracked('alpha');
    wait(90);
    for (const [at, fault] of [
      { status: 500 },
      'cut-off',
      { status: 401 },
      { status: 200, body: '<html>' },
    ].entries()) {
      server.fail('alpha', fault as 'cut-off');
      expect(await poll()).toMatchObject({ failed: 1, entries: 0 });
      const { failures, problem, next_poll_at, etag, seen } = await tracked('alpha');
      expect({ failures, etag, seen }).toEqual({ failures: at + 1, etag: before['etag'], seen: before['seen'] });
      expect(problem).toMatch(/expected/);
      expect((next_poll_at as Date).getTime() - now().getTime()).toBe(10 * 60_000 * 2 ** at);
      wait(10 * 2 ** at);
    }
    server.fail('alpha', null);
    expect(await poll()).toMatchObject({ unchanged: 1 });
    expect(await tracked('alpha')).toMatchObject({ failures: 0, problem: null });
    expect(await ledger('alpha')).toEqual(BASELINE);
  });

  test('a registry that does not answer five times in a row is left alone for a while', async () => {
    const { server, hold, poll, wait } = await stage();
    const names = Array.from({ length: 20 }, (_, index) => `p${index}`);
    await hold(...names);
    for (const name of names) server.publish(name, old(name));
    server.fail('*', { status: 502 });
    expect(await poll({ atOnce: 1 })).toMatchObject({ requests: 10, failed: 5, paused: 15 });
    server.fail('*', null);
    wait(5);
    expect(await poll()).toMatchObject({ learned: 15 });
    wait(5);
    expect(await poll()).toMatchObject({ learned: 5 });
  });

  test('a package that is gone twice, an hour apart, is taken back; once is a fault; and one that comes back is known', async () => {
    const { server, hold, poll, wait, tracked, ledger, now } = await stage();
    await hold('alpha', 'beta');
    for (const name of ['alpha', 'beta']) server.publish(name, old(name));
    await poll();
    for (const name of ['alpha', 'beta']) server.remove(name);
    wait(90);
    expect(await poll()).toMatchObject({ missing: 2, entries: 0 });
    const since = now();
    expect(await tracked('alpha')).toMatchObject({ missing_since: since, problem: expect.stringMatching(/404/) });
    server.publish('beta', old('beta'));
    wait(30);
    expect(await poll()).toMatchObject({ requests: 0 });
    wait(30);
    expect(await poll()).toMatchObject({ learned: 1, entries: 2, unchanged: 1 });
    expect((await ledger('alpha')).slice(4)).toEqual(['unpublished 1.0.0', 'unpublished 1.1.0']);
    expect(await tracked('beta')).toMatchObject({ missing_since: null, problem: null });
    expect(await ledger('beta')).toEqual(BASELINE);
    wait(DAY);
    expect(await poll()).toMatchObject({ missing: 1, entries: 0 });
    server.publish('alpha', renewed('alpha'));
    wait(2 * DAY);
    await poll();
    expect((await ledger('alpha')).slice(6)).toEqual(['published 1.2.0', 'dist-tag']);
  });

  test('an older document than before tells nothing: what is remembered stays, and the newer one is known again', async () => {
    const { server, hold, poll, wait, tracked, ledger } = await stage();
    await hold('alpha');
    server.publish('alpha', renewed('alpha', { maintainers: ['bob'] }));
    await poll();
    const before = await tracked('alpha');
    const entries = await ledger('alpha');
    wait(90);
    server.publish('alpha', old('alpha'));
    expect(await poll()).toMatchObject({ older: 1, entries: 0 });
    const { seen, etag, maintainers } = before;
    expect(await tracked('alpha')).toMatchObject({ seen, etag, maintainers, problem: expect.stringMatching(/older/) });
    wait(90);
    server.publish('alpha', renewed('alpha', { maintainers: ['bob'] }));
    expect(await poll()).toMatchObject({ unchanged: 1 });
    expect(await tracked('alpha')).toMatchObject({ problem: null });
    expect(await ledger('alpha')).toEqual(entries);
  });

  test('documents that are odd are read as far as they go, and those that are none are a problem', async () => {
    const { server, hold, poll, wait, tracked, ledger } = await stage();
    const good = old('good');
    const odd: Record<string, unknown> = {
      'no-maintainers': { ...old('no-maintainers'), maintainers: undefined },
      'text-maintainers': { ...old('text-maintainers'), maintainers: 'ann' },
      'odd-maintainers': { ...old('odd-maintainers'), maintainers: [null, 7, { name: {} }, { name: 'a\0b\ud800' }] },
      future: makePackument('future', {
        versions: { '1.0.0': { at: '+123456-01-01T00:00:00.000Z' } },
        modified: '9999-12-31T00:00:00Z',
      }),
      'bad-times': { ...old('bad-times'), time: { created: 7, '1.0.0': 'x', '1.1.0': null } },
      'no-versions': { name: 'no-versions', time: { created: first.at } },
      'long-names': old('long-names', { maintainers: ['x'.repeat(100_000)] }),
      nul: old('nul', { versions: { '1.0.0': { ...first, publisher: 'a\0b' } }, distTags: { 'la\0test': '1.0.0' } }),
    };
    const none: Record<string, unknown> = { list: [], other: old('another'), text: 'hm', nothing: null };
    await hold('good', ...Object.keys(odd), ...Object.keys(none));
    for (const [name, document] of Object.entries({ good, ...odd, ...none }))
      server.publish(name, JSON.stringify(document));
    expect(await poll()).toMatchObject({ learned: 9, failed: 4 });
    for (const name of Object.keys(odd)) expect((await ledger(name)).at(-1), name).toBe('baseline');
    for (const name of Object.keys(none))
      expect((await tracked(name))['problem'], name).toMatch(/expected its document/);
    // And the second look at the same is none that changed.
    for (const name of Object.keys(odd)) server.publish(name, JSON.stringify({ ...(odd[name] as object), _rev: '2' }));
    wait(90);
    const second = await poll();
    for (const name of Object.keys(odd)) expect((await ledger(name)).at(-1), name).toBe('baseline');
    expect(second).toMatchObject({ unchanged: 9, entries: 0 });
  });

  test('a document of 50 MB is read like any other', async () => {
    const { server, hold, poll } = await stage();
    await hold('alpha');
    const fields = { readme: 'x'.repeat(500_000) };
    const versions = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`1.0.${index}`, { ...first, fields }]),
    );
    server.publish('alpha', makePackument('alpha', { versions }));
    expect(await poll({ limits: { timeout: 60_000 } })).toMatchObject({ learned: 1, entries: 102 });
  });

  test('what cannot be stored of one package keeps no other from being stored', async () => {
    const { server, hold, poll, tracked, ledger } = await stage();
    await hold('alpha', 'beta', 'gamma');
    for (const name of ['alpha', 'beta', 'gamma']) server.publish(name, old(name));
    const ledgerChanged = async (_: unknown, [name]: readonly string[]) => {
      if (name === 'beta') throw new Error('no');
    };
    expect(await poll({ ledgerChanged })).toMatchObject({ learned: 2, failed: 1 });
    expect(await ledger('beta')).toEqual([]);
    expect(await tracked('beta')).toMatchObject({ seen: null, problem: expect.stringMatching(/could not be stored/) });
  });

  test('a package that is forgotten and held again goes on with its ledger', async () => {
    const { db, server, hold, poll, wait, ledger, tracked } = await stage();
    await hold('alpha');
    server.publish('alpha', old('alpha'));
    await poll();
    await db.deleteFrom('package_versions').execute();
    await db.deleteFrom('lockfile_contents').execute();
    expect(await forgetPackages(db)).toBe(1);
    wait(90);
    server.publish('alpha', renewed('alpha'));
    await hold('alpha');
    await poll();
    expect(await ledger('alpha')).toEqual([...BASELINE, 'published 1.2.0 (before)', 'baseline']);
    expect(await tracked('alpha')).toMatchObject({ registry: server.url });
  });

  test('a private package whose name an advisory knows is told of once, and the public registry is never asked', async () => {
    const { db, server, poll, wait, tracked } = await stage();
    const team = await openPackumentServer();
    onTestFinished(() => team[Symbol.asyncDispose]());
    const registry = { default: server.url, scopes: { '@team': team.url, '@open': server.url } };
    const names = ['@team/lamp', '@team/wick', '@open/lamp'];
    const contentId = await saveContent(db, {
      contentKey: 'a',
      parserVersion: 1,
      format: 'npm',
      formatVersion: '3',
      error: null,
      problems: [],
      items: names.map((name) => makeItem(name, '1.0.0')),
    });
    for (const id of [1, 2]) {
      await addRepository(db, { installationId: id, repositoryId: id * 10 });
      const lockfile = { path: 'package-lock.json', blobSha: 'x', contentId, unreadReason: null };
      await db.transaction().execute((trx) => replaceLockfiles(trx, id * 10, [lockfile], new Date()));
    }
    for (const name of names.slice(0, 2)) team.publish(name, old(name));
    server.publish('@open/lamp', old('@open/lamp'));
    expect(await poll({ registry })).toMatchObject({ learned: 3 });
    expect(await tracked('@team/lamp')).toMatchObject({ problem: null });
    await inventoryFixture(db).advisory('MAL-2026-1', ['@team/lamp', '@open/lamp']);
    for (const _ of [1, 2]) {
      wait(90);
      expect(await poll({ registry })).toMatchObject({ unchanged: 3 });
      expect(await tracked('@team/lamp')).toMatchObject({
        problem: expect.stringMatching(/MAL-2026-1.*public registry/),
        failures: 0,
      });
      for (const name of names.slice(1)) expect(await tracked(name)).toMatchObject({ problem: null });
    }
    const evidence = await db.selectFrom('evidence').select(['installation_id', 'event', 'subject', 'data']).execute();
    expect(evidence).toEqual(
      [1, 2].map((installation_id) => ({
        installation_id,
        event: 'package.confusable',
        subject: 'package:@team/lamp',
        data: '{"advisory":"MAL-2026-1","package":"@team/lamp"}',
      })),
    );
    expect([...new Set(server.requests.map(({ name }) => name))]).toEqual(['@open/lamp']);
  });

  test('being told to stop ends it, and what was learned until then is kept', async () => {
    const { server, hold, poll, ledger } = await stage();
    await hold('alpha', 'beta');
    for (const name of ['alpha', 'beta']) server.publish(name, old(name));
    const held = server.hold('beta');
    const stop = new AbortController();
    const polling = poll({ signal: stop.signal });
    await held.reached;
    await expect.poll(() => ledger('alpha')).toEqual(BASELINE);
    stop.abort(new Error('the service stops'));
    await expect(polling).rejects.toThrow('the service stops');
    held.release();
    expect(await poll()).toMatchObject({ requests: 1, learned: 1 });
  });
});

const recorded = join(import.meta.dirname, '../../../shared/data/packuments');

test.skipIf(!existsSync(recorded) || inject('postgresUrl') === null)(
  'real documents (skipped where ../shared or PostgreSQL is absent): half of their past first, and then exactly the rest',
  async () => {
    const stage = await openPollStage((await openTestPostgres()).db);
    onTestFinished(() => stage[Symbol.asyncDispose]());
    const files = readdirSync(recorded).filter((file) => file !== 'truth.json');
    const documents = files.map((file) => JSON.parse(readFileSync(join(recorded, file), 'utf8')));
    await stage.hold(...documents.map(({ name }) => name));
    const rest = new Map<string, string[]>();
    for (const document of documents) {
      const { name, versions, time } = document;
      const inTime = Object.keys(versions).sort((a, b) => Date.parse(time[a]) - Date.parse(time[b]));
      const early = inTime.slice(0, Math.ceil(inTime.length / 2));
      rest.set(name, inTime.slice(early.length));
      const pick = (from: Record<string, unknown>) =>
        Object.fromEntries(early.map((version) => [version, from[version]]));
      stage.server.publish(name, {
        ...document,
        'dist-tags': { latest: early.at(-1) },
        maintainers: versions[early.at(-1)!].maintainers,
        versions: pick(versions),
        time: { ...pick(time), created: time.created, modified: time[early.at(-1)!] },
      });
    }
    expect(await stage.poll()).toMatchObject({ learned: 30, failed: 0 });
    for (const document of documents) stage.server.publish(document.name, document);
    stage.wait(90);
    const grown = [...rest.values()].filter((versions) => versions.length > 0).length;
    expect(await stage.poll()).toMatchObject({ learned: grown, unchanged: 30 - grown, failed: 0 });
    for (const [name, versions] of rest) {
      const ledger = await stage.ledger(name);
      const published = ledger.filter((entry) => entry.startsWith('published') && !entry.endsWith('(before)'));
      expect(published, name).toEqual(versions.map((version) => `published ${version}`));
      expect(
        ledger.filter((entry) => entry.startsWith('unpublished')),
        name,
      ).toEqual([]);
    }
    stage.wait(90);
    stage.server.taken();
    expect(await stage.poll()).toMatchObject({ unchanged: 30, bytes: 0 });
  },
);

describe.skipIf(inject('postgresUrl') === null)('polls, from two sides [PostgreSQL]', () => {
  test('two workers that ask about the same at once tell nothing twice', async () => {
    const stage = await openPollStage((await openTestPostgres()).db);
    onTestFinished(() => stage[Symbol.asyncDispose]());
    const { server, hold, poll, wait, ledger } = stage;
    const names = Array.from({ length: 40 }, (_, index) => `p${index}`);
    await hold(...names);
    for (const name of names) server.publish(name, old(name));
    await Promise.all([poll(), poll(), poll()]);
    for (const name of names) expect(await ledger(name)).toEqual(BASELINE);
    wait(90);
    for (const name of names) server.publish(name, renewed(name));
    await Promise.all([poll(), poll(), poll()]);
    for (const name of names) expect(await ledger(name)).toEqual([...BASELINE, 'published 1.2.0', 'dist-tag']);
  });
});
