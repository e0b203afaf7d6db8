import { expect, test } from 'vitest';
import { parseLockfile } from './parse-lockfile.ts';
import { unmetEdges } from './unmet-edges.ts';

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

test('leaves peers to the package managers', () => {
  const peer = lock({
    '': { dependencies: { app: '^1.0.0', lib: '^1.0.0' } },
    'node_modules/app': { version: '1.0.0', peerDependencies: { lib: '^2.0.0' } },
    'node_modules/lib': { version: '1.0.0' },
  });
  expect(unmetEdges(peer)).toEqual([]);
});
