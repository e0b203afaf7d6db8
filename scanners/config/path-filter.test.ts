import { expect, test } from 'vitest';
import { pathFilter } from './path-filter.ts';

test.each([
  [['test/fixtures/**'], 'test/fixtures/a/yarn.lock', true],
  [['test/fixtures/**'], 'packages/test/fixtures/yarn.lock', false],
  [['fixtures'], 'packages/fixtures/yarn.lock', true],
  [['/legacy/'], 'legacy/yarn.lock', true],
  [['/legacy/'], 'app/legacy/yarn.lock', false],
  [['*.lockb'], 'a/bun.lockb', true],
  [['legacy/*', '!legacy/kept'], 'legacy/kept/yarn.lock', false],
  [[], 'yarn.lock', false],
  [['*'], '../yarn.lock', false],
  [['*'], '/yarn.lock', false],
  [['*'], '', false],
  [['*'], `${'a/'.repeat(60)}yarn.lock`, false],
  [['['], '[', false],
])('%j says of %s: %s', (patterns, path, ignored) => {
  expect(pathFilter(patterns)(path)).toBe(ignored);
});

test('patterns made to be slow are not', () => {
  const started = performance.now();
  const filter = pathFilter(['**/a/**/a/**/b', '*a*a*a*a*a*a*a*a*b', '*[a]*[a]*[a]*[a]b']);
  expect(filter(`${'a/'.repeat(49)}c`)).toBe(false);
  expect(filter(`${'a'.repeat(4000)}c`)).toBe(false);
  expect(performance.now() - started).toBeLessThan(1000);
});
