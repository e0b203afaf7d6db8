import { expect, test } from 'vitest';
import { parseLockfile } from '../lockfiles/index.ts';
import { splitProblems } from './left-out.ts';

function problemsOf(packages: object) {
  const text = JSON.stringify({ lockfileVersion: 3, packages: { '': {}, ...packages } });
  return parseLockfile({ path: 'package-lock.json', text }).problems;
}

function broken(count: number): object {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`node_modules/p${index}`, { version: index }]),
  );
}

test('what was left out is a failure that names the entry', () => {
  const { failures, notes } = splitProblems(
    'a/package-lock.json',
    problemsOf({ 'node_modules/lodash': { version: 5 }, 'node_modules/ejs': 'oops' }),
  );
  expect(notes).toEqual([]);
  expect(failures).toMatchObject([
    {
      path: 'a/package-lock.json',
      found: expect.stringMatching(/^node_modules\/lodash: left out: expected a version/),
    },
    { path: 'a/package-lock.json', found: expect.stringMatching(/^node_modules\/ejs: expected a map/) },
  ]);
});

test.each([
  [5, 5, undefined],
  [6, 6, '1 more that cannot'],
  [100, 6, '95 more that cannot'],
  [250, 6, '245 more that cannot'],
])('of %i at most five are named, the others counted', (count, length, last) => {
  const { failures } = splitProblems('x', problemsOf(broken(count)));
  expect(failures).toHaveLength(length);
  if (last !== undefined) expect(failures.at(-1)?.found).toBe(last);
});

test('what loses no finding is a note', () => {
  const git = {
    version: 'main',
    resolved: 'git+ssh://git@example.org/a/b.git#0123456789abcdef0123456789abcdef01234567',
  };
  const manifest = {
    key: './package.json',
    message: 'left out: expected a JSON object; its own dependencies are unknown',
  };
  const { failures, notes } = splitProblems('x', [...problemsOf({ 'node_modules/b': git }), manifest]);
  expect(failures).toEqual([]);
  expect(notes).toEqual([
    expect.stringContaining('node_modules/b: kept without a version'),
    expect.stringContaining('./package.json'),
  ]);
});
