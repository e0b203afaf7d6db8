import { expect, test } from 'vitest';
import type { ChosenLockfile } from '../scan/choose-files.ts';
import { chooseChanged } from './choose-changed.ts';

type Files = Record<string, string>;

test.each<[name: string, base: Files, head: Files, changedBase: string[], changedHead: string[]]>([
  ['nothing', { a: '1' }, { a: '1' }, [], []],
  ['a text', { a: '1', b: '2' }, { a: '3', b: '2' }, ['a'], ['a']],
  ['a new one', {}, { a: '1' }, [], ['a']],
  ['one that is gone', { a: '1' }, {}, ['a'], []],
  ['one that is moved', { a: '1' }, { b: '1' }, [], []],
  ['one that is moved to two places', { a: '1' }, { b: '1', c: '1' }, [], ['c']],
  ['one that is copied', { a: '1' }, { a: '1', b: '1' }, [], ['b']],
  ['two that change places', { a: '1', b: '2' }, { a: '2', b: '1' }, ['a', 'b'], ['a', 'b']],
])('%s', (_name, base, head, changedBase, changedHead) => {
  const changed = chooseChanged(files(base), files(head));
  expect(changed.base.map(({ path }) => path)).toEqual(changedBase);
  expect(changed.head.map(({ path }) => path)).toEqual(changedHead);
  expect(changed.left).toBe(0);
});

test('of very many some are left, and counted', () => {
  const many = (text: string) =>
    files(Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${index}`, text])));
  const { base, head, left } = chooseChanged(many('1'), many('2'));
  expect([base.length, head.length, left]).toEqual([200, 200, 100]);
});

function files(given: Files): ChosenLockfile[] {
  return Object.entries(given).map(([path, sha]) => ({
    path,
    sha,
    size: 1,
    detected: { supported: true as const, family: 'npm' as const },
  }));
}
