import { expect, test } from 'vitest';
import type { InventoryItem } from '../lockfiles/index.ts';
import { type Advisory, createMatcher } from '../osv/index.ts';
import { assessLockfile } from './assess-lockfile.ts';

function advisory(id: string, name: string, fixed: string, introduced = '0'): Advisory {
  return {
    id,
    modified: '2026-01-01T00:00:00Z',
    aliases: [],
    upstream: [],
    summary: '',
    malware: false,
    severity: { level: 'high' },
    affected: [{ name, versions: [], ranges: [{ events: [{ introduced }, { fixed }] }] }],
    references: [],
  };
}

function item(name: string, version: string, scopes: InventoryItem['scopes'] = ['prod']): InventoryItem {
  return {
    name,
    version,
    direct: true,
    scopes,
    path: [],
    copies: 1,
    keys: [`node_modules/${name}`],
    requiredRange: '',
    requiredBy: '.',
    bundled: false,
  };
}

const advisories = [
  advisory('A-1', 'a', '2.0.0'),
  advisory('B-1', 'b', '2.0.0'),
  advisory('A-2', 'a', '2.1.0', '2.0.0'),
];

test('assesses every package, in the order of names', () => {
  const facts = assessLockfile([item('b', '1.0.0'), item('c', '1.0.0'), item('a', '1.0.0')], createMatcher(advisories));
  expect(facts.map(({ packageName, groupKey, keys }) => [packageName, groupKey, keys])).toEqual([
    ['a', 'A-1', ['node_modules/a']],
    ['b', 'B-1', ['node_modules/b']],
  ]);
});

test('leaves out what only development needs, when asked to', () => {
  const items = [item('a', '1.0.0', ['dev']), item('a', '1.1.0', ['dev', 'optional']), item('b', '1.0.0', ['peer'])];
  const facts = assessLockfile(items, createMatcher(advisories), { prodOnly: true });
  expect(facts.map(({ versions }) => versions)).toEqual([['1.1.0'], ['1.0.0']]);
});

test('offers no fix into another known record, where the matcher tells those', () => {
  const matcher = createMatcher(advisories);
  expect(assessLockfile([item('a', '1.0.0')], { match: matcher.match })[0]?.fixes).toEqual({ '1.0.0': '2.0.0' });
  expect(assessLockfile([item('a', '1.0.0')], matcher)[0]?.fixes).toEqual({ '1.0.0': '2.1.0' });
});
