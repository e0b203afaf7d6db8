import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryAffected, arbitraryVersion } from '../../test/osv/arbitrary-versions.ts';
import type { Advisory } from './advisory.ts';
import { affects } from './is-affected.ts';
import { createMatcher } from './matcher.ts';

const NAMES = ['pkg', '@scope/pkg', 'PKG', '__proto__', 'constructor', 'toString'];

function arbitraryAdvisories(): fc.Arbitrary<Advisory[]> {
  const advisory = fc.record({
    withdrawn: fc.constantFrom(undefined, undefined, undefined, '2026-01-01T00:00:00Z'),
    affected: fc.array(arbitraryAffected(fc.constantFrom(...NAMES)), { minLength: 1, maxLength: 4 }),
  });
  return fc.array(advisory, { maxLength: 8 }).map((list) =>
    list.map(({ withdrawn, affected }, index) => ({
      id: `GHSA-${index}`,
      modified: '2026-01-01T00:00:00Z',
      ...(withdrawn === undefined ? {} : { withdrawn }),
      aliases: [],
      upstream: [],
      summary: '',
      malware: false,
      severity: { level: 'unknown' },
      affected,
      references: [],
    })),
  );
}

describe('createMatcher', () => {
  test('finds what asking every advisory finds, each once and in their order', () => {
    const name = fc.constantFrom(...NAMES, 'absent', 'hasOwnProperty');
    const version = fc.oneof(arbitraryVersion(), fc.constantFrom('latest', '', '1', 'v2.0.0', '1.0.0+build'));
    fc.assert(
      fc.property(arbitraryAdvisories(), name, version, (advisories, name, version) => {
        const expected = advisories.filter((advisory) => affects(advisory, name, version));
        expect(createMatcher(advisories).match(name, version)).toEqual(expected);
      }),
      { numRuns: 3_000 },
    );
  });

  test('tells every record that names a package, once, but for withdrawn ones', () => {
    const record = (id: string, names: string[], withdrawn?: string) =>
      ({
        id,
        withdrawn,
        affected: names.map((name) => ({ name, versions: ['9.9.9'], ranges: [] })),
      }) as unknown as Advisory;
    const matcher = createMatcher([record('A', ['x', 'x']), record('B', ['y', 'x']), record('C', ['x'], '2026-01-01')]);
    expect(matcher.known?.('x').map(({ id }) => id)).toEqual(['A', 'B']);
    expect(matcher.known?.('z')).toEqual([]);
  });

  test('knows nothing of a package that nobody named', () => {
    const matcher = createMatcher([]);
    expect([...NAMES, ''].flatMap((name) => matcher.match(name, '1.0.0'))).toEqual([]);
  });
});
