import { expect, test } from 'vitest';
import { likelyTags, possibleTags } from './tag-names.ts';

test.each([
  ['lamp', '1.2.3', undefined, ['v1.2.3', '1.2.3', 'lamp@1.2.3']],
  ['@team/lamp', '1.2.3', undefined, ['v1.2.3', '1.2.3', '@team/lamp@1.2.3']],
  ['lamp', '1.2.3', { version: '1.2.2', tag: 'v1.2.2' }, ['v1.2.3', '1.2.3', 'lamp@1.2.3']],
  ['lamp', '1.2.3', { version: '1.2.2', tag: 'lamp-v1.2.2' }, ['lamp-v1.2.3', 'v1.2.3', '1.2.3', 'lamp@1.2.3']],
  ['a', '2.0.0', { version: '1.0.0', tag: 'rel/1.0.0-final' }, ['rel/2.0.0-final', 'v2.0.0', '2.0.0', 'a@2.0.0']],
  ['a', '2.0.0', { version: '1.0.0', tag: 'one' }, ['v2.0.0', '2.0.0', 'a@2.0.0']],
])('%s %s %o', (name, version, like, expected) => {
  expect(likelyTags(name, version, like)).toEqual(expected);
});

test('all that are in use, each once, the likeliest first', () => {
  const scoped = possibleTags('@team/lamp', '1.0.0');
  expect(scoped.slice(0, 3)).toEqual(likelyTags('@team/lamp', '1.0.0'));
  expect(scoped).toContain('lamp-v1.0.0');
  for (const names of [scoped, possibleTags('lamp', '1.0.0')]) expect(new Set(names).size).toBe(names.length);
});
