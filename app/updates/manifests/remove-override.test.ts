import { expect, test } from 'vitest';
import { removeInJson } from './remove-in-json.ts';
import { removeInYaml } from './remove-in-yaml.ts';

test.each<[string, string, string, string[]]>([
  [
    'the first of several',
    '{\n\t"a": 1,\n\t"o": { "x": "1", "y": "2" }\n}\n',
    '{\n\t"a": 1,\n\t"o": { "y": "2" }\n}\n',
    ['o', 'x'],
  ],
  [
    'the last of several',
    '{\r\n  "o": {\r\n    "x": "1",\r\n    "y": "2"\r\n  }\r\n}',
    '{\r\n  "o": {\r\n    "x": "1"\r\n  }\r\n}',
    ['o', 'y'],
  ],
  [
    'the only one, with the map around it',
    '{\n  "a": 1,\n  "o": {\n    "x": "1"\n  }\n}\n',
    '{\n  "a": 1\n}\n',
    ['o', 'x'],
  ],
  [
    'the only one of a map in a map',
    '{\n  "p": {\n    "o": { "x": "1" },\n    "q": 1\n  }\n}\n',
    '{\n  "p": {\n    "q": 1\n  }\n}\n',
    ['p', 'o', 'x'],
  ],
  ['all there is', '{ "p": { "o": { "x@^1": "1" } } }', '{}', ['p', 'o', 'x@^1']],
  ['nothing that is not there', '{ "o": { "x": "1" } }', '{ "o": { "x": "1" } }', ['o', 'z']],
])('JSON loses %s, and keeps its form', (_, before, after, path) => {
  expect(removeInJson('package.json', before, path)).toBe(after);
});

test.each<[string, string, string, string[]]>([
  [
    'one of several',
    'packages:\n  - app # ours\noverrides:\n  x@^1: ^1.2.0\n  y: 2\n',
    'packages:\n  - app # ours\noverrides:\n  y: 2\n',
    ['overrides', 'x@^1'],
  ],
  [
    'the only one, with the map around it',
    '# Settings.\n\npackages:\n  - app\n\noverrides:\n  x: ^1.2.0\n',
    '# Settings.\n\npackages:\n  - app\n',
    ['overrides', 'x'],
  ],
  ['all there is', 'overrides:\n  x: ^1.2.0\n', '', ['overrides', 'x']],
])('YAML loses %s, and keeps its comments', (_, before, after, path) => {
  expect(removeInYaml('pnpm-workspace.yaml', before, path)).toBe(after);
});
