import pino from 'pino';
import { expect, test } from 'vitest';
import { listChangesOf } from '../../db/maintainer-changes.ts';
import { type ChangeToSave, saveChanges } from '../../db/save-changes.ts';
import { appendLedger } from '../../db/trust-ledger.ts';
import {
  continueChanges,
  type EmailMark,
  type LedgerEntry,
  type LedgerFact,
} from '../../scanners/maintainers/index.ts';
import { describeEachDatabase, type OpenTestDatabase } from '../../test/databases.ts';
import { inventoryFixture } from '../../test/inventory-fixture.ts';
import { makeChange, makeSignal, saveChange } from '../../test/save-change.ts';
import { createApi } from './create-api.ts';
import { createToken } from './tokens.ts';

const NOW = new Date('2026-11-10T12:00:00Z');
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 24 * 60 * 60 * 1000).toISOString();

/** Two installations that both hold `wick`; ours holds `@dock/rope` and `buoy` too, and theirs `anchor`. */
async function makeWorld(open: OpenTestDatabase) {
  const { db } = await open();
  const make = inventoryFixture(db);
  const [ours, theirs] = [await make.installation(1), await make.installation(2)];
  const hold = async (repository: number, names: readonly string[]) => {
    const content = await make.content();
    await make.lockfile(repository, { content_id: content, path: `${content}/package-lock.json` });
    for (const name of names) await make.dependency(content, [name, '1.0.0'], { direct: name === 'wick' });
  };
  const shop = await make.repository(ours);
  await hold(shop, ['wick', '@dock/rope', 'buoy']);
  await hold(shop, ['wick']);
  await hold(await make.repository(theirs), ['wick', 'anchor']);
  const decided: unknown[] = [];
  const world = { fails: false };
  const api = createApi({
    db,
    now: () => NOW,
    log: pino({ level: 'silent' }),
    version: '1',
    refreshSoon: async () => {},
    startRun: async () => {},
    changesDecided: async (_, given) => {
      if (world.fails) throw new Error('no queue');
      decided.push(given);
    },
  });
  const tokenOf = async (installationId: number, name: string) => {
    const scopes = ['inventory:read', 'suppressions:write'];
    return (await createToken(db, { installationId, name, scopes, expiresAt: null, now: NOW })).secret;
  };
  const tokens = { ours: await tokenOf(ours, 'our bot'), theirs: await tokenOf(theirs, 'their bot') };
  const call = async (path: string, body?: object, as: keyof typeof tokens = 'ours') => {
    const response = await api.request(`/api/v1/packages${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${tokens[as]}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Answer };
  };
  return {
    db,
    shop,
    world,
    decided,
    call,
    changed: (packageName: string, days: number, rest: Partial<ChangeToSave> = {}) =>
      saveChange(db, makeChange({ packageName, startedAt: daysAgo(days), ...rest }), NOW),
    /** Several stories of one package, the oldest first. @returns their ids */
    changedTwice: async (packageName: string, rests: readonly Partial<ChangeToSave>[]) => {
      const judged = rests.map((rest) => makeChange({ packageName, ...rest }));
      await db.transaction().execute((trx) => saveChanges(trx, continueChanges([], judged), NOW));
      return (await listChangesOf(db, [packageName])).get(packageName)!.map(({ id }) => id);
    },
    learn: (packageName: string, entries: readonly LedgerEntry[]) =>
      db.transaction().execute((trx) => appendLedger(trx, packageName, entries)),
    decisions: () =>
      db
        .selectFrom('maintainer_decisions')
        .select(['installation_id', 'change_id', 'kind', 'author', 'reason'])
        .orderBy('id')
        .execute(),
  };
}

interface ShownChange {
  id: number;
  level: string;
  state: string;
}

interface Answer extends Record<string, unknown> {
  packages: { package: string; change: ShownChange }[];
  changes: ShownChange[];
  entries: { kind: string; version?: string }[];
  accepted: number[];
  next: string | null;
}

describeEachDatabase('packages that changed hands', (open) => {
  test('are those that the installation holds, the one that was heard of last first', async () => {
    const { call, changed } = await makeWorld(open);
    await changed('anchor', 1);
    await changed('wick', 3);
    await changed('@dock/rope', 2);
    await changed('buoy', 20);
    const { body } = await call('?maintainer_changed=7d');
    expect(body.packages).toMatchObject([
      { package: '@dock/rope', repositories: 1, lockfiles: 1, direct: false },
      { package: 'wick', repositories: 1, lockfiles: 2, direct: true, change: { level: 'high', state: 'open' } },
    ]);
    expect((await call('?maintainer_changed=71h')).body.packages.map((one) => one.package)).toEqual(['@dock/rope']);
    expect((await call('?maintainer_changed=4w')).body.packages.map((one) => one.package)).toEqual([
      '@dock/rope',
      'wick',
      'buoy',
    ]);
    const theirs = await call('?maintainer_changed=4w', undefined, 'theirs');
    expect(theirs.body.packages.map((one) => one.package)).toEqual(['anchor', 'wick']);
  });

  test('show their newest change of the levels that are asked for', async () => {
    const { call, changedTwice } = await makeWorld(open);
    const [older, newer] = await changedTwice('wick', [
      { startedAt: daysAgo(40), level: 'critical', score: 90 },
      { startedAt: daysAgo(2), level: 'low', score: 10 },
    ]);
    const shown = async (query: string) => (await call(query)).body.packages.map(({ change }) => change.id);
    expect(await shown('?maintainer_changed=90d')).toEqual([newer]);
    expect(await shown('?maintainer_changed=90d&min_level=medium')).toEqual([older]);
    expect(await shown('?maintainer_changed=7d&min_level=medium')).toEqual([]);
  });

  test('come in pages, of which none gives a package twice', async () => {
    const { call, changed } = await makeWorld(open);
    for (const name of ['wick', '@dock/rope', 'buoy']) await changed(name, 3);
    const seen: string[] = [];
    for (let path: string | undefined = '?maintainer_changed=7d&limit=1'; path !== undefined; ) {
      const { body } = await call(path);
      seen.push(...body.packages.map((one) => one.package));
      path = body.next === null ? undefined : `?maintainer_changed=7d&limit=1&cursor=${body.next}`;
    }
    expect(seen).toEqual(['buoy', '@dock/rope', 'wick']);
  });

  test('have the state that counts for the installation', async () => {
    const { call, changed, db, shop } = await makeWorld(open);
    const cases: [days: number, config: object | null, rest: Partial<ChangeToSave>, state: string][] = [
      [3, null, {}, 'open'],
      [15, null, {}, 'quiet'],
      [15, { maintainers: { cooldownDays: 30 } }, {}, 'open'],
      [3, { maintainers: { enabled: false } }, {}, 'unwatched'],
      [3, null, { reverted: true }, 'reverted'],
      [3, null, { malware: 'MAL-2026-1' }, 'malware'],
      [3, null, { level: 'info', score: 3 }, 'quiet'],
    ];
    for (const [days, config, rest, state] of cases) {
      const stored = config === null ? null : JSON.stringify(config);
      await db.updateTable('repositories').set({ config: stored }).where('id', '=', shop).execute();
      await db.deleteFrom('maintainer_changes').execute();
      await changed('wick', days, rest);
      const { packages } = (await call('?maintainer_changed=4w')).body;
      expect(packages, JSON.stringify({ days, config, rest })).toMatchObject([{ change: { state } }]);
    }
  });
});

describeEachDatabase('the ledger of a package', (open) => {
  test('is given out from its end, page by page, in full', async () => {
    const { call, learn } = await makeWorld(open);
    await learn('@dock/rope', ENTRIES);
    const { status, body } = await call('/@dock%2Frope/ledger');
    expect(status).toBe(200);
    expect(body.entries).toEqual(SHOWN.toReversed());
    const first = await call('/@dock/rope/ledger?limit=6');
    const rest = await call(`/@dock/rope/ledger?limit=6&cursor=${first.body.next}`);
    expect([...first.body.entries, ...rest.body.entries]).toEqual(body.entries);
    expect(rest.body.next).toBeNull();
  });

  test('never tells an address, nor what is kept in its place', async () => {
    const { call, learn, changed } = await makeWorld(open);
    await learn('wick', ENTRIES);
    const maintainers = { before: [ANN], after: [BEN] };
    await changed('wick', 3, { maintainers });
    for (const path of ['/wick/ledger', '?maintainer_changed=7d']) {
      const text = JSON.stringify((await call(path)).body);
      expect(text).toContain('"email_domain":"example.org"');
      expect(text).not.toMatch(/feedface|"mark"|email":/);
    }
  });

  test('says the risk of the worst change that is open, with its reasons', async () => {
    const { call, changedTwice } = await makeWorld(open);
    expect((await call('/wick/ledger')).body).toMatchObject({
      risk: { level: 'info', score: 0, reasons: [] },
      changes: [],
      entries: [],
      first_seen_at: null,
      maintainers: null,
    });
    const [old, fresh] = await changedTwice('wick', [
      { startedAt: daysAgo(60), level: 'critical', score: 95 },
      { startedAt: daysAgo(3), signals: [makeSignal({ text: 'ben may publish', people: ['ben'] })] },
    ]);
    const { body } = await call('/wick/ledger');
    expect(body['risk']).toEqual({
      level: 'high',
      score: 60,
      reasons: [
        {
          kind: 'maintainer-added',
          at: '2026-11-01T08:00:00.000Z',
          version: null,
          people: ['ben'],
          text: 'ben may publish',
          weight: 30,
        },
      ],
    });
    expect(body.changes.map(({ id, state }) => [id, state])).toEqual([
      [fresh, 'open'],
      [old, 'quiet'],
    ]);
  });

  test('of a package that only others hold is not there, nor can it be accepted', async () => {
    const { call, learn, changed, decisions } = await makeWorld(open);
    await learn('anchor', ENTRIES);
    const change = await changed('anchor', 1);
    for (const [path, body] of [['/ledger'], ['/accept', {}], ['/accept', { change }]] as const) {
      const others = await call(`/anchor${path}`, body);
      const nobodys = await call(`/nobody${path}`, body);
      expect(others.status).toBe(404);
      expect(JSON.stringify(others.body).replaceAll('anchor', 'nobody')).toBe(JSON.stringify(nobodys.body));
    }
    expect(await call('/wick/accept', { change })).toMatchObject({ status: 404 });
    expect(await decisions()).toEqual([]);
    expect((await call('/anchor/ledger', undefined, 'theirs')).status).toBe(200);
  });
});

describeEachDatabase('accepting', (open) => {
  test('closes all that is open of the package, for the installation, once', async () => {
    const { call, changed, changedTwice, decided, decisions, db } = await makeWorld(open);
    const [, id] = await changedTwice('wick', [{ startedAt: daysAgo(60) }, { startedAt: daysAgo(3) }]);
    await changed('buoy', 3);
    const made = await call('/wick/accept', { reason: ' A colleague. ' });
    expect(made).toMatchObject({
      status: 200,
      body: {
        package: 'wick',
        accepted: [id],
        changes: [{ id, state: 'accepted', decided_by: 'our bot', reason: 'A colleague.' }],
      },
    });
    const once = [{ installation_id: 1, change_id: id, kind: 'accept', author: 'our bot', reason: 'A colleague.' }];
    expect(await decisions()).toEqual(once);
    expect(decided).toEqual([{ installationId: 1, packageNames: ['wick'] }]);
    const evidence = await db.selectFrom('evidence').select(['installation_id', 'event', 'subject']).execute();
    expect(evidence).toEqual([
      { installation_id: 1, event: 'maintainers.accepted', subject: `maintainer-change:${id}` },
    ]);
    const owed = await db.selectFrom('pending_refreshes').select('lockfile_id').execute();
    expect(new Set(owed.map(({ lockfile_id }) => lockfile_id)).size).toBe(2);

    expect((await call('/wick/accept', {})).body).toMatchObject({ accepted: [], changes: [] });
    expect((await call('/wick/accept', { change: id })).body).toMatchObject({
      accepted: [],
      changes: [{ id, state: 'accepted' }],
    });
    expect(await decisions()).toEqual(once);
    expect(decided).toHaveLength(1);
    const theirs = await call('/wick/ledger', undefined, 'theirs');
    expect(theirs.body.changes).toMatchObject([{ state: 'open', decided_by: null }, { state: 'quiet' }]);
  });

  test('counts until there is a further signal', async () => {
    const { call, changed } = await makeWorld(open);
    const id = await changed('wick', 3);
    await call('/wick/accept', {});
    const startedAt = daysAgo(3);
    await changed('wick', 3, { startedAt, lastSignalAt: daysAgo(1), level: 'critical', score: 90 });
    expect((await call('/wick/ledger')).body).toMatchObject({
      risk: { level: 'critical' },
      changes: [{ id, state: 'open' }],
    });
    expect((await call('/wick/accept', { change: id })).body.accepted).toEqual([id]);
  });

  test('that cannot be announced is not done', async () => {
    const { call, changed, world, decisions, db } = await makeWorld(open);
    await changed('wick', 3);
    world.fails = true;
    expect((await call('/wick/accept', {})).status).toBe(500);
    expect(await decisions()).toEqual([]);
    expect(await db.selectFrom('evidence').select('seq').execute()).toEqual([]);
    world.fails = false;
    expect((await call('/wick/accept', {})).body.accepted).toHaveLength(1);
  });
});

const MARK: EmailMark = { mark: 'feedface', domain: 'example.org' };
const ANN = { name: 'ann', email: MARK };
const BEN = { name: 'ben' };
const shownAnn = { name: 'ann', email_domain: 'example.org' };
const shownBen = { name: 'ben', email_domain: null };
const AT = '2026-11-01T00:00:00.000Z';

const entry = (fact: LedgerFact): LedgerEntry => ({ at: AT, seenAt: AT, history: false, ...fact });
const shown = (fact: object) => ({ at: AT, seen_at: AT, history: false, ...fact });

const FACTS: [LedgerFact, shown: object][] = [
  [
    { kind: 'baseline', maintainers: [ANN], versions: 2, repository: 'https://github.com/dock/rope' },
    { kind: 'baseline', maintainers: [shownAnn], versions: 2, repository: 'https://github.com/dock/rope' },
  ],
  [
    { kind: 'maintainers', before: [ANN], after: [ANN, BEN] },
    { kind: 'maintainers', maintainers_before: [shownAnn], maintainers: [shownAnn, shownBen] },
  ],
  [
    {
      kind: 'published',
      version: '1.0.1',
      publisher: ANN,
      maintainers: [ANN],
      trustedPublisher: false,
      provenance: true,
      installScripts: true,
      bins: ['rope'],
      gitHead: false,
      dependencies: ['knot'],
    },
    {
      kind: 'published',
      version: '1.0.1',
      publisher: shownAnn,
      maintainers: [shownAnn],
      trusted_publisher: false,
      provenance: true,
      install_scripts: true,
      bins: ['rope'],
      git_head: false,
      dependencies: ['knot'],
    },
  ],
  [
    { kind: 'published', version: '1.0.2' },
    { kind: 'published', version: '1.0.2' },
  ],
  [
    { kind: 'unpublished', version: '1.0.1' },
    { kind: 'unpublished', version: '1.0.1' },
  ],
  [
    { kind: 'deprecated', version: '1.0.1', notice: null },
    { kind: 'deprecated', version: '1.0.1', notice: null },
  ],
  [
    { kind: 'dist-tag', tag: 'latest', from: '1.0.0', to: null },
    { kind: 'dist-tag', tag: 'latest', from: '1.0.0', to: null },
  ],
  [
    { kind: 'provenance', version: '1.0.1', repository: null, workflow: null },
    { kind: 'provenance', version: '1.0.1', repository: null, workflow: null },
  ],
  [
    { kind: 'git-tag', version: '1.0.1', repository: 'https://github.com/dock/rope', tag: 'v1.0.1' },
    { kind: 'git-tag', version: '1.0.1', repository: 'https://github.com/dock/rope', tag: 'v1.0.1' },
  ],
  [
    { kind: 'email-domain', person: 'ann', domain: 'example.org', resolves: true, registeredAt: AT },
    { kind: 'email-domain', person: 'ann', domain: 'example.org', resolves: true, registered_at: AT },
  ],
  [
    { kind: 'dependency-age', version: '1.0.1', dependency: 'knot', createdAt: null },
    { kind: 'dependency-age', version: '1.0.1', dependency: 'knot', created_at: null },
  ],
];
const ENTRIES = FACTS.map(([fact]) => entry(fact));
const SHOWN = FACTS.map(([, fact]) => shown(fact));
