import { describe, expect, onTestFinished, test } from 'vitest';
import { type MadePackument, makePackument } from '../maintainers/make-packument.ts';
import { openPackumentServer, type PackumentServer } from '../maintainers/open-packument-server.ts';
import { runHere, runLockkeeper } from './run-lockkeeper.ts';
import { packageLock, scratch } from './scratch.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const SCRIPT = { scripts: { postinstall: 'node run.js' } };

/** Half a quiet year, and a week ago somebody new who publishes at once, and has something run. */
const TAKEN_OVER: MadePackument = {
  maintainers: ['ann', 'mallory'],
  versions: {
    '1.0.0': { at: '2025-11-01T00:00:00Z', publisher: 'ann', maintainers: ['ann'] },
    '1.0.1': { at: '2026-05-01T00:00:00Z', publisher: 'ann', maintainers: ['ann'] },
    '1.0.2': { at: '2026-11-14T00:00:00Z', publisher: 'mallory', maintainers: ['ann', 'mallory'], fields: SCRIPT },
  },
};
const QUIET: MadePackument = {
  versions: {
    '1.0.0': { at: '2026-01-01T00:00:00Z' },
    '1.0.1': { at: '2026-11-01T00:00:00Z' },
  },
};

async function openRegistry(packages: Record<string, MadePackument> = {}): Promise<PackumentServer> {
  const server = await openPackumentServer();
  onTestFinished(() => server[Symbol.asyncDispose]());
  for (const [name, made] of Object.entries(packages)) server.publish(name, makePackument(name, made));
  return server;
}

function trust(server: PackumentServer, args: readonly string[], options: Parameters<typeof runHere>[1] = {}) {
  return runHere(['trust', '--registry', server.url, ...args], { now: NOW, ...options });
}

describe('trust <package>', () => {
  test('as a process of its own: the risk, its reasons, the ledger, and what is not known', async () => {
    const server = await openRegistry({ wick: TAKEN_OVER });
    const options = { env: { LOCKKEEPER_REGISTRY: server.url } };
    const { code, stdout, stderr } = await runLockkeeper(['trust', 'wick', '--days', '3650'], options);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/^wick: risk CRITICAL \(\d+ of 100\)\nmaintainers: ann \(example\.org\), mallory/);
    expect(stdout).toMatch(/35 {2}1\.0\.2 runs a script when it is installed, 1\.0\.1 ran none/);
    expect(stdout).toMatch(/25 {2}added mallory/);
    expect(stdout).toMatch(
      /2026-11-14 00:00 │ published +│ 1\.0\.2 by mallory \(example\.org\), no provenance, runs a script/,
    );
    expect(stdout).toMatch(/Not known\n[\s\S]*attestations[\s\S]*git tag/);
    expect(stdout).not.toContain('@example.org');
    expect(stdout).not.toContain('\u001b');
  });

  test.each<[code: number, made: MadePackument, args: string[]]>([
    [0, QUIET, []],
    [1, TAKEN_OVER, []],
    [1, TAKEN_OVER, ['--fail-on', 'critical']],
    [0, TAKEN_OVER, ['--fail-on', 'never']],
    [0, TAKEN_OVER, ['--days', '5']],
  ])('exit code %i for %j with %j', async (code, made, args) => {
    const server = await openRegistry({ wick: made });
    expect(await trust(server, ['wick', ...args])).toMatchObject({ code, stderr: '' });
  });

  test('says plainly what a registry does not tell', async () => {
    const server = await openPackumentServer();
    onTestFinished(() => server[Symbol.asyncDispose]());
    const { maintainers: _, ...document } = makePackument('wick', {
      versions: { '1.0.0': { at: '2026-11-19T00:00:00Z', publisher: null, maintainers: [] } },
    });
    server.publish('wick', document);
    const { code, stdout } = await trust(server, ['wick']);
    expect(code).toBe(0);
    expect(stdout).toContain('maintainers: not known, its document names none\n');
    expect(stdout).toContain('- who may publish it, and whether that ever changed: its document names no maintainers');
    expect(stdout).toContain('- who published each version, and whether by trusted publishing');
    expect(stdout).toMatch(/- of no version: whether it has provenance; whether installing it runs a script/);
  });

  test('as JSON holds everything but addresses and what stands for them', async () => {
    const server = await openRegistry({ wick: TAKEN_OVER });
    const { stdout } = await trust(server, ['wick', '--json']);
    expect(stdout).not.toMatch(/"mark"|"email"|@example/);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      version: 1,
      package: 'wick',
      risk: { level: 'critical', days: 90 },
      maintainers: [
        { name: 'ann', emailDomain: 'example.org' },
        { name: 'mallory', emailDomain: 'example.org' },
      ],
      changes: [{ versions: ['1.0.2'], level: 'critical' }],
    });
    expect(report.ledger).toHaveLength(5);
    expect(report.notKnown).not.toEqual([]);
  });

  test('shows names that would act on a terminal, or that imitate others, for what they are', async () => {
    const made = { ...QUIET, maintainers: ['\u001b[2J##[error]x', 'аnn'] };
    const { stdout } = await trust(await openRegistry({ wick: made }), ['wick']);
    for (const active of ['\u001b', '##[']) expect(stdout).not.toContain(active);
    expect(stdout).toMatch(/beware of a name: /);
  });

  test.each<[name: string, args: string[], stderr: RegExp]>([
    ['a package that nobody published', ['rope'], /^error: rope: .* answers 404: no such package/],
    ['what is no name', ['../x'], /^error: .*expected a name that a registry can hold/],
    ['neither package nor lockfile', [], /^error: trust: expected the name of a package, or --lockfile.*neither/],
    ['both', ['wick', '--lockfile', 'x'], /found both/],
    ['an unknown level', ['wick', '--fail-on', 'info'], /Allowed choices are critical, high, medium, low, never/],
    ['no number of days', ['wick', '--days', '0'], /Expected a whole number of days from 1 to 3650/],
    ['no address', ['wick', '--registry', 'ftp://x'], /--registry: expected an address/],
  ])('exit code 2 for %s', async (_, args, stderr) => {
    const outcome = await trust(await openRegistry({ wick: QUIET }), args);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toMatch(stderr);
  });

  test('exit code 2 for a document that is none', async () => {
    const server = await openRegistry();
    server.publish('wick', '{"error":"not now"}');
    expect(await trust(server, ['wick'])).toMatchObject({ code: 2, stderr: expect.stringMatching(/^error: wick: /) });
    server.publish('wick', makePackument('rope', QUIET));
    expect(await trust(server, ['wick'])).toMatchObject({ code: 2, stderr: expect.stringContaining('rope') });
  });

  test('asks the registry of a scope, and no other', async () => {
    const [main, own] = [await openRegistry(), await openRegistry({ '@dock/rope': QUIET })];
    const env = { LOCKKEEPER_REGISTRIES: JSON.stringify({ scopes: { '@dock': own.url } }) };
    expect(await trust(main, ['@dock/rope'], { env })).toMatchObject({ code: 0, stderr: '' });
    expect(main.requests).toEqual([]);
  });
});

describe('trust --lockfile', () => {
  const lock = packageLock({ wick: '1.0.2', rope: '1.0.1', buoy: '1.0.1' });

  test('ranks the packages, the riskiest first', async () => {
    const server = await openRegistry({ wick: TAKEN_OVER, rope: QUIET, buoy: QUIET });
    const folder = scratch({ 'package-lock.json': lock, 'web/package-lock.json': packageLock({ wick: '1.0.1' }) });
    const { code, stdout, stderr } = await trust(server, ['--lockfile', '.'], { folder });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/package-lock\.json \(npm\)\n[\s\S]*critical \d+ │ wick +│ 1\.0\.2 \(of it\) │ 2026-11-14/);
    expect(stdout).toMatch(/web\/package-lock\.json \(npm\)\n[\s\S]*│ 1\.0\.1 +│/);
    expect(stdout).toContain('3 packages of 2 lockfiles, changes of the last 90 days: 1 critical\n');
    expect(stdout).toContain('"(of it)": the version that is held was published in the change (1 of them)\n');
    expect(stdout).not.toContain('rope');
    expect(server.requests.map(({ name }) => name).sort()).toEqual(['buoy', 'rope', 'wick']);
    const { stdout: all } = await trust(server, ['--lockfile', 'package-lock.json', '--all'], { folder });
    expect(all).toMatch(/wick[\s\S]*buoy[\s\S]*rope/);
  });

  test('knows an account from the other packages of the lockfile', async () => {
    const hers = { maintainers: ['mallory'], versions: { '1.0.1': { at: '2020-01-01T00:00:00Z' } } };
    const server = await openRegistry({ wick: TAKEN_OVER, rope: hers, buoy: QUIET });
    const { stdout } = await trust(server, ['--lockfile', 'package-lock.json', '--json'], {
      folder: scratch({ 'package-lock.json': lock }),
    });
    const [{ packages }] = JSON.parse(stdout).lockfiles;
    expect(packages.map(({ name }: { name: string }) => name)).toEqual(['wick', 'buoy', 'rope']);
    const reasons = packages[0].risk.reasons as { kind: string; text: string; weight: number }[];
    expect(reasons.find(({ kind }) => kind === 'maintainer-added')).toMatchObject({
      text: 'added mallory (may publish 1 other package of the inventory)',
      weight: 10,
    });
    expect(stdout).not.toMatch(/"mark"|"email"/);
  });

  test('what cannot be asked about is named, and the others are ranked all the same', async () => {
    const server = await openRegistry({ wick: TAKEN_OVER, rope: QUIET });
    const folder = scratch({ 'package-lock.json': lock });
    const { code, stdout, stderr } = await trust(server, ['--lockfile', 'package-lock.json'], { folder });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: buoy: expected its document from the registry, found .* 404/);
    expect(stdout).toContain('2 packages of 1 lockfile, changes of the last 90 days: 1 critical; incomplete: 1 error');
  });

  test('waits where the registry wants to be left alone for a moment', async () => {
    const server = await openRegistry({ wick: QUIET, rope: QUIET, buoy: QUIET });
    server.fail('wick', { status: 429, retryAfter: '0' }, 1);
    const outcome = await trust(server, ['--lockfile', '.'], { folder: scratch({ 'package-lock.json': lock }) });
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    server.fail('wick', { status: 429, retryAfter: '3600' }, 1);
    const later = await trust(server, ['--lockfile', '.'], { folder: scratch({ 'package-lock.json': lock }) });
    expect(later).toMatchObject({ code: 2, stderr: expect.stringContaining('wants to be left alone until') });
  });

  test('a project that names a registry of its own is believed only where ours are known to be there', async () => {
    const [main, own] = [await openRegistry({ wick: QUIET }), await openRegistry({ '@dock/rope': QUIET })];
    const files = {
      'package-lock.json': packageLock({ wick: '1.0.0', '@dock/rope': '1.0.0' }),
      '.npmrc': `@dock:registry=${own.url}\n`,
    };
    const refused = await trust(main, ['--lockfile', '.'], { folder: scratch(files) });
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/^error: package-lock\.json: expected registries that .*\.npmrc names the registry/);
    expect([...main.requests, ...own.requests]).toEqual([]);

    const env = { LOCKKEEPER_REGISTRIES: JSON.stringify({ trusted: [own.url] }) };
    const trusted = await trust(main, ['--lockfile', '.'], { folder: scratch(files), env });
    expect(trusted).toMatchObject({ code: 0, stderr: '' });
    expect(main.requests.map(({ name }) => name)).toEqual(['wick']);
    expect(own.requests.map(({ name }) => name)).toEqual(['@dock/rope']);
  });

  test.each<[name: string, files: Record<string, string>, path: string, stderr: RegExp]>([
    ['no lockfile', {}, '.', /^error: \.: expected a lockfile, found none that is read/],
    ['a path that is not there', {}, 'gone', /^error: gone: expected a folder or a lockfile/],
    ['a lockfile cut off', { 'yarn.lock': '<<<<<<< HEAD\n' }, '.', /^error: yarn\.lock:1: expected/],
  ])('exit code 2 for %s', async (_, files, path, stderr) => {
    const outcome = await trust(await openRegistry(), ['--lockfile', path], { folder: scratch(files) });
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toMatch(stderr);
  });

  test('a registry that does not answer is not waited for again and again', async () => {
    const names = Array.from({ length: 40 }, (_, index) => [`p${index}`, '1.0.0'] as const);
    const server = await openRegistry();
    server.fail('*', { status: 500 });
    const folder = scratch({ 'package-lock.json': packageLock(Object.fromEntries(names)) });
    const { code, stderr } = await trust(server, ['--lockfile', '.'], { folder });
    expect(code).toBe(2);
    expect(stderr).toContain('not asked: the registry did not answer for others');
    expect(stderr).toContain('error: the registry: expected the documents of all packages, found 20 more without');
    expect(server.requests.length).toBeLessThan(40);
  }, 30_000);
});
