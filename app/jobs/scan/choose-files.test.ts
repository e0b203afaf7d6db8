import { expect, test } from 'vitest';
import { chooseLockfiles, isWanted } from './choose-files.ts';

const file = (path: string) => ({ path, sha: 'a', size: 1 });
const choose = (paths: string[], ignored: string[] = []) =>
  chooseLockfiles(paths.map(file), ignored).lockfiles.map(({ path }) => path);

test('takes lockfiles anywhere but in installed packages and where they are ignored', () => {
  const paths = [
    'yarn.lock',
    'a/b/pnpm-lock.yaml',
    'node_modules/x/yarn.lock',
    'a/node_modules/package-lock.json',
    'my_node_modules/bun.lock',
    'test/fixtures/yarn.lock',
    'a/bun.lockb',
    'README.md',
  ];
  expect(choose(paths)).toEqual([
    'yarn.lock',
    'a/b/pnpm-lock.yaml',
    'my_node_modules/bun.lock',
    'test/fixtures/yarn.lock',
    'a/bun.lockb',
  ]);
  expect(choose(paths, ['fixtures/', '/a/**', '!/a/b/'])).not.toContain('test/fixtures/yarn.lock');
  expect(choose(paths, ['*'])).toEqual([]);
});

test('takes so many and says how many it left', () => {
  const many = Array.from({ length: 2003 }, (_, index) => file(`${index}/yarn.lock`));
  const { lockfiles, left } = chooseLockfiles(many, []);
  expect(lockfiles).toHaveLength(2000);
  expect(left).toBe(3);
});

test.each([
  ['package.json', true],
  ['a/package.json', true],
  ['node_modules/a/package.json', false],
  ['.github/lockkeeper.yml', true],
  ['policies/lockkeeper-strict.yaml', true],
  ['lockkeeper.md', false],
  ['src/index.js', false],
])('isWanted(%s) is %s', (path, wanted) => {
  expect(isWanted(path)).toBe(wanted);
});

test('leaves out, and counts, paths that no database index holds', () => {
  const path = `${'deep/'.repeat(300)}package-lock.json`;
  const { lockfiles, tooLong } = chooseLockfiles([file(path), file('package-lock.json')], []);
  expect(lockfiles.map((one) => one.path)).toEqual(['package-lock.json']);
  expect(tooLong).toBe(1);
});
