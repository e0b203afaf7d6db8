import { describe, expect, it } from 'vitest';
import type { Lockfile, LockfileInput } from './lockfile.ts';
import { parseLockfile } from './parse-lockfile.ts';

const TARBALL = 'https://registry.example.org';

function read(lock: unknown, manifests?: LockfileInput['manifests']): Lockfile {
  return parseLockfile({ path: 'package-lock.json', text: JSON.stringify(lock, null, 2), manifests });
}

function v3(packages: Record<string, unknown>): Lockfile {
  return read({ lockfileVersion: 3, packages });
}

function v1(dependencies: Record<string, unknown>, manifests?: LockfileInput['manifests']): Lockfile {
  return read({ lockfileVersion: 1, requires: true, dependencies }, manifests);
}

describe('npm lockfile versions 2 and 3', () => {
  const lockfile = v3({
    '': {
      name: 'root',
      workspaces: ['packages/*'],
      dependencies: { a: '^1.0.0', 'my-b': 'npm:b@^2.0.0', same: '1' },
      devDependencies: { same: '1', tool: '^1.0.0' },
    },
    'packages/w': { name: '@x/w', version: '0.1.0', dependencies: { a: '^0.9.0', b: '^1.0.0' } },
    'node_modules/@x/w': { resolved: 'packages/w', link: true },
    'node_modules/a': {
      version: '1.0.0',
      resolved: `${TARBALL}/a/-/a-1.0.0.tgz`,
      dependencies: { b: '^1.0.0', missing: '*' },
      optionalDependencies: { tiny: '*' },
      peerDependencies: { same: '>=1' },
    },
    'packages/w/node_modules/a': { version: '0.9.5', dependencies: { b: '^1.0.0' } },
    'node_modules/my-b': { name: 'b', version: '2.0.0', resolved: `${TARBALL}/b/-/b-2.0.0.tgz` },
    'node_modules/b': { version: '1.5.0', inBundle: true },
    'node_modules/a/node_modules/b': { version: '1.4.0' },
    'node_modules/same': { version: '1.0.0' },
    'node_modules/tool': { version: '1.0.0', dev: true },
    'node_modules/tiny': { version: '1.0.0', optional: true },
    'node_modules/both': { version: '1.0.0', devOptional: true },
    'node_modules/peer': { version: '1.0.0', peer: true },
  });
  const at = (key: string) => lockfile.dependencies.get(key)!;

  it('reads names, versions, aliases, bundles and links', () => {
    expect(at('node_modules/a')).toMatchObject({ name: 'a', version: '1.0.0', source: 'registry' });
    expect(at('node_modules/my-b')).toMatchObject({ name: 'b', version: '2.0.0', alias: 'my-b' });
    expect(at('node_modules/b')).toMatchObject({ name: 'b', version: '1.5.0', bundled: true, alias: undefined });
    expect(at('node_modules/@x/w')).toMatchObject({ name: '@x/w', version: '0.1.0', source: 'workspace' });
    expect(lockfile).toMatchObject({ format: 'npm', formatVersion: '3', problems: [] });
  });

  it('resolves each name from its place upwards, and leaves out what is not there', () => {
    expect(at('node_modules/a').dependencies).toEqual([
      { name: 'tiny', range: '*', scope: 'optional', to: 'node_modules/tiny' },
      { name: 'b', range: '^1.0.0', scope: 'prod', to: 'node_modules/a/node_modules/b' },
      { name: 'same', range: '>=1', scope: 'peer', to: 'node_modules/same' },
    ]);
    expect(at('packages/w/node_modules/a').dependencies[0]?.to).toBe('node_modules/b');
  });

  it('lists the projects with what they ask for', () => {
    expect(lockfile.projects.map(({ path, name }) => [path, name])).toEqual([
      ['.', 'root'],
      ['packages/w', '@x/w'],
    ]);
    expect(lockfile.projects[0]?.dependencies.map(({ to, scope }) => [to, scope])).toEqual([
      ['node_modules/a', 'prod'],
      ['node_modules/my-b', 'prod'],
      ['node_modules/same', 'prod'],
      ['node_modules/tool', 'dev'],
    ]);
    expect(lockfile.projects[1]?.dependencies.map(({ to }) => to)).toEqual([
      'packages/w/node_modules/a',
      'node_modules/b',
    ]);
  });

  it('marks direct dependencies and takes the scopes that npm noted', () => {
    const facts = [...lockfile.dependencies.values()].map(({ key, direct, scopes }) => [key, direct, scopes.join()]);
    expect(facts).toEqual([
      ['node_modules/@x/w', false, 'prod'],
      ['node_modules/a', true, 'prod'],
      ['packages/w/node_modules/a', true, 'prod'],
      ['node_modules/my-b', true, 'prod'],
      ['node_modules/b', true, 'prod'],
      ['node_modules/a/node_modules/b', false, 'prod'],
      ['node_modules/same', true, 'prod'],
      ['node_modules/tool', true, 'dev'],
      ['node_modules/tiny', false, 'optional'],
      ['node_modules/both', false, 'optional,dev'],
      ['node_modules/peer', false, 'peer'],
    ]);
  });

  it.each([
    ['git', { version: '1.0.0', resolved: 'git+ssh://git@github.com/x/a.git#abc' }],
    ['tarball', { version: '1.0.0', resolved: 'https://example.org/a.tgz' }],
    ['file', { version: '1.0.0', resolved: 'file:vendor/a.tgz' }],
    ['registry', { version: '1.0.0', resolved: 'https://mirror.example.org/npm/a/-/a-1.0.0.tgz' }],
    ['registry', { version: '1.0.0' }],
    ['link', { resolved: '../elsewhere', link: true }],
  ])('knows a %s entry by what is recorded', (source, entry) => {
    expect(v3({ '': {}, 'node_modules/a': entry }).dependencies.get('node_modules/a')?.source).toBe(source);
  });

  it('tells a linked folder from a workspace by whether the root has workspaces', () => {
    const source = (root: object) =>
      v3({ '': root, lib: { version: '1.0.0' }, 'node_modules/lib': { resolved: 'lib', link: true } }).dependencies.get(
        'node_modules/lib',
      )?.source;
    expect([source({}), source({ workspaces: ['lib'] })]).toEqual(['link', 'workspace']);
  });

  it('does not let a project outside the root see the root’s packages', () => {
    const { projects } = v3({
      '': { dependencies: { o: 'file:../o' } },
      '../o': { dependencies: { a: '*' } },
      'node_modules/o': { resolved: '../o', link: true },
      'node_modules/a': { version: '1.0.0' },
    });
    expect(projects.find(({ path }) => path === '../o')?.dependencies).toEqual([]);
  });

  it('reads the hidden lockfile, which has no root, by taking what nothing asks for as the root’s', () => {
    const lock = {
      lockfileVersion: 3,
      packages: {
        'node_modules/a': { version: '1.0.0', dependencies: { b: '*' } },
        'node_modules/b': { version: '1.0.0' },
      },
    };
    const { dependencies } = parseLockfile({ path: 'node_modules/.package-lock.json', text: JSON.stringify(lock) });
    expect([...dependencies.values()].map(({ name, direct }) => [name, direct])).toEqual([
      ['a', true],
      ['b', false],
    ]);
  });

  it('leaves out entries without a usable version or name, and says so', () => {
    const { dependencies, problems } = v3({
      '': { dependencies: { a: '*' } },
      'node_modules/a': {},
      'node_modules/b': { version: '>=1.0.0' },
      'node_modules/c': { version: 7 },
      'node_modules/d': null,
      'node_modules/e\nf': { version: '1.0.0' },
      'node_modules/ok': { version: '1.0.0' },
    });
    expect([...dependencies.keys()]).toEqual(['node_modules/ok']);
    expect(problems.map(({ key }) => key)).toEqual([
      'node_modules/a',
      'node_modules/b',
      'node_modules/c',
      'node_modules/d',
      'node_modules/e\\u000af',
    ]);
    expect(problems[1]?.message).toBe('left out: expected a version such as 1.2.3, found the text ">=1.0.0"');
  });
});

describe('npm lockfile version 1', () => {
  const dependencies = {
    a: {
      version: '1.0.0',
      resolved: `${TARBALL}/a/-/a-1.0.0.tgz`,
      requires: { b: '^1.0.0' },
      dependencies: { b: { version: '1.4.0', bundled: true, requires: { c: '*' } } },
    },
    b: { version: '2.0.0', dev: true },
    c: { version: 'npm:real@3.0.0', optional: true },
    d: { version: `${TARBALL}/d/-/d-4.0.0.tgz` },
    e: { version: 'git+https://git.example.org/e.git#abc' },
    f: { version: 'file:../f' },
    g: { version: 'https://example.org/g.tgz' },
    h: { version: '1.0.0', resolved: 'file:../../h' },
  };

  it('turns nesting into install paths and resolves upwards', () => {
    const lockfile = v1(dependencies);
    const facts = [...lockfile.dependencies.values()].map((d) => [d.key, d.name, d.version, d.source, d.scopes.join()]);
    expect(facts).toEqual([
      ['node_modules/a', 'a', '1.0.0', 'registry', 'prod'],
      ['node_modules/b', 'b', '2.0.0', 'registry', 'dev'],
      ['node_modules/c', 'real', '3.0.0', 'registry', 'optional'],
      ['node_modules/d', 'd', '4.0.0', 'registry', 'prod'],
      ['node_modules/e', 'e', '', 'git', 'prod'],
      ['node_modules/f', 'f', '', 'file', 'prod'],
      ['node_modules/g', 'g', '', 'tarball', 'prod'],
      ['node_modules/h', 'h', '1.0.0', 'file', 'prod'],
      ['node_modules/a/node_modules/b', 'b', '1.4.0', 'registry', 'prod'],
    ]);
    expect(lockfile.dependencies.get('node_modules/a')?.dependencies[0]?.to).toBe('node_modules/a/node_modules/b');
    expect(lockfile.dependencies.get('node_modules/a/node_modules/b')?.dependencies[0]?.to).toBe('node_modules/c');
    expect(lockfile.dependencies.get('node_modules/a/node_modules/b')?.bundled).toBe(true);
  });

  it('takes what is direct from package.json, or else guesses that what nobody asks for is', () => {
    const lock = { a: { version: '1.0.0', requires: { b: '1' } }, b: { version: '1.0.0' } };
    const direct = (lockfile: Lockfile) =>
      [...lockfile.dependencies.values()].filter((d) => d.direct).map((d) => d.name);
    expect(direct(v1(lock))).toEqual(['a']);
    const manifest = JSON.stringify({ dependencies: { a: '^1.0.0' }, devDependencies: { b: '^1.0.0' } });
    const told = v1(lock, new Map([['.', manifest]]));
    expect(direct(told)).toEqual(['a', 'b']);
    expect(told.dependencies.get('node_modules/b')?.scopes).toEqual(['prod', 'dev']);
  });

  it('reads a shrinkwrap from before npm 5, where nesting alone tells who needs what', () => {
    const lockfile = read({
      name: 'old',
      dependencies: { a: { version: '1.0.0', from: 'a@^1', dependencies: { b: { version: '1.0.0' } } } },
    });
    expect(lockfile.formatVersion).toBe('0');
    expect(lockfile.dependencies.get('node_modules/a')?.dependencies[0]?.to).toBe('node_modules/a/node_modules/b');
  });
});
