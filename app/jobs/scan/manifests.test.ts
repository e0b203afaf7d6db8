import { expect, test } from 'vitest';
import { manifestsBelow, manifestsKey } from './manifests.ts';

const file = (path: string, sha = 'a') => ({ path, sha, size: 1 });
const files = [
  'package.json',
  'x/package.json',
  'web/package.json',
  'web/packages/a/package.json',
  'website/package.json',
  'web/yarn.lock',
].map((path) => file(path));

test('manifestsBelow takes those of the folder and below it, and no other', () => {
  expect([...manifestsBelow('web/yarn.lock', files).keys()]).toEqual(['.', 'packages/a']);
  expect([...manifestsBelow('yarn.lock', files).keys()]).toEqual(['.', 'x', 'web', 'web/packages/a', 'website']);
});

test('manifestsKey changes with any manifest, and not with their order', () => {
  const key = (...given: [string, string][]) =>
    manifestsKey(new Map(given.map(([folder, sha]) => [folder, file(folder, sha)])));
  expect(key(['.', '1'], ['a', '2'])).toBe(key(['a', '2'], ['.', '1']));
  expect(key(['.', '1'], ['a', '2'])).not.toBe(key(['.', '1'], ['a', '3']));
  expect(key(['.', '1'], ['a', '2'])).not.toBe(key(['.', '1'], ['b', '2']));
});
