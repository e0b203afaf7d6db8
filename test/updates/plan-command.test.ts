import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runHere } from '../cli/run-lockkeeper.ts';
import { osvRecord, packageLock, recordLines, scratch } from '../cli/scratch.ts';
import { registryAway } from './registry-there.ts';
import { serve, serveRegistry } from './serve.ts';

const manifest = JSON.stringify({ dependencies: { alpha: '^1.0.0', beta: '1.0.0' } });
const lockfile = packageLock({ alpha: '1.0.0', beta: '1.0.0' });
const registry = { alpha: { '1.0.0': {}, '2.0.0': {}, '2.1.0': {} }, beta: { '1.0.0': {} } };

/** Plans a project of `alpha` and `beta`, both affected below 2.0.0; only `alpha` has a release from there on. */
async function plan(args: readonly string[] = [], files: Record<string, string> = {}, env: NodeJS.ProcessEnv = {}) {
  const { url, asked } = await serveRegistry(registry);
  const folder = scratch({ 'package.json': manifest, 'package-lock.json': lockfile, ...files });
  writeFileSync(join(folder, 'osv.ndjson'), recordLines());
  const outcome = await runHere(['plan', '--osv', `export:${join(folder, 'osv.ndjson')}`, '--registry', url, ...args], {
    folder,
    env,
  });
  return { ...outcome, asked };
}

test('prints what would change, and what stays and why', async () => {
  const { code, stdout, stderr, asked } = await plan();
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(stdout).toMatch(
    /│ alpha +│ 1\.0\.0 │ 2\.0\.0 │ direct \(major\) │ GHSA-aaaa-aaaa-aaaa high │ package\.json: alpha \^1\.0\.0 → \^2\.0\.0/,
  );
  expect(stdout).toMatch(
    /not updated[\s\S]*│ beta +│ 1\.0\.0 +│ no-fix │ GHSA-bbbb-bbbb-bbbb unknown │ there is no other release/,
  );
  expect(stdout).toMatch(/\n1 update would clear 1 of 2 findings in 1 lockfile; 1 not updated\n$/);
  expect(asked.sort()).toEqual(['/alpha', '/beta']);
});

test('as JSON: groups, their steps, and what is skipped', async () => {
  const { code, stdout } = await plan(['--format', 'json', '--group', 'package']);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    version: 1,
    lockfiles: [
      {
        path: 'package-lock.json',
        format: 'npm',
        groups: [{ updates: [{ name: 'alpha', to: '2.0.0' }], steps: [{ kind: 'manifest', to: '^2.0.0' }] }],
        skipped: [{ name: 'beta', reason: 'no-fix' }],
      },
    ],
    errors: [],
  });
});

describe('exit code', () => {
  test('0 where there is nothing to do', async () => {
    const { code, stdout } = await plan([], { 'package-lock.json': packageLock({ fine: '1.0.0' }) });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Nothing to do: no findings in 1 lockfile\n' });
  });

  test('2 where a lockfile cannot be read, and the others are planned', async () => {
    const { code, stdout, stderr } = await plan([], { 'a/package-lock.json': '{' });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: a\/package-lock\.json/);
    expect(stdout).toContain('1 update would clear');
  });

  test.each<[name: string, args: string[], env: NodeJS.ProcessEnv, message: RegExp]>([
    [
      'no registry answers',
      ['--registry', 'http://127.0.0.1:1'],
      {},
      /^error: alpha: expected an answer of the registry/,
    ],
    ['the registry is no address', ['--registry', 'npm'], {}, /^error: --registry: expected an address/],
    ['an age is no number', ['--min-release-age', 'soon'], {}, /Expected a number of days/],
    ['the registries are no JSON', [], { LOCKKEEPER_REGISTRIES: '{' }, /^error: LOCKKEEPER_REGISTRIES: found no JSON/],
    ['there is no lockfile', ['nowhere'], {}, /^error: nowhere: expected a folder or a lockfile/],
  ])(
    '2 where %s',
    async (_, args, env, message) => {
      const { code, stdout, stderr } = await plan(args, {}, env);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(message);
    },
    30_000,
  );
});

test("the configuration's suppressions are honoured, and shown", async () => {
  const config = 'suppressions:\n  - package: alpha\n    reason: not reachable\n    expires: 2099-12-31\n';
  const { code, stdout } = await plan([], { '.github/lockkeeper.yml': config });
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /│ alpha +│ 1\.0\.0 +│ suppressed │ GHSA-aaaa-aaaa-aaaa high +│ suppressed until 2100-01-01: not reachable/,
  );
});

describe('release age', () => {
  const published = { _npmUser: { name: 'ann' }, maintainers: [{ name: 'ann' }] };
  const packument = {
    name: 'alpha',
    'dist-tags': { latest: '2.0.0' },
    versions: { '1.0.0': { name: 'alpha', ...published }, '2.0.0': { name: 'alpha', ...published } },
    time: { '1.0.0': '2020-01-01T00:00:00.000Z', '2.0.0': new Date().toISOString() },
  };

  test.each<[name: string, npmrc: string, changes: object, shown: RegExp]>([
    ['a young fix that is published as before', '', {}, /young: alpha 2\.0\.0 is of \d{4}-\d\d-\d\d/],
    ['one whose publisher is new', '', { _npmUser: { name: 'eve' } }, /too-young [\s\S]*published by eve/],
    [
      "one that the repository's own policy rejects",
      'min-release-age=1',
      {},
      /own age policy \(\.npmrc min-release-age\)/,
    ],
    ['a policy that cannot be read', `min-release-age=\${AGE}`, {}, /own age policy cannot be read/],
  ])('%s', async (_, npmrc, changes, shown) => {
    const versions = { ...packument.versions, '2.0.0': { ...packument.versions['2.0.0'], ...changes } };
    const { url } = await serve((path) => (path === '/alpha' ? { ...packument, versions } : undefined));
    const { stdout, stderr } = await plan(['--registry', url], { '.npmrc': npmrc });
    expect(stdout.replaceAll(/\s*│\n[│ ]*│ /g, ' ')).toMatch(shown);
    expect(stderr.includes('.npmrc min-release-age: expected')).toBe(npmrc.includes('$'));
  });
});

test('the API is asked about the targets too: it only names what affects the versions that it is asked about', async () => {
  const records: Record<string, object> = {
    'GHSA-aaaa-aaaa-aaaa': osvRecord('GHSA-aaaa-aaaa-aaaa', 'alpha', '2.0.0'),
    'GHSA-late-late-late': osvRecord('GHSA-late-late-late', 'alpha', '2.1.0', {
      affected: [
        {
          package: { ecosystem: 'npm', name: 'alpha' },
          ranges: [{ type: 'SEMVER', events: [{ introduced: '2.0.0' }, { fixed: '2.1.0' }] }],
        },
      ],
    }),
  };
  const affecting = (name: string, version: string) =>
    name !== 'alpha'
      ? []
      : version === '1.0.0'
        ? ['GHSA-aaaa-aaaa-aaaa']
        : version === '2.0.0'
          ? ['GHSA-late-late-late']
          : [];
  const osv = await serve((path, body) => {
    if (path.startsWith('/v1/vulns/')) return records[path.slice('/v1/vulns/'.length)];
    const { queries } = JSON.parse(body) as { queries: { package: { name: string }; version: string }[] };
    return {
      results: queries.map(({ package: { name }, version }) => ({
        vulns: affecting(name, version).map((id) => ({ id, modified: '2026-01-01T00:00:00Z' })),
      })),
    };
  });
  const npm = await serveRegistry(registry);
  const folder = scratch({ 'package.json': manifest, 'package-lock.json': lockfile });
  const args = ['plan', '--osv-url', osv.url, '--registry', npm.url, '--format', 'json'];
  const { stdout } = await runHere(args, { folder });
  expect(JSON.parse(stdout).lockfiles[0].groups[0].updates).toMatchObject([{ name: 'alpha', to: '2.1.0' }]);
});

test('strings from outside become neither escape sequences nor workflow commands', async () => {
  const { url } = await serveRegistry({ alpha: { '1.0.0': {}, '2.0.0': {} } });
  const config = 'suppressions:\n  - package: alpha\n    reason: "##[error] \\e[31m ::warning::"\n    expires: never\n';
  const folder = scratch({
    'package.json': manifest,
    'package-lock.json': packageLock({ alpha: '1.0.0' }),
    '.github/lockkeeper.yml': config,
  });
  writeFileSync(join(folder, 'osv.ndjson'), recordLines());
  const { stdout } = await runHere(['plan', '--osv', `export:${join(folder, 'osv.ndjson')}`, '--registry', url], {
    folder,
  });
  expect(stdout).toContain('suppressed for good');
  expect(stdout).not.toContain('##[');
  expect(stdout).not.toContain('\u001b');
});

describe('--write', () => {
  test('writes what is proven (left out where the registry is out of reach)', async ({ skip }) => {
    const away = await registryAway();
    if (away !== undefined) skip(away);
    const folder = scratch({
      'package.json': '{\n\t"dependencies": { "picocolors": "^1.0.0" }\n}\n',
      'package-lock.json': packageLock({ picocolors: '1.0.0' }),
    });
    const records = [osvRecord('GHSA-aaaa-aaaa-aaaa', 'picocolors', '1.0.1')];
    writeFileSync(join(folder, 'osv.ndjson'), recordLines(records));
    const args = ['plan', '--write', '--osv', `export:${join(folder, 'osv.ndjson')}`];
    const env = { XDG_CACHE_HOME: join(folder, 'cache') };
    const first = await runHere(args, { folder, env });
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/^written and proven \(npm.*\): package-lock\.json, package\.json for picocolors$/m);
    expect(readFileSync(join(folder, 'package.json'), 'utf8')).toBe(
      '{\n\t"dependencies": { "picocolors": "^1.0.1" }\n}\n',
    );
    expect(await runHere(args, { folder, env })).toMatchObject({
      code: 0,
      stdout: 'Nothing to do: no findings in 1 lockfile\n',
    });
  });

  test('leaves the files alone where it cannot be carried out, says why, and ends with 2', async () => {
    const { url } = await serveRegistry({ alpha: { '1.0.0': {}, '2.0.0': { gone: '^1.0.0' } }, beta: registry.beta });
    const folder = scratch({ 'package.json': manifest, 'package-lock.json': lockfile });
    writeFileSync(join(folder, 'osv.ndjson'), recordLines());
    const args = ['plan', '--write', '--osv', `export:${join(folder, 'osv.ndjson')}`, '--registry', url];
    const { code, stdout } = await runHere(args, { folder, env: { XDG_CACHE_HOME: join(folder, 'cache') } });
    expect(code).toBe(2);
    expect(stdout).toMatch(/^not written: alpha\n {2}\S/m);
    expect(readFileSync(join(folder, 'package.json'), 'utf8')).toBe(manifest);
    expect(readFileSync(join(folder, 'package-lock.json'), 'utf8')).toBe(lockfile);
  });
});
