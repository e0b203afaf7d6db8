import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import type { Db } from '../../db/open-database.ts';
import { describeEachDatabase } from '../../test/databases.ts';
import { makeAttestations } from '../../test/maintainers/make-attestations.ts';
import { makePackument } from '../../test/maintainers/make-packument.ts';
import { openDnsServer } from '../../test/maintainers/open-dns-server.ts';
import { openPackumentServer } from '../../test/maintainers/open-packument-server.ts';
import { openPollStage, type PollStage } from '../../test/maintainers/poll-stage.ts';
import { createDomainLookup } from '../publications/domain-lookup.ts';

const first = { at: '2024-01-01T00:00:00.000Z', fields: { dependencies: { old: '^1.0.0' } } };
const asking = (...names: string[]) => ({
  at: '2026-03-01T12:50:00.000Z',
  fields: { dependencies: Object.fromEntries(['old', ...names].map((name) => [name, '^1.0.0'])) },
});
const young = (name: string, at = '2026-02-27T00:00:00.000Z') => makePackument(name, { versions: { '1.0.0': { at } } });
const age = (dependency: string, createdAt: string | null) => ({
  kind: 'dependency-age',
  version: '1.1.0',
  dependency,
  createdAt,
});

describeEachDatabase('checks', (open) => {
  async function stage(): Promise<PollStage> {
    const made = await openPollStage((await open()).db);
    onTestFinished(() => made[Symbol.asyncDispose]());
    return made;
  }

  /** `alpha`, known since before, asks for these newly. */
  async function published(made: PollStage, ...dependencies: string[]): Promise<void> {
    const { server, hold, poll, wait } = made;
    await hold('alpha');
    server.publish('alpha', makePackument('alpha', { versions: { '1.0.0': first } }));
    await poll();
    wait(90);
    server.publish('alpha', makePackument('alpha', { versions: { '1.0.0': first, '1.1.0': asking(...dependencies) } }));
    expect(await poll()).toMatchObject({ learned: 1 });
    server.taken();
  }

  test('ages of packages that a version newly asks for: as tracked, else as the registry says, and none of one that it does not know', async () => {
    const made = await stage();
    const { server, hold, poll, check, facts, tracked, now, db } = made;
    await hold('tracked');
    server.publish('tracked', young('tracked', '2020-01-01T00:00:00.000Z'));
    server.publish('newborn', young('newborn'));
    await poll();
    await published(made, 'newborn', 'nowhere', 'tracked', '../odd');
    await db.updateTable('tracked_packages').set({ judge_pending: false }).execute();
    const changed: string[] = [];
    const ledgerChanged = async (trx: Db, names: readonly string[]) => {
      const entries = await trx.selectFrom('trust_ledger').where('kind', '=', 'dependency-age').selectAll().execute();
      changed.push(...names, `${entries.length}`);
    };
    // The name that is none is asked about nowhere.
    expect(await check({ ledgerChanged })).toMatchObject({
      packages: 1,
      requests: 2,
      entries: 3,
      later: 0,
    });
    expect(server.taken().map(({ name, status }) => `${name} ${status}`)).toEqual(['newborn 200', 'nowhere 404']);
    expect(await facts('alpha')).toEqual([
      age('newborn', '2026-02-27T00:00:00.000Z'),
      age('nowhere', null),
      age('tracked', '2020-01-01T00:00:00.000Z'),
    ]);
    expect(changed).toEqual(['alpha', '3']);
    expect(await tracked('alpha')).toMatchObject({ judge_pending: true, checked_at: now(), check_requests: 2 });
  });

  test('what is missed is looked at four times within a day, and told once', async () => {
    const made = await stage();
    const { server, check, facts, wait, tracked } = made;
    await published(made, 'nowhere');
    const asked: number[] = [];
    for (let minutes = 0; minutes <= 3000; minutes += 10) {
      if ((await check()).requests > 0) asked.push(minutes);
      wait(10);
    }
    expect(asked).toEqual([0, 30, 120, 1440]);
    expect(server.taken()).toHaveLength(4);
    expect(await facts('alpha')).toEqual([age('nowhere', null)]);
    expect(await tracked('alpha')).toMatchObject({ checks_due_at: null });
  });

  test('what turns up later is told too', async () => {
    const made = await stage();
    const { server, check, facts, wait } = made;
    await published(made, 'newborn');
    await check();
    server.publish('newborn', young('newborn'));
    wait(30);
    expect(await check()).toMatchObject({ entries: 1 });
    wait(90);
    expect(await check()).toMatchObject({ requests: 0 });
    expect(await facts('alpha')).toEqual([age('newborn', null), age('newborn', '2026-02-27T00:00:00.000Z')]);
  });

  test.each([
    ['a failure', { status: 500 }],
    ['what is no document', { status: 200, body: '[]' }],
    ['a body that is cut off', 'cut-off' as const],
  ])('%s says nothing of a package', async (_, fault) => {
    const made = await stage();
    const { server, check, facts } = made;
    await published(made, 'newborn');
    server.publish('newborn', young('newborn'));
    server.fail('newborn', fault);
    expect(await check()).toMatchObject({ entries: 0, later: 0 });
    expect(await facts('alpha')).toEqual([]);
  });

  test('a registry that wants to be left alone is, by polls too, and the look stays owed', async () => {
    const made = await stage();
    const { server, check, poll, facts, wait, hold } = made;
    await published(made, 'newborn', 'other');
    for (const name of ['newborn', 'other']) server.publish(name, young(name));
    server.fail('*', { status: 429, retryAfter: '1200' }, 1);
    expect(await check()).toMatchObject({ requests: 1, later: 2 });
    await hold('beta');
    expect(await poll()).toMatchObject({ requests: 0, paused: 1 });
    wait(10);
    expect(await check()).toMatchObject({ requests: 0, later: 2 });
    wait(10);
    expect(await check()).toMatchObject({ requests: 2, entries: 2 });
    expect(await facts('alpha')).toHaveLength(2);
  });

  test('one that wants to be left alone for days is not waited for', async () => {
    const made = await stage();
    const { server, check, wait, tracked } = made;
    await published(made, 'newborn');
    server.fail('*', { status: 429, retryAfter: '3600' });
    const asked: number[] = [];
    for (let minutes = 0; minutes <= 4000; minutes += 10) {
      if ((await check()).requests > 0) asked.push(minutes);
      wait(10);
    }
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.at(-1)).toBeLessThan(2 * 1470);
    expect(await tracked('alpha')).toMatchObject({ checks_due_at: null });
  });

  test('a registry without attestations is asked for documents all the same', async () => {
    const made = await stage();
    const { server, hold, poll, wait, check } = made;
    const attested = (at: string) => ({ at, fields: { dist: { attestations: {} } } });
    const names = ['a1', 'a2', 'a3', 'a4', 'a5'];
    await hold(...names);
    for (const name of names) server.publish(name, makePackument(name, { versions: { '1.0.0': first } }));
    await poll();
    wait(90);
    for (const name of names) {
      const versions = { '1.0.0': first, '1.1.0': attested('2026-03-01T12:50:00.000Z') };
      server.publish(name, makePackument(name, { versions }));
      server.fail(`-/npm/v1/attestations/${name}@1.1.0`, { status: 502 });
    }
    await poll();
    expect(await check()).toMatchObject({ requests: 10, later: 0 });
    await hold('beta');
    expect(await poll()).toMatchObject({ requests: 1, paused: 0 });
  });

  test('it takes a share of the budget, and leaves what it took out of that of the polls', async () => {
    const made = await stage();
    const { server, check, poll, facts, wait, holdBelow } = made;
    const names = Array.from({ length: 8 }, (_, index) => `new-${index}`);
    for (const name of names) server.publish(name, young(name));
    await published(made, ...names);
    wait(61);
    expect(await check({ budget: 0 })).toMatchObject({ requests: 0, packages: 0 });
    expect(await check({ budget: 12 })).toMatchObject({ requests: 3, later: 5 });
    expect(await check({ budget: 12 })).toMatchObject({ requests: 0, packages: 0 });
    await holdBelow(...names.map((name) => `below-${name}`));
    expect(await poll({ budget: 3 })).toMatchObject({ requests: 0 });
    expect(await poll({ budget: 4 })).toMatchObject({ requests: 1 });
    wait(61);
    expect(await check({ budget: 12 })).toMatchObject({ requests: 3 });
    wait(61);
    expect(await check({ budget: 12 })).toMatchObject({ requests: 2, later: 0 });
    expect(await facts('alpha')).toHaveLength(8);
  });

  test('where a version was built: of it and of one before it, to compare with; later ones are compared with these', async () => {
    const made = await stage();
    const { server, hold, poll, wait, check, facts } = made;
    const attested = (at: string) => ({ at, fields: { dist: { attestations: { url: `${server.url}elsewhere` } } } });
    const versions = { '1.0.0': attested('2024-01-01T00:00:00.000Z'), '1.1.0': { at: '2024-02-01T00:00:00.000Z' } };
    await hold('@team/lamp');
    server.publish('@team/lamp', makePackument('@team/lamp', { versions }));
    await poll();
    wait(90);
    const next = { ...versions, '1.2.0': attested('2026-03-01T12:50:00.000Z') };
    server.publish('@team/lamp', makePackument('@team/lamp', { versions: next }));
    await poll();
    server.taken();
    const path = (version: string) => `/-/npm/v1/attestations/@team/lamp@${version}`;
    server.put(path('1.0.0'), makeAttestations('@team/lamp', '1.0.0', { repository: 'team/lamp' }, 'v0.2'));
    // Not there yet.
    expect(await check()).toMatchObject({ requests: 2, entries: 2 });
    expect(server.taken().map(({ name, status }) => `/${name} ${status}`)).toEqual([
      `${path('1.0.0')} 200`,
      `${path('1.2.0')} 404`,
    ]);
    server.put(path('1.2.0'), makeAttestations('@team/lamp', '1.2.0', { repository: 'mallory/lamp' }));
    wait(30);
    expect(await check()).toMatchObject({ requests: 1, entries: 1 });
    wait(3000);
    expect(await check()).toMatchObject({ requests: 0 });
    const built = (version: string, owner: string | null) => ({
      kind: 'provenance',
      version,
      repository: owner && `https://github.com/${owner}/lamp`,
      workflow: owner && '.github/workflows/release.yml',
    });
    expect(await facts('@team/lamp')).toEqual([
      built('1.0.0', 'team'),
      built('1.2.0', null),
      built('1.2.0', 'mallory'),
    ]);
  });

  test('attestations that are too large say nothing', async () => {
    const made = await stage();
    const { server, hold, poll, wait, check, facts } = made;
    const attested = (at: string) => ({ at, fields: { dist: { attestations: {} } } });
    await hold('alpha');
    server.publish('alpha', makePackument('alpha', { versions: { '1.0.0': { at: first.at } } }));
    await poll();
    wait(90);
    const versions = { '1.0.0': { at: first.at }, '1.1.0': attested('2026-03-01T12:50:00.000Z') };
    server.publish('alpha', makePackument('alpha', { versions }));
    await poll();
    server.put('/-/npm/v1/attestations/alpha@1.1.0', { attestations: ['x'.repeat(3 * 1024 * 1024)] });
    expect(await check()).toMatchObject({ requests: 1, entries: 0, later: 0 });
    expect(await facts('alpha')).toEqual([]);
  });

  test('the domain of a new maintainer does not exist: said at the second look, and the address is not stored', async () => {
    const made = await stage();
    const { server, hold, poll, wait, check, facts, now, db } = made;
    const dns = await openDnsServer();
    onTestFinished(() => dns[Symbol.asyncDispose]());
    for (const [name, answer] of [
      ['example', { ns: ['ns.example'] }],
      ['here.example', { mx: ['mx.example'] }],
    ] as const)
      dns.say(name, answer);
    const lookUpDomain = createDomainLookup({ dns: [dns.address], rdap: null, now });
    await hold('alpha');
    const versions = { '1.0.0': first };
    server.publish('alpha', makePackument('alpha', { versions }));
    await poll();
    wait(90);
    const people = ['ann', 'eve@gone.example', 'joe@here.example'];
    server.publish('alpha', makePackument('alpha', { versions, maintainers: people, modified: now().toISOString() }));
    await poll();
    const domain = (person: string, name: string, resolves: boolean) => ({
      kind: 'email-domain',
      person,
      domain: name,
      resolves,
      registeredAt: null,
    });
    expect(await check({ lookUpDomain })).toMatchObject({ entries: 1, unknown: 1, requests: 0 });
    wait(30);
    expect(await check({ lookUpDomain })).toMatchObject({ entries: 1 });
    expect(await facts('alpha')).toEqual([domain('joe', 'here.example', true), domain('eve', 'gone.example', false)]);
    dns.taken();
    wait(3000);
    await check({ lookUpDomain });
    expect(dns.taken()).toEqual([]);
    const { rows } = await sql<{ text: string }>`select string_agg(l::text, '') as text from trust_ledger l`.execute(
      db,
    );
    expect(rows[0]!.text).not.toMatch(/eve@|joe@/);
  });

  test('when the domain of a publisher was registered, where that is asked for: known once for all packages', async () => {
    const made = await stage();
    const { check, facts, wait, now } = made;
    const dns = await openDnsServer();
    const rdap = await openPackumentServer();
    onTestFinished(() => dns[Symbol.asyncDispose]());
    onTestFinished(() => rdap[Symbol.asyncDispose]());
    dns.say('example.org', { mx: ['mx.example.org'] });
    const service = rdap.url.slice(0, -1);
    const lookUpDomain = createDomainLookup({ dns: [dns.address], rdap: service, now });
    await published(made);
    rdap.fail('*', { status: 500 }, 1);
    expect(await check({ lookUpDomain })).toMatchObject({ entries: 0 });
    const events = [{ eventAction: 'registration', eventDate: '2026-02-20T00:00:00Z' }];
    rdap.put('/domain/example.org', { events });
    wait(30);
    expect(await check({ lookUpDomain })).toMatchObject({ entries: 1 });
    expect(await facts('alpha')).toEqual([
      {
        kind: 'email-domain',
        person: 'ann',
        domain: 'example.org',
        resolves: true,
        registeredAt: '2026-02-20T00:00:00.000Z',
      },
    ]);
    expect(rdap.taken().map(({ name, status }) => `${name} ${status}`)).toEqual([
      'domain/example.org 500',
      'domain/example.org 200',
    ]);
    expect(await lookUpDomain('example.org')).toMatchObject({ resolves: true });
    expect(rdap.taken()).toEqual([]);
  });

  test('stopped in the middle and run again by two at once, everything is told once', async () => {
    const made = await stage();
    const { server, check, facts, tracked } = made;
    await published(made, 'newborn', 'other');
    for (const name of ['newborn', 'other']) server.publish(name, young(name));
    const hold = server.hold('other');
    const stop = new AbortController();
    const stopped = check({ signal: stop.signal });
    await hold.reached;
    stop.abort(new Error('stopped'));
    await expect(stopped).rejects.toThrow('stopped');
    hold.release();
    expect(await facts('alpha')).toEqual([]);
    await Promise.all([check(), check()]);
    expect(await facts('alpha')).toHaveLength(2);
    expect(await tracked('alpha')).toMatchObject({ judge_pending: true });
  });

  test('a version that comes while its package is checked is looked at next', async () => {
    const made = await stage();
    const { server, check, poll, facts, wait } = made;
    await published(made, 'newborn');
    for (const name of ['newborn', 'other']) server.publish(name, young(name));
    const hold = server.hold('newborn');
    wait(30);
    const running = check();
    await hold.reached;
    const versions = { '1.0.0': first, '1.1.0': asking('newborn'), '1.2.0': asking('newborn', 'other') };
    server.publish('alpha', makePackument('alpha', { versions }));
    wait(90);
    expect(await poll()).toMatchObject({ learned: 1 });
    hold.release();
    await running;
    expect(await check()).toMatchObject({ entries: 1 });
    expect(await facts('alpha')).toMatchObject([{ version: '1.1.0' }, { version: '1.2.0', dependency: 'other' }]);
  });

  test('of a package that nobody holds any more nothing is told', async () => {
    const made = await stage();
    const { server, check, facts, db } = made;
    await published(made, 'newborn');
    server.publish('newborn', young('newborn'));
    const hold = server.hold('newborn');
    const running = check();
    await hold.reached;
    await db.deleteFrom('tracked_packages').execute();
    hold.release();
    expect(await running).toMatchObject({ entries: 0 });
    expect(await facts('alpha')).toEqual([]);
  });
});
