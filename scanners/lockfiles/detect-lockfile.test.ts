import { describe, expect, it } from 'vitest';
import { detectLockfile, formatOf } from './detect-lockfile.ts';
import { needsManifests, parseLockfile } from './parse-lockfile.ts';

describe('detectLockfile', () => {
  it.each([
    ['package-lock.json', 'npm'],
    ['deep/er/npm-shrinkwrap.json', 'npm'],
    ['node_modules/.package-lock.json', 'npm'],
    ['a/yarn.lock', 'yarn'],
    ['C:\\repo\\pnpm-lock.yaml', 'pnpm'],
    ['shrinkwrap.yaml', 'pnpm'],
    ['pnpm-lock.feature!x.yaml', 'pnpm'],
    ['bun.lock', 'bun'],
  ])('%s is read as %s', (path, family) => {
    expect(detectLockfile(path)).toEqual({ supported: true, family });
  });

  it.each([
    'bun.lockb',
    'x/deno.lock',
    'vlt-lock.json',
    'Cargo.lock',
    'poetry.lock',
    'go.sum',
    'Gemfile.lock',
    'composer.lock',
  ])('%s is named as not read, with a cure', (path) => {
    expect(detectLockfile(path)).toMatchObject({
      supported: false,
      name: path.split('/').at(-1),
      reason: expect.stringMatching(/\w/),
      cure: expect.stringMatching(/\.$/),
    });
  });

  it.each(['package.json', 'package-lock.json.bak', 'yarn.lock/readme.md', '.pnp.cjs', '__proto__', 'toString', ''])(
    '%j is no lockfile',
    (path) => {
      expect(detectLockfile(path)).toBeUndefined();
    },
  );
});

describe('formatOf', () => {
  it.each([
    ['# yarn lockfile v1\n', 'yarn-v1'],
    ['', 'yarn-v1'],
    ['# c\r\n\r\n__metadata:\r\n  version: 6\r\n', 'yarn-berry'],
    ['__metadata:\n  version: 4\n', 'yarn-berry'],
    ['"x@npm:__metadata:"\n', 'yarn-v1'],
  ])('%j', (text, format) => {
    expect(formatOf('yarn', text)).toBe(format);
  });
});

describe('parseLockfile', () => {
  it('names the reason and the cure for a lockfile that is not read', () => {
    expect(() => parseLockfile({ path: 'x/bun.lockb', text: '' })).toThrow(
      "x/bun.lockb: expected package-lock.json, npm-shrinkwrap.json, yarn.lock, pnpm-lock.yaml or bun.lock, found bun.lockb. Not read: it is bun's binary lockfile",
    );
  });

  it('says which files need manifests', () => {
    expect(needsManifests('yarn', '')).toBe(true);
    expect(needsManifests('npm', '{"lockfileVersion":1,"dependencies":{}}')).toBe(true);
    expect(needsManifests('npm', '{"lockfileVersion":2,"packages":{},"dependencies":{}}')).toBe(false);
    expect(needsManifests('pnpm', 'lockfileVersion: 5.4')).toBe(false);
  });

  it('reads a file of another name when told its family', () => {
    expect(parseLockfile({ path: 'saved.txt', text: '{"lockfileVersion":3}' }, 'npm').format).toBe('npm');
  });
});
