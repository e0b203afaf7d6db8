import { describe, expect, it } from 'vitest';
import { parseLockfile } from './parse-lockfile.ts';
import { readPnpmKey } from './pnpm-key.ts';

function read(text: string) {
  return parseLockfile({ path: 'pnpm-lock.yaml', text });
}

function facts(text: string) {
  return [...read(text).dependencies.values()].map((d) => [
    d.key,
    d.name,
    d.version,
    d.source,
    d.direct,
    d.scopes.join(),
  ]);
}

const V9 = `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      a:
        specifier: ^1.0.0
        version: 1.0.0(peer@2.0.0)
      alias:
        specifier: npm:real@^1.0.0
        version: real@1.2.0
      w:
        specifier: workspace:*
        version: link:packages/w
    devDependencies:
      peer:
        specifier: ^2.0.0
        version: 2.0.0

  packages/w:
    dependencies:
      a:
        specifier: ^1.0.0
        version: 1.0.0
      gh:
        specifier: x/gh
        version: https://codeload.github.com/x/gh/tar.gz/abc
      vendored:
        specifier: file:vendor
        version: file:vendor
      fixed:
        specifier: ^1.0.0
        version: 1.0.0(patch_hash=abc)

packages:

  a@1.0.0:
    resolution: {integrity: sha512-A==}
    peerDependencies:
      peer: '>=1'
      tool: '*'
    peerDependenciesMeta:
      tool:
        optional: true

  fixed@1.0.0:
    resolution: {integrity: sha512-A==}

  gh@https://codeload.github.com/x/gh/tar.gz/abc:
    resolution: {tarball: https://codeload.github.com/x/gh/tar.gz/abc}
    version: 3.0.0

  peer@2.0.0:
    resolution: {integrity: sha512-A==}

  real@1.2.0:
    resolution: {integrity: sha512-A==}

  tool@5.0.0:
    resolution: {integrity: sha512-A==}

  vendored@file:vendor:
    resolution: {directory: vendor, type: directory}

snapshots:

  a@1.0.0: {}

  a@1.0.0(peer@2.0.0):
    dependencies:
      peer: 2.0.0
      tool: 5.0.0
    optionalDependencies:
      alias: real@1.2.0

  fixed@1.0.0(patch_hash=abc): {}

  gh@https://codeload.github.com/x/gh/tar.gz/abc: {}

  peer@2.0.0: {}

  real@1.2.0: {}

  tool@5.0.0: {}

  vendored@file:vendor: {}
`;

describe('pnpm', () => {
  it('reads lockfile version 9: snapshots, peers, aliases, patches, other sources', () => {
    expect(facts(V9)).toEqual([
      ['a@1.0.0', 'a', '1.0.0', 'registry', true, 'prod'],
      ['a@1.0.0(peer@2.0.0)', 'a', '1.0.0', 'registry', true, 'prod'],
      ['fixed@1.0.0(patch_hash=abc)', 'fixed', '1.0.0', 'patch', true, 'prod'],
      ['gh@https://codeload.github.com/x/gh/tar.gz/abc', 'gh', '3.0.0', 'git', true, 'prod'],
      ['peer@2.0.0', 'peer', '2.0.0', 'registry', true, 'peer,dev'],
      ['real@1.2.0', 'real', '1.2.0', 'registry', true, 'prod,optional'],
      ['tool@5.0.0', 'tool', '5.0.0', 'registry', false, ''],
      ['vendored@file:vendor', 'vendored', '', 'file', true, 'prod'],
    ]);
  });

  it('gives edges without ranges but for peers, and leaves optional peers out', () => {
    const { dependencies, projects } = read(V9);
    expect(dependencies.get('a@1.0.0(peer@2.0.0)')?.dependencies).toEqual([
      { name: 'alias', range: '', scope: 'optional', to: 'real@1.2.0' },
      { name: 'peer', range: '>=1', scope: 'peer', to: 'peer@2.0.0' },
    ]);
    expect(projects[0]).toEqual({
      path: '.',
      dependencies: [
        { name: 'a', range: '^1.0.0', scope: 'prod', to: 'a@1.0.0(peer@2.0.0)' },
        { name: 'alias', range: 'npm:real@^1.0.0', scope: 'prod', to: 'real@1.2.0' },
        { name: 'peer', range: '^2.0.0', scope: 'dev', to: 'peer@2.0.0' },
      ],
    });
  });

  it('reads lockfile version 6', () => {
    const text = `lockfileVersion: '6.0'
dependencies:
  alias:
    specifier: npm:real@1
    version: /real@1.0.0(@s/p@2.0.0)
  fork:
    specifier: git+https://git.example.org/f.git
    version: '@git.example.org/f.git/abc'
packages:
  /real@1.0.0(@s/p@2.0.0):
    resolution: {integrity: sha512-A==}
    dependencies:
      '@s/p': 2.0.0
    dev: false
  /@s/p@2.0.0:
    resolution: {integrity: sha512-A==, tarball: https://registry.example.org/@s/p/-/p-2.0.0.tgz}
    dev: true
    optional: true
  '@git.example.org/f.git/abc':
    resolution: {repo: https://git.example.org/f.git, commit: abc, type: git}
    name: fork
    version: 1.0.0
`;
    expect(facts(text)).toEqual([
      ['/real@1.0.0(@s/p@2.0.0)', 'real', '1.0.0', 'registry', true, 'prod'],
      ['/@s/p@2.0.0', '@s/p', '2.0.0', 'registry', false, 'dev'],
      ['@git.example.org/f.git/abc', 'fork', '1.0.0', 'git', true, 'prod'],
    ]);
  });

  it('reads lockfile version 5, an indent of four, and CRLF', () => {
    const text = `lockfileVersion: 5.4
specifiers:
    a: ^1.0.0
    '@s/b': 2.0.0
dependencies:
    a: 1.0.0_@s+b@2.0.0
devDependencies:
    '@s/b': 2.0.0
packages:
    /a/1.0.0_@s+b@2.0.0:
        resolution: {integrity: sha512-A==}
        dependencies:
            '@s/b': 2.0.0
            other: registry.internal/other/1.0.0
    /@s/b/2.0.0:
        resolution: {integrity: sha512-A==}
    registry.internal/other/1.0.0:
        resolution: {integrity: sha512-A==}
        optional: true
`;
    expect(facts(text.replaceAll('\n', '\r\n'))).toEqual([
      ['/a/1.0.0_@s+b@2.0.0', 'a', '1.0.0', 'registry', true, 'prod'],
      ['/@s/b/2.0.0', '@s/b', '2.0.0', 'registry', true, 'prod,dev'],
      ['registry.internal/other/1.0.0', 'other', '1.0.0', 'registry', false, 'optional'],
    ]);
    expect(read(text).projects[0]?.dependencies[0]).toMatchObject({ range: '^1.0.0' });
  });

  it('reads the shrinkwrap.yaml of pnpm 1 and 2', () => {
    const text =
      'shrinkwrapVersion: 3\ndependencies:\n  a: 1.0.0/b@2.0.0\npackages:\n  /a/1.0.0/b@2.0.0:\n    resolution: {integrity: x}\n';
    const { dependencies } = parseLockfile({ path: 'shrinkwrap.yaml', text });
    expect([...dependencies.values()][0]).toMatchObject({ name: 'a', version: '1.0.0', direct: true });
  });

  it('takes several documents together', () => {
    const text = `---
lockfileVersion: '9.0'
importers:
  .:
    packageManagerDependencies:
      pnpm: {specifier: 11.0.0, version: 11.0.0}
packages:
  pnpm@11.0.0: {resolution: {integrity: x}}
snapshots:
  pnpm@11.0.0: {}
---
${V9}`;
    const lockfile = read(text);
    expect(lockfile.dependencies.get('pnpm@11.0.0')).toMatchObject({ direct: true, scopes: ['dev'] });
    expect(lockfile.dependencies.size).toBe(9);
    expect(lockfile.projects.map(({ path, dependencies }) => [path, dependencies.length])).toEqual([
      ['.', 4],
      ['packages/w', 4],
    ]);
  });

  it('reads keys longer than YAML’s simple keys may be', () => {
    const key = `a@1.0.0${'(peer-with-a-long-name@1.0.0)'.repeat(60)}`;
    const text = `lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a:\n        specifier: '1'\n        version: ${key.slice(2)}\nsnapshots:\n  ? ${key}\n  : dependencies: {}\n`;
    expect([...read(text).dependencies.keys()]).toEqual([key]);
  });

  it('leaves out keys without name or version', () => {
    const text =
      'lockfileVersion: 5.3\npackages:\n  nothing:\n    dev: false\n  /a/:\n    dev: false\n  /b/1.0.0:\n    dev: false\n';
    expect(read(text).problems.map(({ key }) => key)).toEqual(['nothing', '/a/']);
    expect(read(text).dependencies.size).toBe(1);
  });

  it.each([
    ["lockfileVersion: '10.0'\n", 'unsupported-version', 1],
    ['packages: {}\n', 'unsupported-version', undefined],
    ['', 'unsupported-version', undefined],
    ["lockfileVersion: '9.0'\npackages: []\n", 'shape', 2],
    ['- a\n', 'shape', 1],
    [',broken\n', 'syntax', 1],
  ])('refuses %j as %s', (text, code, line) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ detail: expect.objectContaining({ code, line }) }));
  });
});

describe('readPnpmKey', () => {
  it.each([
    ['/a/1.0.0', true, 'a', '1.0.0'],
    ['/@s/a/1.0.0/b@2.0.0', false, '@s/a', '1.0.0'],
    ['/a_b/1.0.0_c@1.0.0', false, 'a_b', '1.0.0'],
    ['/@s/a@1.0.0-rc.1(@s/b@1.0.0)(c@2.0.0)', false, '@s/a', '1.0.0-rc.1'],
    ['@s/a@1.0.0(b@1.0.0(c@1.0.0))', true, '@s/a', '1.0.0'],
    ['a@file:x/y_z(b@1.0.0)', true, 'a', 'file:x/y_z'],
    ['a@https://h.example.org/x.tgz', true, 'a', 'https://h.example.org/x.tgz'],
  ])('%s', (key, bare, name, reference) => {
    expect(readPnpmKey(key, bare)).toMatchObject({ name, reference });
  });

  it.each([
    ['a', true],
    ['/a', true],
    ['/a/', true],
    ['@s/a', true],
    ['host/a/1.0.0', false],
    ['', true],
    ['@', true],
    ['/', false],
  ])('%j is none', (key, bare) => {
    expect(readPnpmKey(key, bare)).toBeUndefined();
  });
});
