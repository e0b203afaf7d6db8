import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ROOT, runHere, runLockkeeper } from './run-lockkeeper.ts';
import { packageLock, recordLines, scratch } from './scratch.ts';

const osv = scratchOsv();
const vulnerable = packageLock({ alpha: '1.0.0', fine: '1.0.0' });

function scratchOsv(): (folder: string) => string {
  return (folder) => {
    writeFileSync(join(folder, 'osv.ndjson'), recordLines());
    return `export:${join(folder, 'osv.ndjson')}`;
  };
}

/** Scans a folder of these files with the usual records. */
async function scan(files: Record<string, string>, args: readonly string[] = []) {
  const folder = scratch(files);
  return { folder, ...(await runHere(['scan', '--osv', osv(folder), ...args], { folder })) };
}

test('as a process of its own: exit code, stdout, and nothing else in a pipe', async () => {
  const folder = scratch({ 'package-lock.json': vulnerable });
  const source = osv(folder);
  const found = await runLockkeeper(['scan', '--osv', source], { folder });
  expect(found).toMatchObject({ code: 1, stderr: '' });
  expect(found.stdout).toMatch(/^package-lock\.json [\s\S]*1 finding \(1 high\) in 2 packages of 1 lockfile\n$/);
  expect(found.stdout).not.toContain('\u001b');
  expect(await runLockkeeper(['scan', '--osv', source, '--fail-on', 'critical'], { folder })).toMatchObject({
    code: 0,
  });
  const failed = await runLockkeeper(['scan', '--osv', source, 'gone', '.'], { folder });
  expect(failed).toMatchObject({ code: 2, stderr: expect.stringMatching(/^error: gone: expected a folder/) });
  expect(failed.stdout).toContain('incomplete: 1 error');
});

test.skipIf(!existsSync('/dev/full'))(
  'a stdout that takes nothing is one line on stderr, and exit code 2',
  async () => {
    const folder = scratch({ 'package-lock.json': vulnerable });
    const full = openSync('/dev/full', 'w');
    onTestFinished(() => closeSync(full));
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(ROOT, 'app/cli.ts'), 'scan', '--osv', osv(folder), folder],
      { stdio: ['ignore', full, 'pipe'], encoding: 'utf8' },
    );
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(/^error: expected to write to stdout, found: .*ENOSPC.*\n$/),
    });
  },
);

describe('exit code', () => {
  test.each<[code: number, packages: Record<string, string>, args: string[]]>([
    [0, { fine: '1.0.0' }, []],
    [0, { alpha: '2.0.0' }, []],
    [1, { alpha: '1.0.0' }, []],
    [1, { alpha: '1.0.0' }, ['--fail-on', 'high']],
    [0, { alpha: '1.0.0' }, ['--fail-on', 'critical']],
    [1, { gamma: '1.0.0' }, []],
    [0, { gamma: '1.0.0' }, ['--fail-on', 'medium']],
    [1, { beta: '1.0.0' }, ['--fail-on', 'critical']],
    [0, { beta: '1.0.0' }, ['--fail-on', 'never']],
  ])('%i for %j with %j', async (code, packages, args) => {
    const outcome = await scan({ 'package-lock.json': packageLock(packages) }, args);
    expect(outcome).toMatchObject({ code, stderr: '' });
  });

  test.each<[name: string, args: string[], stderr: RegExp]>([
    ['an unknown option', ['scan', '--fix'], /^error: unknown option '--fix'/],
    ['an unknown command', ['scam'], /^error: unknown command 'scam'\n\(Did you mean scan\?\)/],
    ['an unknown format', ['scan', '--format', 'xml'], /Allowed choices are table, json, sarif, cyclonedx, markdown/],
    ['an unknown severity', ['scan', '--fail-on', 'urgent'], /Allowed choices are critical, high, medium, low, never/],
    ['an unknown source', ['scan', '--osv', 'nvd'], /--osv: expected api or export:.*found "nvd"/],
    ['an empty export', ['scan', '--osv', 'export:'], /--osv: expected/],
    ['no address', ['scan', '--osv-url', 'osv'], /--osv-url: expected an address/],
    ['a missing export', ['scan', '--osv', 'export:/nowhere.zip'], /nowhere\.zip: expected .*found nothing/],
  ])('2 for %s', async (_, args, stderr) => {
    const outcome = await runHere(args, { folder: scratch({ 'yarn.lock': '# yarn lockfile v1\n' }) });
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toMatch(stderr);
  });

  test.each<[name: string, files: Record<string, string>, stderr: RegExp]>([
    [
      'a file cut off',
      { 'a/package-lock.json': vulnerable.slice(0, -5) },
      /^error: a\/package-lock\.json:\d+: expected .*, found .*\./,
    ],
    [
      'a merge conflict',
      { 'yarn.lock': '<<<<<<< HEAD\n' },
      /^error: yarn\.lock:1: expected a lockfile without merge conflicts/,
    ],
    [
      'an entry that was left out',
      { 'a/package-lock.json': '{"lockfileVersion":3,"packages":{"node_modules/lodash":{"version":5}}}' },
      /^error: a\/package-lock\.json: expected every entry .*, found node_modules\/lodash: left out: /,
    ],
    ['bun.lockb', { 'bun.lockb': '\0' }, /^error: bun\.lockb: .*bun install --save-text-lockfile/],
  ])('2 for %s, and the others are scanned all the same', async (_, files, stderr) => {
    const outcome = await scan({ ...files, 'package-lock.json': vulnerable });
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toMatch(stderr);
    expect(outcome.stdout).toContain('GHSA-aaaa-aaaa-aaaa');
    expect(outcome.stdout).toContain('incomplete: 1 error');
  });

  test.each<[name: string, files: Record<string, string>, args: string[], stderr: string]>([
    ['no lockfile', {}, [], '.: expected a lockfile, found none that is read.'],
    ['only lockfiles of others', { 'Cargo.lock': '' }, [], '.: expected a lockfile, found none that is read.'],
    ['a path that is not there', { 'yarn.lock': '' }, ['gone'], 'gone: expected a folder or a lockfile, found nothing'],
    ['a file that is no lockfile', { 'a.txt': '' }, ['a.txt'], 'a.txt: expected package-lock.json, '],
    [
      'only ignored lockfiles',
      { 'a/yarn.lock': '', '.github/lockkeeper.yml': 'ignore-paths: [a]' },
      [],
      'left out by ignore-paths',
    ],
  ])('2 for %s', async (_, files, args, stderr) => {
    const outcome = await scan(files, args);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain(
      `error: ${stderr.startsWith('left') ? '.: expected a lockfile, found 1, all of them ' : ''}${stderr}`,
    );
  });
});

describe('what is scanned', () => {
  test('folders in folders, but not node_modules and .git', async () => {
    const { code, stdout } = await scan({
      'packages/a/package-lock.json': vulnerable,
      'node_modules/x/package-lock.json': vulnerable,
      'packages/a/node_modules/x/yarn.lock': 'broken',
      '.git/modules/x/package-lock.json': vulnerable,
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^packages\/a\/package-lock\.json \(npm 3, 2 packages\)\n/);
    expect(stdout).toContain('of 1 lockfile\n');
  });

  test('several paths, each lockfile once, each named from its own root', async () => {
    const other = scratch({ 'package-lock.json': vulnerable });
    const { stdout, folder } = await scan({ 'a/package-lock.json': vulnerable }, [
      'a',
      'a/package-lock.json',
      other,
      '--format',
      'json',
    ]);
    const paths = JSON.parse(stdout).lockfiles.map(({ path }: { path: string }) => path);
    expect(paths).toEqual(['./a/package-lock.json', expect.stringMatching(/^\.\..*\/package-lock\.json$/)]);
    expect(folder).not.toBe(other);
  });

  test('yarn lockfiles with the manifests of their workspaces', async () => {
    const { stdout } = await scan(
      {
        'package.json': JSON.stringify({ private: true, workspaces: ['packages/*'] }),
        'packages/a/package.json': JSON.stringify({ name: 'a', devDependencies: { alpha: '^1.0.0' } }),
        'templates/b/package.json': JSON.stringify({ name: 'b', dependencies: { alpha: '^1.0.0' } }),
        'yarn.lock': '# yarn lockfile v1\n\n\nalpha@^1.0.0:\n  version "1.0.0"\n',
      },
      ['--format', 'json'],
    );
    expect(JSON.parse(stdout).lockfiles[0].findings).toMatchObject([
      { package: 'alpha', direct: true, scopes: ['dev'], path: ['packages/a'], lines: [4] },
    ]);
  });

  test('bun.lock in place of the bun.lockb beside it', async () => {
    const { code, stderr } = await scan({
      'bun.lock': '{"lockfileVersion": 1, "workspaces": {"": {}}, "packages": {}}',
      'bun.lockb': '\0',
    });
    expect(stderr).toBe('note: bun.lockb: not read: bun.lock beside it is\n');
    expect(code).toBe(0);
  });

  test('lockfiles of other ecosystems are named, and --quiet leaves that out', async () => {
    const files = { 'package-lock.json': packageLock({ fine: '1.0.0' }), 'api/Cargo.lock': '' };
    expect(await scan(files)).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^note: api\/Cargo\.lock: not read: /),
    });
    expect(await scan(files, ['--quiet'])).toMatchObject({ code: 0, stderr: '' });
  });

  test('links to folders are not followed, nor links to files that lead out of the root', async () => {
    const outside = scratch({ 'package-lock.json': vulnerable });
    const folder = scratch({ 'a/package-lock.json': packageLock({ fine: '1.0.0' }) });
    symlinkSync('..', join(folder, 'a/loop'));
    symlinkSync(outside, join(folder, 'outside'));
    symlinkSync('a/package-lock.json', join(folder, 'package-lock.json'));
    const inside = await runHere(['scan', '--osv', osv(folder)], { folder });
    expect(inside).toMatchObject({ code: 0, stderr: '', stdout: 'No findings in 1 package of 2 lockfiles\n' });
    symlinkSync(join(outside, 'package-lock.json'), join(folder, 'a/npm-shrinkwrap.json'));
    symlinkSync('nowhere', join(folder, 'a/yarn.lock'));
    const { code, stderr } = await runHere(['scan', '--osv', osv(folder)], { folder });
    expect(code).toBe(2);
    expect(stderr).toContain(
      'a/npm-shrinkwrap.json: expected a file within the scanned folder, found a link that leads out',
    );
    expect(stderr).toContain('a/yarn.lock: expected a file, found a link that leads nowhere');
  });

  test('what is no file, and folders without end, are told and not waited for', async () => {
    const deep = 'd/'.repeat(60);
    const folder = scratch({ 'package-lock.json': packageLock({ fine: '1.0.0' }), [`${deep}yarn.lock`]: '' });
    execFileSync('mkfifo', [join(folder, 'yarn.lock')]);
    symlinkSync('yarn.lock', join(folder, 'bun.lock'));
    const { code, stdout, stderr } = await runHere(['scan', '--osv', osv(folder)], { folder });
    expect(code).toBe(2);
    expect(stderr).toContain('error: yarn.lock: expected a file, found something else.');
    expect(stderr).toContain('error: bun.lock: expected a file, found something else.');
    expect(stderr).toMatch(/error: (?:d\/)+d: expected folders at most 50 deep, found more\./);
    expect(stdout).toContain('in 1 package of 1 lockfile; incomplete: 3 errors');
  });

  test('--prod leaves out what only development needs', async () => {
    const files = { 'package-lock.json': packageLock({ alpha: '1.0.0' }, ['alpha']) };
    expect((await scan(files)).code).toBe(1);
    expect((await scan(files, ['--prod'])).code).toBe(0);
  });
});

describe('.github/lockkeeper.yml', () => {
  const lockfiles = { 'package-lock.json': vulnerable, 'fixtures/package-lock.json': vulnerable };
  const suppression = (rest: string) => `suppressions: [{package: alpha, reason: It is not reached, ${rest}}]\n`;

  test.each<[name: string, config: string, code: number, shown: number, stderr: RegExp]>([
    ['ignores paths', 'ignore-paths: [fixtures]', 1, 1, /^$/],
    ['suppresses a package', suppression('expires: never'), 0, 0, /^$/],
    [
      'suppresses by alias',
      'suppressions: [{advisory: CVE-2026-1111, reason: why not, expires: 9999-12-31}]',
      0,
      0,
      /^$/,
    ],
    ['suppresses in a path', suppression('path: /fixtures/, expires: never'), 1, 1, /^$/],
    [
      'says what expired',
      suppression('expires: 2020-01-01'),
      1,
      2,
      /^note: .*alpha expired on 2020-01-01 and holds nothing back/,
    ],
    ['does not follow _extends', '_extends: .github', 1, 2, /^note: .*_extends is not followed/],
    [
      'is wrong in one key, and the rest counts',
      `ignorePaths: [x]\n${suppression('expires: never')}`,
      2,
      0,
      /^error: \.github\/lockkeeper\.yml:1: expected ignorePaths to be one of the keys .*Did you mean ignore-paths\?/,
    ],
    ['cannot be read', 'a: [', 2, 2, /^error: \.github\/lockkeeper\.yml:1: expected YAML/],
  ])('%s', async (_, config, code, shown, stderr) => {
    const outcome = await scan({ ...lockfiles, '.github/lockkeeper.yml': config });
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toMatch(stderr);
    expect(outcome.stdout.split('GHSA-aaaa-aaaa-aaaa')).toHaveLength(shown + 1);
  });

  test('is about paths from its own root also where several roots are scanned', async () => {
    const other = scratch({ 'package-lock.json': packageLock({ fine: '1.0.0' }) });
    const files = { ...lockfiles, '.github/lockkeeper.yml': suppression('path: /package-lock.json, expires: never') };
    const { stdout } = await scan(files, ['.', other]);
    expect(stdout).toMatch(/^\.\/fixtures\/package-lock\.json /);
    expect(stdout).toContain('1 finding (1 high) in 2 packages of 3 lockfiles; 1 suppressed\n');
  });

  test('counts too where a folder of the repository is scanned, with paths from its root', async () => {
    const files = {
      'a/package-lock.json': vulnerable,
      '.github/lockkeeper.yml': suppression('path: /a/, expires: never'),
    };
    const { code, stdout } = await scan(files, ['a', '--format', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).lockfiles[0]).toMatchObject({
      path: 'a/package-lock.json',
      suppressed: [{ package: 'alpha' }],
    });
  });
});

describe('output', () => {
  test('goes to a file where asked to, and says when it cannot', async () => {
    const files = { 'package-lock.json': vulnerable };
    const { folder, code, stdout } = await scan(files, ['--format', 'sarif', '--output', 'out.sarif']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(JSON.parse(readFileSync(join(folder, 'out.sarif'), 'utf8')).runs[0].results).toHaveLength(1);
    const failed = await scan(files, ['--output', 'no/such/folder/out']);
    expect(failed).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('error: --output: expected a file that can be written'),
    });
  });

  test('never becomes a workflow command, whatever files and arguments are called', async () => {
    const hostile = ['::error file=x::', '##[error]', '\u001b[2J', 'a\n::set-output name=x::y'];
    const folder = scratch();
    for (const name of hostile) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'package-lock.json'), vulnerable);
      writeFileSync(join(folder, name, 'yarn.lock'), name);
    }
    const scanned = ['table', 'json', 'sarif', 'cyclonedx', 'markdown'].map((format) =>
      runHere(['scan', '--osv', osv(folder), '--format', format], { folder }),
    );
    const asked = hostile.flatMap((text) => [
      runHere(['scan', text], { folder: scratch() }),
      runHere([text], { folder }),
      runHere(['scan', '--format', text], { folder }),
      runHere(['scan', '--osv', text], { folder }),
      runHere(['config', 'check', text], { folder }),
    ]);
    for (const { code, stdout, stderr } of await Promise.all([...scanned, ...asked])) {
      expect(code).toBe(2);
      for (const text of [stdout, stderr]) {
        expect(text).not.toContain('##[');
        expect(text).not.toContain('\u001b');
        for (const line of text.split(/[\n\r]/)) expect(line.trimStart()).not.toMatch(/^::/);
      }
    }
  });
});

test('help says what the exit codes mean', async () => {
  const { code, stdout } = await runLockkeeper(['scan', '--help']);
  expect(code).toBe(0);
  expect(stdout).toContain('an incomplete scan never looks clean');
  expect(await runLockkeeper(['--version'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
});

describe('config check', () => {
  const check = async (config: string | null, args: string[] = []) => {
    const folder = scratch(config === null ? {} : { '.github/lockkeeper.yml': config });
    return runHere(['config', 'check', ...args], { folder });
  };

  test.each<[code: number, config: string | null, args: string[], output: string]>([
    [0, 'tags: [a]', [], '.github/lockkeeper.yml: nothing wrong (0 suppressions, 0 ignored paths, 1 tags)\n'],
    [
      1,
      '\ntag: [a]',
      [],
      '.github/lockkeeper.yml:2: tag: expected one of the keys _extends, ignore-paths, pull-requests, dashboard, gate, maintainers, slos, suppress, tags, suppressions, updates, found "tag". Did you mean tags?\n',
    ],
    [
      1,
      'tags: 1',
      ['.github/lockkeeper.yml'],
      '.github/lockkeeper.yml:1: tags: expected a list of tags, found the number 1. ',
    ],
    [
      1,
      'gate: {environments: {production: {freeze: {windows: [{name: daily, start: 2026-01-01T00:00, duration: 1d, rrule: FREQ=DAILY}]}}}}',
      [],
      '.github/lockkeeper.yml: gate.environments.production.freeze.windows.daily.duration: expected less than 1 day, the time after which the freeze begins again, found 1 day. ',
    ],
    // The objectives may stand in a file that this one extends.
    [0, 'gate: {environments: {production: {burn-rate: {services: [checkout]}}}}', [], 'nothing wrong'],
    [2, null, [], 'expected a configuration file, found none.'],
    [2, null, ['gone.yml'], 'expected a configuration file, found none.'],
  ])('%i for %j %j', async (code, config, args, output) => {
    const outcome = await check(config, args);
    expect(outcome.code).toBe(code);
    expect(code === 2 ? outcome.stderr : outcome.stdout).toContain(output);
  });

  test('finds nothing wrong with the example', async () => {
    expect(await runHere(['config', 'check', 'examples/lockkeeper.yml'])).toMatchObject({ code: 0, stderr: '' });
  });
});
