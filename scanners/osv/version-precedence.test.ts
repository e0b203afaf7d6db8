import fc from 'fast-check';
import semver from 'semver';
import { describe, expect, test } from 'vitest';
import { arbitraryVersion } from '../../test/osv/arbitrary-versions.ts';
import { canonicalVersion, comparePrecedence, isVersion, parseVersion } from './version-precedence.ts';

describe('comparePrecedence', () => {
  const ascending = [
    '0',
    '0.0.0-0',
    '0.0.0',
    '1.0.0-0',
    '1.0.0-2',
    '1.0.0-10',
    '1.0.0-99999999999999999999',
    '1.0.0-100000000000000000000',
    '1.0.0--',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
    '1.2',
    '1.2.1',
    '1.10.0',
    '9007199254740991.0.0',
    '9007199254740992.0.0',
    '9007199254740993.0.0',
    `1${'0'.repeat(200)}.0.0`,
  ];

  test('keeps the order of the specification, whatever the length of the numbers', () => {
    expect(ascending.toReversed().sort(comparePrecedence)).toEqual(ascending);
  });

  test.each([
    ['v1.2.3', '1.2.3'],
    ['1.2.3+build.5', '1.2.3'],
    ['1.2.3-rc.1+build', '1.2.3-rc.1+other'],
    ['1', '1.0.0'],
    ['1.2', '1.2.0'],
    ['1-rc.1', '1.0.0-rc.1'],
    ['01.002.0003', '1.2.3'],
    ['1.0.0-rc.01', '1.0.0-rc.1'],
    ['1.0.0-00000000000000000005', '1.0.0-5'],
    ['v0', '0.0.0'],
  ])('%s and %s are one place in the order', (a, b) => {
    expect(comparePrecedence(a, b)).toBe(0);
    expect(canonicalVersion(parseVersion(a)!)).toBe(canonicalVersion(parseVersion(b)!));
  });

  test.each([
    '',
    'latest',
    '>= 1.2.3',
    '1.2.3.4',
    '1.x',
    '*',
    '=1.0.0',
    ' 1.0.0',
    '1.0.0\n',
    '-1',
    `1.${'1'.repeat(300)}`,
  ])('%j is no version and sorts before every version', (junk) => {
    expect(parseVersion(junk)).toBeNull();
    expect(isVersion(junk)).toBe(false);
    expect(comparePrecedence(junk, '0.0.0-0')).toBeLessThan(0);
    expect(comparePrecedence('0.0.0-0', junk)).toBeGreaterThan(0);
    expect(comparePrecedence(junk, '0')).toBeGreaterThan(0);
    expect(comparePrecedence('0', junk)).toBeLessThan(0);
  });

  test('agrees with the semver package on every pair of valid versions', () => {
    const number = fc.oneof(fc.nat({ max: 3 }), fc.nat());
    const identifier = fc.oneof(fc.nat({ max: 30 }).map(String), fc.stringMatching(/^[a-z-][0-9a-z-]{0,3}$/));
    const version = fc
      .tuple(number, number, number, fc.array(identifier, { maxLength: 3 }), fc.constantFrom('', '+build.1'))
      .map(([a, b, c, pre, build]) => `${a}.${b}.${c}${pre.length > 0 ? `-${pre.join('.')}` : ''}${build}`);
    fc.assert(
      fc.property(fc.oneof(version, arbitraryVersion()), fc.oneof(version, arbitraryVersion()), (a, b) => {
        expect(semver.valid(a)).not.toBeNull();
        expect(Math.sign(comparePrecedence(a, b))).toBe(semver.compare(a, b));
      }),
      { numRuns: 2_000 },
    );
  });

  test('is a total order over any strings', () => {
    const any = fc.oneof(arbitraryVersion(), fc.string(), fc.constantFrom('0', '1', 'v1', '1.0.0.0'));
    fc.assert(
      fc.property(any, any, any, (a, b, c) => {
        expect(Math.sign(comparePrecedence(a, b)) + Math.sign(comparePrecedence(b, a))).toBe(0);
        if (comparePrecedence(a, b) <= 0 && comparePrecedence(b, c) <= 0) {
          expect(comparePrecedence(a, c)).toBeLessThanOrEqual(0);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
