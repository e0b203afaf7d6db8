import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appendEvidence } from '../../db/evidence.ts';
import { saveInstallation } from '../../db/installations.ts';
import { lockFolder } from '../../db/lock-folder.ts';
import { type Db, openDatabase, type Trx } from '../../db/open-database.ts';
import { trackPackages } from '../../db/tracked-packages.ts';
import { appendLedger } from '../../db/trust-ledger.ts';
import type { LedgerEntry } from '../../scanners/maintainers/index.ts';
import { describeEachDatabase, type OpenTestDatabase } from '../databases.ts';
import { makeChange, saveChange } from '../save-change.ts';
import { type Outcome, runHere } from './run-lockkeeper.ts';
import { scratch } from './scratch.ts';

const now = new Date('2026-05-01T00:00:00Z');

interface Service {
  folder: string;
  change(act: (db: Db) => Promise<unknown>): Promise<void>;
  run(...args: string[]): Promise<Outcome>;
}

describeEachDatabase('service commands', (open, kind) => {
  let service: Service;
  beforeAll(async () => {
    service = await (kind === 'pglite' ? openEmbedded() : openServer(open));
    await service.change((db) => db.transaction().execute(saveInstallations));
  });

  test('trust --stored shows a package as the service knows it, and asks no registry', async () => {
    const { run, change } = service;
    await change(saveWick);
    const offline = ['--registry', 'http://127.0.0.1:9/'];
    const { code, stdout, stderr } = await run('trust', 'wick', '--stored', ...offline);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/^wick: risk HIGH \(60 of 100\)\nmaintainers: ann \(example\.org\), mallory\n/);
    expect(stdout).toMatch(/30 {2}mallory may publish/);
    expect(stdout).toMatch(/git-tag +│ 1\.0\.1 has no tag in https:\/\/github\.com\/dock\/wick/);
    expect(stdout).toContain('- what happened after 2026-05-01T00:00:00.000Z, when its registry was asked last');
    const json = (await run('trust', 'wick', '--stored', '--json')).stdout;
    expect(JSON.parse(json)).toMatchObject({ risk: { level: 'high' }, changes: [{ id: 1 }] });
    expect(json).not.toContain('feedface');
    expect(await run('trust', 'rope', '--stored', ...offline)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^error: rope: expected a package that some lockfile of the service holds/),
    });
    expect(await run('trust', '--lockfile', '.', '--stored')).toMatchObject({ code: 2, stdout: '' });
  });

  test('gate says whether a deploy may go ahead, by what is known now', async () => {
    const { run, change, folder } = service;
    await change(saveScanned);
    const ask = ['gate', '--installation', 'octo-org', '--repository', 'octo-org/shop', '--environment'];
    const production = await run(...ask, 'production');
    expect(production).toMatchObject({ code: 2, stderr: '' });
    expect(production.stdout).toMatch(/^Could not decide/);
    expect(production.stdout).toContain('Advisories were never read');
    const staging = await run(...ask, 'staging', '--json');
    expect(staging.code).toBe(0);
    expect(JSON.parse(staging.stdout)).toMatchObject({ verdict: 'warn', repository: 'octo-org/shop' });
    const freeze = '{windows: [{name: Year end, start: "2026-04-30T00:00", duration: 48h}]}';
    writeFileSync(join(folder, 'strict.yml'), `gate: {environments: {staging: {freeze: ${freeze}}}}\n`);
    const strict = await run(...ask, 'staging', '--policy', 'strict.yml');
    expect(strict).toMatchObject({ code: 1, stdout: expect.stringMatching(/^Blocked.*\n[\s\S]*Year end/) });
    writeFileSync(join(folder, 'wrong.yml'), 'gate: {environments: {staging: {freeze: 7}}}\n');
    expect(await run(...ask, 'staging', '--policy', 'wrong.yml')).toMatchObject({ code: 2, stdout: '' });
    expect(await run(...ask.toSpliced(4, 1, 'octo-org/none'), 'staging')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('expected one that the App is installed on'),
    });
    const rows = await new Promise((resolve) => {
      void change(async (db) => resolve(await db.selectFrom('gate_decisions').selectAll().execute()));
    });
    expect(rows).toEqual([]);
  });

  test('a token is made, listed without its secret, and revoked', async () => {
    const { run } = service;
    const create = ['token', 'create', '--name', 'me'];
    const made = await run(...create, '--installation', 'Octo-Org', '--scope', 'alerts:read,inventory:read');
    expect(made.code).toBe(0);
    expect(made.stdout).toMatch(/^\S{20,}\n$/);
    expect(made.stderr).toBe(
      'note: token 1 for octo-org (alerts:read, inventory:read), until 2026-07-30T00:00:00.000Z. It is not shown again.\n',
    );
    await run(...create, '--installation', '22', '--scope', 'alerts:read', '--expires', 'never');

    const listed = await run('token', 'list');
    expect(listed.stdout).not.toContain(made.stdout.trim());
    expect(listed.stdout).toMatch(/2 +│ other-org +│ me +│ alerts:read +│ 2026-05-01 │ never +│ never +│ valid/);
    expect((await run('token', 'list', '--installation', '11')).stdout).not.toContain('other-org');

    expect(await run('token', 'revoke', '1')).toEqual({ code: 0, stdout: 'Token 1 is revoked.\n', stderr: '' });
    expect((await run('token', 'list', '--installation', '11')).stdout).toContain('│ revoked');
    expect(await run('token', 'revoke', '1')).toMatchObject({ code: 2, stderr: expect.stringContaining('found "1"') });
  });

  test.each<[args: string[], stderr: string]>([
    [
      ['--installation', 'nobody'],
      'error: --installation: expected one of octo-org (11), other-org (22), found "nobody".',
    ],
    [['--scope', 'everything'], 'found "everything"'],
    [['--expires', '90'], 'error: --expires: expected a span such as 90d, 12w or 8h'],
    [['--expires', '2026-01-01'], 'expected an expiry after 2026-05-01'],
    [['--name', ''], 'expected a name of 1 to 100 characters'],
  ])('a token with %j is refused', async (args, stderr) => {
    const usual = ['--installation', '11', '--name', 'me', '--scope', 'alerts:read'];
    const given = usual.flatMap((word, at) => (at % 2 === 0 && !args.includes(word) ? [word, usual[at + 1]!] : []));
    const outcome = await service.run('token', 'create', ...given, ...args);
    expect(outcome).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(stderr) });
  });

  test('evidence verify counts what holds, and names the link that does not', async () => {
    const { change, run } = service;
    expect((await run('evidence', 'verify')).stdout).toBe('No evidence is recorded yet.\n');
    await change((db) =>
      db.transaction().execute(async (trx) => {
        const subjects = ['alert:1', 'alert:2', 'alert:3'];
        const entries = subjects.map((subject) => ({ at: now, event: 'alert.opened', subject, data: {} }));
        for (const id of [11, 22]) await appendEvidence(trx, id, entries);
      }),
    );
    const whole = await run('evidence', 'verify');
    expect(whole.code).toBe(0);
    expect(whole.stdout).toMatch(
      /^octo-org \(11\): 3 entries hold, head 3:[0-9a-f]{64}\nother-org \(22\): 3 entries hold, head/,
    );

    await change(async (db) => {
      await sql`alter table evidence disable trigger user`.execute(db);
      await sql`update evidence set subject = 'alert:9' where installation_id = 22 and seq = 2`.execute(db);
    });
    const head = /head (3:[0-9a-f]{64})/.exec(whole.stdout)![1]!;
    const expecting = (expected: string, ...args: string[]) => run('evidence', 'verify', '--expect', expected, ...args);
    expect((await expecting(head, '--installation', 'octo-org')).code).toBe(0);
    expect(await expecting(head.replace('3:', '4:'), '--installation', '11')).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        /^octo-org \(11\): BROKEN at entry 4: expected an entry 4, hash .*, found the end at entry 3/,
      ),
    });
    expect(await expecting(head)).toMatchObject({ code: 2, stderr: expect.stringContaining('one of 2 installations') });
    for (const wrong of ['3', `0:${'0'.repeat(64)}`, `${head}0`]) {
      expect(await expecting(wrong)).toMatchObject({ code: 2, stderr: expect.stringContaining('<number>:<hash>') });
    }

    const broken = await run('evidence', 'verify');
    expect(broken.code).toBe(1);
    expect(broken.stdout).toMatch(/^octo-org \(11\): 3 entries hold/);
    expect(broken.stdout).toMatch(
      /\nother-org \(22\): BROKEN at entry 2: expected hash .* before it 1 entry holds, head /,
    );
    expect((await run('evidence', 'verify', '--installation', 'octo-org')).code).toBe(0);
  });

  test('evidence report prints a month in three forms', async () => {
    const { run } = service;
    const report = (...args: string[]) => run('evidence', 'report', '--month', '2026-05', ...args);
    const json = await report('--installation', 'octo-org', '--format', 'json');
    expect(json).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(json.stdout)).toMatchObject({
      month: '2026-05',
      complete: false,
      installation: { id: 11, login: 'octo-org' },
      counts: { opened: 3 },
      chain: { first: { seq: 1 }, last: { seq: 3 }, of_other_months: 0 },
    });
    const csv = await report('--installation', '11', '--format', 'csv');
    expect(csv.stdout.split('\r\n')).toHaveLength(5);
    expect((await report('--installation', '11')).stdout).toMatch(/^# Evidence of 2026-05: octo-org\n/);
    const april = await run('evidence', 'report', '--month', '2026-04', '--installation', '11', '--format', 'csv');
    expect(april.stdout).toMatch(/^seq,[^\n]*\r\n$/);
    const wrong = await run('evidence', 'report', '--month', '2026-5', '--installation', '11');
    expect(wrong).toMatchObject({
      code: 2,
      stderr: 'error: --month: expected a month such as 2026-11, found "2026-5".\n',
    });
    expect((await report()).stderr).toContain('--installation: expected one of 2 installations, found none named');
  });

  test('migrate has nothing to do twice', async () => {
    expect((await service.run('migrate')).stdout).toBe('The tables are up to date.\n');
  });

  if (kind !== 'pglite') return;
  test('the embedded database is left alone while the service uses it', async () => {
    await using _lock = await lockFolder(join(service.folder, 'data'));
    const stderr = expect.stringMatching(/^error: .*found process \d+ on/);
    expect(await service.run('token', 'list')).toMatchObject({ code: 2, stderr });
  });
});

test('there has to be a database', async () => {
  const stderr = expect.stringMatching(/^error: .*data\/database: expected the embedded database, found nothing\./);
  expect(await runHere(['token', 'list'], { folder: scratch() })).toMatchObject({ code: 2, stdout: '', stderr });
});

test.each([
  [
    'a server that does not answer',
    'postgres://u:hunter2@127.0.0.1:1/d',
    'expected a server that lets us in, found ECONNREFUSED',
  ],
  ['no address', 'mysql://u:hunter2@h/d', 'DATABASE_URL: expected an address such as postgres://'],
])('%s is told without its password', async (_, DATABASE_URL, stderr) => {
  const outcome = await runHere(['token', 'list'], { folder: scratch(), env: { DATABASE_URL } });
  expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining(stderr) });
  expect(outcome.stderr).not.toContain('hunter2');
});

/** The embedded database can be open only once, so it is opened for each change and each command. */
async function saveWick(db: Db): Promise<void> {
  const at = '2026-04-29T08:00:00.000Z';
  const learned = { at, seenAt: at, history: false };
  const ann = { name: 'ann', email: { mark: 'feedface', domain: 'example.org' } };
  const ledger: LedgerEntry[] = [
    { ...learned, kind: 'baseline', maintainers: [ann], versions: 7 },
    { ...learned, kind: 'published', version: '1.0.1', publisher: { name: 'mallory' }, provenance: false },
    { ...learned, kind: 'git-tag', version: '1.0.1', repository: 'https://github.com/dock/wick', tag: null },
  ];
  await db.transaction().execute(async (trx) => {
    await trackPackages(trx, [{ name: 'wick', direct: true }]);
    await appendLedger(trx, 'wick', ledger);
  });
  const seen = { maintainers: ['ann', 'mallory'], baseline_at: now, polled_at: now };
  await db.updateTable('tracked_packages').set(seen).where('name', '=', 'wick').execute();
  await saveChange(db, makeChange({ startedAt: at }), now);
}

async function openEmbedded(): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), 'lockkeeper-cli-'));
  folders.push(folder);
  const run = (...args: string[]) => runHere(args, { folder, now });
  expect((await run('migrate')).stdout).toMatch(/^Migrated: 0001-first/);
  return {
    folder,
    run,
    change: async (act) => {
      await using database = await openDatabase({ kind: 'pglite', folder: join(folder, 'data/database') });
      await act(database.db);
    },
  };
}

async function openServer(open: OpenTestDatabase): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), 'lockkeeper-cli-'));
  folders.push(folder);
  const { db, url } = await open();
  return {
    folder,
    run: (...args) => runHere(args, { folder, now, env: { DATABASE_URL: url } }),
    change: async (act) => void (await act(db)),
  };
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function saveScanned(db: Db): Promise<void> {
  await db
    .insertInto('repositories')
    .values({
      id: 110,
      installation_id: 11,
      owner: 'octo-org',
      name: 'shop',
      default_branch: 'main',
      private: false,
      config: null,
      config_problems: null,
      scanned_at: now,
    })
    .execute();
}

async function saveInstallations(trx: Trx): Promise<void> {
  for (const [id, accountLogin] of [
    [11, 'octo-org'],
    [22, 'other-org'],
  ] as const) {
    const facts = { id, accountId: id, accountLogin, accountType: 'Organization', suspended: false };
    await saveInstallation(trx, facts, now);
  }
}
