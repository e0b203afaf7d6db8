import fc from 'fast-check';
import { satisfies } from 'semver';
import { describe, expect, test } from 'vitest';
import { admits } from './asked-range.ts';
import { pinRange, raiseRange } from './raise-range.ts';

describe('raiseRange keeps the style', () => {
  test.each<[asked: string, version: string, raised: string | undefined]>([
    ['1.2.3', '1.2.9', '1.2.9'],
    ['=1.2.3', '1.2.9', '=1.2.9'],
    ['v1.2.3', '1.2.9', '1.2.9'],
    ['^1.2.3', '1.3.0', '^1.3.0'],
    ['^1.2.3', '2.0.1', '^2.0.1'],
    ['^1.2', '1.3.5', '^1.3'],
    ['^1', '1.3.5', '^1'],
    ['^1', '2.3.5', '^2'],
    ['~1.2.3', '1.2.9', '~1.2.9'],
    ['~1.2', '1.3.1', '~1.3'],
    ['~> 1.2.3', '1.2.9', '~>1.2.9'],
    ['1', '1.9.0', '1'],
    ['1', '3.0.1', '3'],
    ['1.x', '1.9.0', '1.x'],
    ['1.x', '2.0.1', '2.x'],
    ['1.2.x', '1.4.1', '1.4.x'],
    ['1.2.*', '1.4.1', '1.4.*'],
    ['*', '9.9.9', '*'],
    ['', '9.9.9', ''],
    ['>=1.2.3', '1.3.0', '>=1.3.0'],
    ['>=1.2', '1.3.1', '>=1.3'],
    ['>1.2.3', '1.3.0', '>=1.3.0'],
    ['>=1.2.3 <2', '1.9.0', '>=1.9.0 <2'],
    ['>= 1.2.3 < 2.0.0', '2.1.0', '>=2.1.0 <3.0.0'],
    ['>=1.2.3 <2', '2.1.0', '>=2.1.0 <3'],
    ['<2', '1.9.0', '<2'],
    ['1.2.3 - 2.0.0', '1.9.0', '1.9.0 - 2.0.0'],
    ['1.2.3 - 2.0.0', '2.9.0', '^2.9.0'],
    ['^1.2.0 || ^2.0.0', '1.2.5', '^1.2.5 || ^2.0.0'],
    ['^1.2.0 || ^2.0.0', '3.0.1', '^3.0.1'],
    ['1.2.3-beta.1', '1.2.3-beta.4', '1.2.3-beta.4'],
    ['^1.2.3-beta.1', '1.2.3', '^1.2.3'],
    ['npm:^1.2.3', '1.3.0', 'npm:^1.3.0'],
    ['npm:lodash@^4.17.11', '4.17.21', 'npm:lodash@^4.17.21'],
    ['npm:@a/b@1.0.0', '1.0.1', 'npm:@a/b@1.0.1'],
    ['npm:@a/b', '1.0.1', 'npm:@a/b'],
    ['workspace:^1.2.3', '1.3.0', undefined],
    ['catalog:', '1.3.0', undefined],
    ['latest', '1.3.0', undefined],
    ['file:../a', '1.3.0', undefined],
    ['owner/name#semver:^1', '1.3.0', undefined],
    ['https://registry.example.org/a.tgz', '1.3.0', undefined],
    ['patch:a@npm%3A1.0.0#x', '1.3.0', undefined],
  ])('%j to %s', (asked, version, raised) => {
    expect(raiseRange(asked, version)).toBe(raised);
  });

  test('whatever it is, the raised range admits the version, and raising it again changes nothing', () => {
    const number = fc.nat({ max: 12 });
    const version = fc.tuple(number, number, number).map((parts) => parts.join('.'));
    const partial = fc.oneof(
      version,
      fc.tuple(number, number).map((parts) => parts.join('.')),
      number.map(String),
      number.map((major) => `${major}.x`),
      fc.constant('*'),
    );
    const comparator = fc
      .tuple(fc.constantFrom('', '^', '~', '>=', '<', '<=', '>', '=', '> '), partial)
      .map((parts) => parts.join(''));
    const asked = fc.oneof(
      comparator,
      fc.tuple(comparator, comparator).map((parts) => parts.join(' ')),
      fc.tuple(comparator, comparator).map((parts) => parts.join(' || ')),
      fc.tuple(partial, partial).map((parts) => parts.join(' - ')),
      fc.string(),
    );
    fc.assert(
      fc.property(asked, version, (text, target) => {
        const raised = raiseRange(text, target);
        if (raised === undefined) return;
        expect(admits(raised, target)).toBe(true);
        expect(raiseRange(raised, target)).toBe(raised);
      }),
      { numRuns: 2000 },
    );
  });
});

test.each([
  ['^1.2.3', '1.2.2', '1.2.2'],
  ['npm:lodash@^4.17.21', '4.17.20', 'npm:lodash@4.17.20'],
  ['catalog:', '1.0.0', undefined],
])('pinRange %j to %s', (asked, version, pinned) => {
  expect(pinRange(asked, version)).toBe(pinned);
});

describe('admits', () => {
  test.each<[asked: string, version: string, latest: string | undefined, content: boolean]>([
    ['^1.0.0', '1.4.0', undefined, true],
    ['npm:^1.0.0', '1.4.0', undefined, true],
    ['npm:other@~1.0.0', '1.4.0', undefined, false],
    ['', '1.4.0', undefined, true],
    ['latest', '1.4.0', '1.4.0', true],
    ['npm:latest', '1.4.0', '1.4.0', true],
    ['latest', '1.3.0', '1.4.0', false],
    ['next', '1.4.0', '1.4.0', false],
    ['workspace:*', '1.4.0', undefined, false],
    [`1.4.0${' || 1.4.0'.repeat(200)}`, '1.4.0', undefined, false],
  ])('%j and %s', (asked, version, latest, content) => {
    expect(admits(asked, version, latest)).toBe(content);
  });

  test('agrees with npm on plain ranges', () => {
    expect(admits('1.x || >=2.5.0', '2.6.1')).toBe(satisfies('2.6.1', '1.x || >=2.5.0'));
  });
});
