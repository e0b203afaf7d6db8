import { describe, expect, it } from 'vitest';
import { isFolderInPackage, isPackageName, isVersion } from './package-name.ts';
import { registryTarball, sourceOf } from './source-of.ts';

describe('sourceOf', () => {
  it.each([
    ['https://registry.example.org/a/-/a-1.0.0.tgz', 'registry'],
    ['https://registry.example.org/@s%2fa/-/a-1.0.0.tgz?x=1#abc', 'registry'],
    ['http://mirror.example.org/api/npm/a/-/a-1.0.0.tgz', 'registry'],
    ['http://mirror.example.org/a/download/a-1.0.0.tgz', 'registry'],
    ['$' + '{REGISTRY}/a/-/a-1.0.0.tgz', 'registry'],
    ['file:x/-/a-1.0.0.tgz', 'file'],
    ['https://example.org/a-1.0.0.tgz', 'tarball'],
    ['https://npm.pkg.example.org/download/@s/a/1.0.3/abc', 'tarball'],
    ['https://codeload.github.com/x/a/tar.gz/abc', 'git'],
    ['https://github.com/x/a.git#commit=abc', 'git'],
    ['https://git.example.org/a.git', 'git'],
    ['git+ssh://git@github.com/x/a.git', 'git'],
    ['git://example.org/a', 'git'],
    ['git@github.com:x/a.git', 'git'],
    ['github:x/a', 'git'],
    ['ssh://git@example.org/a', 'git'],
    ['file:../a', 'file'],
    ['./a', 'file'],
    ['link:../a', 'link'],
    ['portal:../a', 'link'],
    ['workspace:packages/a', 'workspace'],
    ['^1.0.0', 'unknown'],
    ['latest', 'unknown'],
    ['', 'unknown'],
  ])('%s is %s', (address, source) => {
    expect(sourceOf(address)).toBe(source);
  });
});

describe('registryTarball', () => {
  it.each([
    ['https://registry.example.org/a/-/a-1.0.0-rc.1.tgz', 'a', '1.0.0-rc.1'],
    ['https://registry.example.org/@s/a/-/a-1.0.0.tgz', '@s/a', '1.0.0'],
    ['https://registry.example.org/@s%2fa/-/a-1.0.0.tgz', '@s/a', '1.0.0'],
    ['https://h.example.org/npm/%40s%2Fa/-/@s/a-1.0.0.tgz', '@s/a', '1.0.0'],
    ['https://registry.example.org/JSONStream/-/JSONStream-1.3.5.tgz#abc', 'JSONStream', '1.3.5'],
  ])('%s', (url, name, version) => {
    expect(registryTarball(url)).toEqual({ name, version });
  });

  it.each([
    'https://h.example.org/a.tgz',
    'https://h.example.org/a/-/b-1.0.0.tgz',
    'https://h.example.org/a/-/a-x.tgz',
    '/-/.tgz',
    '',
  ])('%j is none', (url) => {
    expect(registryTarball(url)).toBeUndefined();
  });
});

describe('names and versions', () => {
  it.each(['a', 'JSONStream', '@s/a', 'a.b-c_d', '__proto__', 'constructor', "it's~(ok)*!", 'a'.repeat(214)])(
    '%s is a name',
    (name) => {
      expect(isPackageName(name)).toBe(true);
    },
  );

  it.each([
    '',
    'a b',
    'a/b',
    '@s',
    '@/a',
    '@s/',
    '@s/a/b',
    '.a',
    '@s/.a',
    'a\n',
    'a\u0000',
    '\ud800',
    'é',
    'a'.repeat(215),
    '::x',
  ])('%j is no name', (name) => {
    expect(isPackageName(name)).toBe(false);
  });

  it.each(['1.0.0', 'v1.0.0', '0.0.0-rc.1+build.5', '1.0.0+x', '99999999999999999999.0.0', '2019.9.9'])(
    '%s is a version',
    (version) => {
      expect(isVersion(version)).toBe(true);
    },
  );

  it.each([
    '',
    '1',
    '1.0',
    '1.0.',
    '1.0.0.0',
    '1.0.0-',
    '^1.0.0',
    '>=1.0.0',
    '1.0.0 ',
    '1.0.0\n',
    '1.x.0',
    'latest',
    `1.0.0-${'a'.repeat(260)}`,
  ])('%j is no version', (version) => {
    expect(isVersion(version)).toBe(false);
  });

  it('tells a folder inside a package from a name', () => {
    expect([
      isFolderInPackage('n/o'),
      isFolderInPackage('n'),
      isFolderInPackage('n/../o'),
      isFolderInPackage('n//o'),
    ]).toEqual([true, false, false, false]);
  });
});
