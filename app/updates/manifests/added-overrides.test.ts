import { describe, expect, test } from 'vitest';
import type { OwnOverride, PlannedUpdate } from '../../../scanners/updates/index.ts';
import { addedOverrides, standingOverrides } from './added-overrides.ts';

const own: OwnOverride = {
  name: 'bad',
  file: 'package.json',
  section: ['overrides'],
  selector: 'bad@^1',
  range: '^1.2.0',
  addedBy: 3,
};

function manifest(value: object): Map<string, string> {
  return new Map([['package.json', JSON.stringify(value)]]);
}

function overriding(name: string): PlannedUpdate {
  const step = { kind: 'override' as const, name, selector: `${name}@^1`, range: '^1.3.0', version: '1.3.0' };
  return { name, from: ['1.0.0'], to: '1.3.0', how: 'override', path: [], clears: [], steps: [step] };
}

describe('what an edit added', () => {
  const added = (before: object, after: object, ours: OwnOverride[] = []) =>
    addedOverrides({
      before: manifest(before),
      edited: manifest(after),
      format: 'npm',
      updates: [overriding('bad')],
      own: ours,
    });

  test('is what stands there new, of the packages that were overridden', () => {
    const after = { overrides: { other: '2.0.0', 'bad@^1': '^1.3.0', up: { bad: '1.0.0' } } };
    expect(added({ overrides: { other: '1.0.0' } }, after)).toEqual([
      { name: 'bad', file: 'package.json', section: ['overrides'], selector: 'bad@^1', range: '^1.3.0' },
    ]);
  });

  test("is none of a person's that was raised, and one of ours that was", () => {
    const [before, after] = [{ overrides: { 'bad@^1': '^1.2.0' } }, { overrides: { 'bad@^1': '^1.3.0' } }];
    expect(added(before, after)).toEqual([]);
    expect(added(before, after, [own])).toMatchObject([{ selector: 'bad@^1', range: '^1.3.0' }]);
  });

  test.each(['bad', 'bad@npm:^1.0.0', '**/up/bad'])('is known by yarn’s key %s', (selector) => {
    const given = { before: manifest({}), edited: manifest({ resolutions: { [selector]: '^1.3.0' } }), own: [] };
    expect(addedOverrides({ ...given, format: 'yarn-v1', updates: [overriding('bad')] })).toMatchObject([
      { name: 'bad', section: ['resolutions'], selector },
    ]);
  });

  test('is found in pnpm-workspace.yaml', () => {
    const edited = new Map([['pnpm-workspace.yaml', "overrides:\n  'bad@^1': ^1.3.0\n"]]);
    expect(
      addedOverrides({ before: manifest({}), edited, format: 'pnpm', updates: [overriding('bad')], own: [] }),
    ).toMatchObject([{ file: 'pnpm-workspace.yaml', section: ['overrides'], selector: 'bad@^1' }]);
  });
});

describe('ours are those that stand as we wrote them', () => {
  test.each<[string, string, OwnOverride[]]>([
    ['as written', '{ "overrides": { "bad@^1": "^1.2.0" } }', [own]],
    ['changed by a person', '{ "overrides": { "bad@^1": "^1.3.0" } }', []],
    ['made another kind', '{ "overrides": { "bad@^1": { ".": "^1.2.0" } } }', []],
    ['taken out', '{}', []],
    ['in a file that cannot be read', '{ "overrides": ', []],
    ['in a list', '{ "overrides": ["bad@^1"] }', []],
  ])('%s', (_, text, standing) => {
    expect(standingOverrides(new Map([['package.json', text]]), 'npm', [own])).toEqual(standing);
  });

  test('a hostile pnpm-workspace.yaml has none', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]', ...'bcdefgh'.split('').map(alias)].join('\n');
    const files = new Map([['pnpm-workspace.yaml', `${bomb}\noverrides:\n  bad@^1: ^1.2.0\n`]]);
    const ours = [{ ...own, file: 'pnpm-workspace.yaml' }];
    expect(standingOverrides(files, 'pnpm', ours)).toEqual([]);
  });

  function alias(letter: string): string {
    const before = String.fromCharCode(letter.charCodeAt(0) - 1);
    return `${letter}: &${letter} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`;
  }
});
