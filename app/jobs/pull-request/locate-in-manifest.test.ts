import { expect, test } from 'vitest';
import { locateInManifest } from './locate-in-manifest.ts';

const text = `{
  "name": "lib",
  "dependencies": {
    "other": "npm:aliased@^1",
    "nested": { "lib": "1" },
    "lib": "^1"
  },
  "overrides": { "deep": "1" },
  "devDependencies": { "__proto__": "1" }
}
`;

test.each<[packageName: string, line: number | undefined]>([
  ['lib', 6],
  ['aliased', 4],
  ['other', 4],
  ['__proto__', 9],
  ['deep', undefined],
  ['name', undefined],
])('%s stands on line %s', (packageName, line) => {
  expect(locateInManifest(text, packageName)).toBe(line);
});

test.each(['', '[]', '<<<<<<<', '{"dependencies": 1}', '{"dependencies":'])('%j asks for nothing', (broken) => {
  expect(locateInManifest(broken, 'lib')).toBeUndefined();
});
