import { describe, expect, it } from 'vitest';
import { locateEntries } from './locate-entries.ts';
import type { LockfileFormat } from './lockfile.ts';

const CASES: [string, LockfileFormat, string, Record<string, number>][] = [
  [
    'npm packages, not the nested copy of versions 2',
    'npm',
    '{\n"lockfileVersion": 2,\n"packages": {\n"": {"dependencies": {"a": "1"}},\n"node_modules/a": {\n"dependencies": {"node_modules/b": "1"}},\n"node_modules/b": {}},\n"dependencies": {"a": {}}}',
    { 'node_modules/a': 5, 'node_modules/b': 7 },
  ],
  [
    'npm nested dependencies',
    'npm',
    '{\r\n"dependencies": {\r\n"a": {\r\n"requires": {"b": "1"},\r\n"dependencies": {\r\n"@s/b": {\r\n"dependencies": {"c": {}}}}},\r\n"packages": {}}}',
    {
      'node_modules/a': 3,
      'node_modules/a/node_modules/@s/b': 6,
      'node_modules/a/node_modules/@s/b/node_modules/c': 7,
      'node_modules/packages': 8,
    },
  ],
  [
    'bun packages',
    'bun',
    '{\n  "workspaces": { "": { "dependencies": { "a": "1" } } },\n  "packages": {\n    "a": ["a@1.0.0", "", { "dependencies": { "b": "1" } }, ""],\n    // c\n    "a/b": ["b@1.0.0", "", {}, ""],\n  }\n}',
    { a: 4, 'a/b': 6 },
  ],
  [
    'yarn v1 by first descriptor',
    'yarn-v1',
    '# yarn lockfile v1\n\n\n"@s/a@^1", "@s/a@~1":\n  version "1.0.0"\n\nb@1.x, "c@npm:b@1":\n  version "1.0.0"\n\n"d@>=1, <2", d@3:\n',
    { '@s/a@^1': 4, 'b@1.x': 7 },
  ],
  [
    'yarn berry, with a long key',
    'yarn-berry',
    '__metadata:\n  version: 8\n\n"a@npm:^1, a@npm:~1":\n  version: 1.0.0\n\n? "b@npm:1, b@npm:2"\n:\n  version: 1.0.0\n',
    { 'a@npm:^1': 4, 'b@npm:1': 7 },
  ],
  [
    'pnpm, first where it stands',
    'pnpm',
    "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a@1.0.0: {}\npackages:\n\n  '@s/a@1.0.0':\n    resolution: {}\n  b@1.0.0:\n    resolution: {}\nsnapshots:\n  b@1.0.0(c@1.0.0):\n    x: y\n  b@1.0.0: {}\n  ? d@1.0.0(b@1.0.0)\n  : {}\n",
    { '@s/a@1.0.0': 8, 'b@1.0.0': 10, 'b@1.0.0(c@1.0.0)': 13, 'd@1.0.0(b@1.0.0)': 16 },
  ],
  [
    'pnpm with an indent of four',
    'pnpm',
    'packages:\n    /a/1.0.0:\n        dev: true\n        /b/1.0.0: x\n',
    { '/a/1.0.0': 2 },
  ],
];

describe('locateEntries', () => {
  it.each(CASES)('%s', (_, format, text, expected) => {
    expect(Object.fromEntries(locateEntries(text, format, Object.keys(expected)))).toEqual(expected);
  });

  it('gives nothing for keys that were not asked for or are not there', () => {
    expect(locateEntries('a@1:\n  version "1.0.0"\n', 'yarn-v1', ['b@1']).size).toBe(0);
  });
});
