import { expect, test } from 'vitest';
import { parseLockfile } from './parse-lockfile.ts';
import { unmetEdges, unmetPeers } from './unmet-edges.ts';

function lock(packages: Record<string, object>) {
  return parseLockfile({ path: 'package-lock.json', text: JSON.stringify({ lockfileVersion: 3, packages }) });
}

test('names who gets what it did not ask for', () => {
  const broken = lock({
    '': { dependencies: { app: '^1.0.0' } },
    'node_modules/app': { version: '1.0.0', dependencies: { lib: '^4.17.21' } },
    'node_modules/lib': { version: '4.17.15' },
  });
  expect(unmetEdges(broken)).toEqual([{ by: 'app@1.0.0', name: 'lib', range: '^4.17.21', version: '4.17.15' }]);
});

test('takes the nearest copy, as Node does', () => {
  const nested = lock({
    '': { dependencies: { app: '^1.0.0' } },
    'node_modules/app': { version: '1.0.0', dependencies: { lib: '^4.17.21' } },
    'node_modules/app/node_modules/lib': { version: '4.17.22' },
    'node_modules/lib': { version: '4.17.15' },
  });
  expect(unmetEdges(nested)).toEqual([]);
});

test.each([
  ['a tag', 'latest'],
  ['another source', 'github:a/b'],
  ['a range of an alias', 'npm:real@^4.0.0'],
  ['anything', '*'],
])('says nothing of %s', (_, range) => {
  const fine = lock({
    '': { dependencies: { app: '^1.0.0' } },
    'node_modules/app': { version: '1.0.0', dependencies: { lib: range } },
    'node_modules/lib': { name: 'real', version: '4.17.15' },
  });
  expect(unmetEdges(fine)).toEqual([]);
});

test.each<[name: string, meta: object, locked: string, unmet: string[]]>([
  ['a peer at another version', {}, '1.0.0', ['app@1.0.0 lib ^2.0.0 1.0.0']],
  ['an optional one', { peerDependenciesMeta: { lib: { optional: true } } }, '1.0.0', ['app@1.0.0 lib ^2.0.0 1.0.0']],
  ['one that is as it is asked for', {}, '2.1.0', []],
])('keeps peers apart: %s', (_, meta, version, unmet) => {
  const peer = lock({
    '': { dependencies: { app: '^1.0.0', lib: '*' } },
    'node_modules/app': { version: '1.0.0', peerDependencies: { lib: '^2.0.0' }, ...meta },
    'node_modules/lib': { version },
  });
  expect(unmetEdges(peer)).toEqual([]);
  expect(unmetPeers(peer).map(({ by, name, range, version }) => `${by} ${name} ${range} ${version}`)).toEqual(unmet);
});
