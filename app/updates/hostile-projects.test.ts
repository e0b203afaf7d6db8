import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LockfileFormat } from '../../scanners/lockfiles/index.ts';
import { registryAway, SURROUNDINGS } from '../../test/updates/registry-there.ts';
import { MANIFEST, smallProject, TRANSITIVE } from '../../test/updates/small-projects.ts';
import { editProject } from './edit-project.ts';

/** If anything of a repository were run, this file would be there. */
const folder = mkdtempSync(join(tmpdir(), 'lockkeeper-canary-'));
const canary = join(folder, 'canary');
const script = join(folder, 'evil.sh');
const module = join(folder, 'evil.cjs');
const bait = `require('node:fs').writeFileSync(${JSON.stringify(canary)}, 'sang');`;

let away: string | undefined;
let server: Server;
let visits: string[];
let address: string;

beforeAll(async () => {
  writeFileSync(script, `#!/bin/sh\necho sang > ${canary}\n`);
  chmodSync(script, 0o755);
  writeFileSync(module, `${bait}\nmodule.exports = { hooks: {}, name: 'evil', factory: () => ({}) };\n`);
  server = createServer((request, response) => {
    visits.push(request.url ?? '');
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  away = await registryAway();
});
beforeEach(() => {
  visits = [];
  rmSync(canary, { force: true });
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

test('the canary sings when its bait is run', () => {
  execFileSync(process.execPath, [module]);
  expect(existsSync(canary)).toBe(true);
  rmSync(canary);
  execFileSync('/bin/sh', [script]);
  expect(existsSync(canary)).toBe(true);
});

const scripts = Object.fromEntries(
  [
    'preinstall',
    'install',
    'postinstall',
    'prepare',
    'prepublish',
    'preprepare',
    'dependencies',
    'pnpm:devPreinstall',
  ].map((name) => [name, `sh ${script}`]),
);
const npmrc = [
  `node-options=--require=${module}`,
  `script-shell=${script}`,
  `shell=${script}`,
  `git=${script}`,
  `pnpmfile=${module}`,
  `global-pnpmfile=${module}`,
  `node-version-mirror=${folder}`,
  'ignore-scripts=false',
  'enable-pre-post-scripts=true',
].join('\n');
const yarnrcYml = [
  `yarnPath: ${module}`,
  'plugins:',
  `  - ${module}`,
  `  - path: ${module}`,
  '    spec: evil',
  'enableScripts: true',
  'ignorePath: false',
].join('\n');
const workspace = [
  `pnpmfile: ${module}`,
  `scriptShell: ${script}`,
  `nodeOptions: --require=${module}`,
  `configDependencies:\n  evil: 1.0.0+sha512-x`,
  'ignoreScripts: false',
  'dangerouslyAllowAllBuilds: true',
].join('\n');
const bunfig = [`preload = ["${module}"]`, '[install]', 'ignoreScripts = false', '[run]', `shell = "${script}"`].join(
  '\n',
);

/** Where it is the fence that stops them, it says so; git is not there at all. */
const outside = { code: 'registry', text: expect.stringContaining('127.0.0.1') };
const notAllowed = { code: 'unsupported', text: expect.stringContaining('outside the registry') };
const noGit = { code: 'program', text: expect.stringMatching(/git/) };
const FENCED = {
  http: { npm: notAllowed, pnpm: outside, 'yarn-v1': outside, 'yarn-berry': outside, bun: outside },
  git: { npm: notAllowed, pnpm: noGit, 'yarn-v1': noGit, 'yarn-berry': noGit, bun: noGit },
};

const baits: Record<LockfileFormat, Record<string, string>> = {
  npm: { '.npmrc': npmrc, '.npm-extension.cjs': bait },
  pnpm: { '.npmrc': npmrc, 'pnpm-workspace.yaml': workspace, '.pnpmfile.cjs': bait, '.pnpmfile.mjs': bait },
  'yarn-v1': {
    '.npmrc': npmrc,
    '.yarnrc': `yarn-path "${module}"\nscript-shell "${script}"\n--install.ignore-scripts false\n`,
  },
  'yarn-berry': { '.yarnrc.yml': yarnrcYml, '.npmrc': npmrc, '.pnp.cjs': bait },
  bun: { 'bunfig.toml': bunfig, '.npmrc': npmrc },
};

describe.each(Object.keys(baits) as LockfileFormat[])('%s', (format) => {
  const project = smallProject(format);
  const withManifest = (change: object) =>
    new Map([
      ...project.files,
      ['package.json', JSON.stringify({ ...JSON.parse(MANIFEST), ...change }, null, 2)] as const,
    ]);

  test('runs nothing that the repository brings, and does its work', async ({ skip }) => {
    if (away !== undefined) skip(away);
    const files = new Map([...withManifest({ scripts }), ...Object.entries(baits[format])]);
    const outcome = await editProject({ ...SURROUNDINGS, ...project, files, updates: [TRANSITIVE] });
    expect(outcome).toMatchObject({ files: expect.any(Map) });
    expect([...('files' in outcome ? outcome.files.keys() : [])]).toEqual([project.lockfilePath]);
    expect(existsSync(canary)).toBe(false);
  });

  test.each(['http', 'git'] as const)('fetches nothing from an address in a manifest (%s)', async (kind) => {
    const evil = kind === 'http' ? `${address}/evil.tgz` : `git+${address}/evil.git`;
    const dependencies = { ...JSON.parse(MANIFEST).dependencies, evil };
    const files = withManifest({ dependencies });
    const outcome = await editProject({ ...SURROUNDINGS, ...project, files, updates: [TRANSITIVE] });
    expect(outcome).toMatchObject({ failure: FENCED[kind][format] });
    expect(visits).toEqual([]);
  });

  test.each([
    'file:/etc',
    'file:///etc/x.tgz',
    'link:/etc',
    '/etc/x.tgz',
    'file:../../../../../../../../../etc',
    'link:..%2F../../../../../../../../etc',
  ])('follows no path out of the project (%s)', async (evil) => {
    const files = withManifest({ dependencies: { evil } });
    const outcome = await editProject({ ...SURROUNDINGS, ...project, files, updates: [TRANSITIVE] });
    expect(outcome).toMatchObject({
      failure: {
        code: 'unsupported',
        text: expect.stringMatching(/^package\.json: expected paths inside the repository/),
      },
    });
  });

  test('refuses a registry that the settings do not know, and does not ask it', async () => {
    const named: Record<LockfileFormat, [string, string]> = {
      npm: ['.npmrc', `@corp:registry=${address}/`],
      pnpm: ['pnpm-workspace.yaml', `registries:\n  '@corp': ${address}/\n`],
      'yarn-v1': ['.yarnrc', `registry "${address}/"\n`],
      'yarn-berry': ['.yarnrc.yml', `npmScopes:\n  corp:\n    npmRegistryServer: ${address}\n`],
      bun: ['bunfig.toml', `[install.scopes]\n"@corp" = { url = "${address}", token = "x" }\n`],
    };
    const files = new Map([...project.files, named[format]]);
    const outcome = await editProject({ ...SURROUNDINGS, ...project, files, updates: [TRANSITIVE] });
    expect(outcome).toEqual({
      failure: {
        code: 'registry',
        text: expect.stringContaining(`${named[format][0]} names the registry ${address}/`),
      },
    });
    expect(visits).toEqual([]);
  });

  test('says that the registry is away', async () => {
    const registry = { default: 'http://127.0.0.1:9/' };
    const outcome = await editProject({ ...SURROUNDINGS, ...project, registry, updates: [TRANSITIVE] });
    expect(outcome).toEqual({ failure: { code: 'registry', text: expect.stringMatching(/ECONNREFUSED|registry/) } });
  });

  test('refuses manifests that are too large', async () => {
    const files = withManifest({ description: 'x'.repeat(3_000_000) });
    const limits = { seconds: 10, memoryMb: 512, inputBytes: 2_000_000 };
    const outcome = await editProject({ ...SURROUNDINGS, ...project, files, limits, updates: [TRANSITIVE] });
    expect(outcome).toEqual({ failure: { code: 'too-large', text: expect.stringContaining('3.0 MB') } });
  });
});

test.each([
  'pnpm@file:./evil.tgz',
  'pnpm@https://evil.example.org/pnpm.tgz',
  'pnpm@10',
  'pnpm@latest',
  'pnpm@../../evil',
  'evil@1.0.0',
  'npm@10.0.0',
  'yarn@4.0.0',
  '',
  7,
  null,
])('refuses packageManager %j', async (packageManager) => {
  const project = smallProject('pnpm');
  const files = new Map([
    ...project.files,
    ['package.json', JSON.stringify({ ...JSON.parse(MANIFEST), packageManager })],
  ]);
  const outcome = await editProject({ ...SURROUNDINGS, ...project, files, updates: [TRANSITIVE] });
  expect(outcome).toEqual({ failure: { code: 'package-manager', text: expect.stringContaining('packageManager') } });
});

test.each([
  { dependencies: { evil: 'exec:./evil.patch' }, dependenciesMeta: { evil: { built: true } } },
  { resolutions: { evil: 'exec:./evil.patch' } },
  { devDependencies: { evil: 'patch:evil@exec%3A.%2Fevil.patch#./a.patch' } },
])('lets no script make a package: %j', async (change) => {
  const project = smallProject('yarn-berry');
  const manifest = JSON.stringify({ ...JSON.parse(MANIFEST), ...change });
  const files = new Map([...project.files, ['package.json', manifest], ['evil.patch', bait]]);
  const outcome = await editProject({ ...SURROUNDINGS, ...project, files, updates: [TRANSITIVE] });
  expect(outcome).toEqual({ failure: { code: 'unsupported', text: expect.stringContaining('exec:') } });
  expect(existsSync(canary)).toBe(false);
});

test('does not write a lockfile that a pnpmfile had a part in', async () => {
  const project = smallProject('pnpm');
  const text = project.files
    .get('pnpm-lock.yaml')!
    .replace('\nimporters:', '\npnpmfileChecksum: sha256-x\n\nimporters:');
  const files = new Map([...project.files, ['pnpm-lock.yaml', text]]);
  const outcome = await editProject({ ...SURROUNDINGS, ...project, files, updates: [TRANSITIVE] });
  expect(outcome).toEqual({ failure: { code: 'unsupported', text: expect.stringContaining('pnpmfile') } });
});

test.each([
  '../package.json',
  '/etc/package.json',
  'a/../../package.json',
  'node_modules/a/package.json',
  'a\\package.json',
  '',
])('refuses the path %j', async (path) => {
  const project = smallProject('npm');
  const files = new Map([...project.files, [path, '{}']]);
  const outcome = await editProject({ ...SURROUNDINGS, ...project, files, updates: [TRANSITIVE] });
  expect(outcome).toMatchObject({ failure: { code: 'input' } });
});
