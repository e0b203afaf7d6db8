import { expect, test } from 'vitest';
import { branchName } from './branch-name.ts';

test.each([
  [{ path: 'package-lock.json', format: 'npm' }, 'lockkeeper/npm/root'],
  [{ path: 'npm-shrinkwrap.json', format: 'npm' }, 'lockkeeper/npm-shrinkwrap/root'],
  [{ path: 'yarn.lock', format: 'yarn-berry' }, 'lockkeeper/yarn/root'],
  [{ path: 'site/pnpm-lock.yaml', format: 'pnpm' }, 'lockkeeper/pnpm/site'],
  [{ path: 'package-lock.json', format: 'npm', packages: ['lodash'] }, 'lockkeeper/npm/root+lodash'],
] as const)('%j → %s', (of, name) => {
  expect(branchName(of)).toBe(name);
});

test('projects that look alike have branches of their own, and none is a folder of another', () => {
  const paths = [
    'a/b',
    'a-b',
    'a.b',
    'a b',
    'root',
    '',
    'ä',
    'a/b/',
    '-',
    '..',
    'x'.repeat(500),
    `${'x'.repeat(500)}y`,
  ];
  const names = paths.map((folder) =>
    branchName({ path: `${folder === '' ? '' : `${folder}/`}bun.lock`, format: 'bun' }),
  );
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) {
    // What git lets a branch be called, and a part less.
    expect(name).toMatch(/^lockkeeper\/bun\/[A-Za-z0-9_+-]{1,100}$/);
    expect(names.some((other) => other.startsWith(`${name}/`))).toBe(false);
  }
});

test('scoped names and many packages have names of their own', () => {
  const of = (...packages: string[]) => branchName({ path: 'package-lock.json', format: 'npm', packages });
  expect(new Set([of('@a/b'), of('a-b'), of('a', 'b'), of('b')]).size).toBe(4);
  expect(of('b', 'a')).toBe(of('a', 'b'));
});
