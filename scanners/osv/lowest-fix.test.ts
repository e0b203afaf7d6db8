import fc from 'fast-check';
import semver from 'semver';
import { describe, expect, test } from 'vitest';
import { arbitraryAffected, arbitraryVersion } from '../../test/osv/arbitrary-versions.ts';
import type { AffectedPackage, RangeEvent } from './advisory.ts';
import { isAffected } from './is-affected.ts';
import { lowestFix } from './lowest-fix.ts';

function entry(...ranges: RangeEvent[][]): AffectedPackage {
  return { name: 'pkg', versions: [], ranges: ranges.map((events) => ({ events })) };
}

const LINES = [
  entry([{ introduced: '13.0.0' }, { fixed: '13.5.9' }]),
  entry([{ introduced: '14.0.0' }, { fixed: '14.2.25' }]),
  entry([{ introduced: '15.0.0' }, { fixed: '15.2.3' }]),
];

interface Case {
  what: string;
  version: string;
  affected: AffectedPackage[];
  fix: string | undefined;
}

const CASES: Case[] = [
  { what: 'one range', version: '1.0.0', affected: [entry([{ introduced: '0' }, { fixed: '1.2.3' }])], fix: '1.2.3' },
  { what: 'the first of three release lines', version: '13.1.0', affected: LINES, fix: '13.5.9' },
  { what: 'the second line, not a downgrade to the first fix', version: '14.1.0', affected: LINES, fix: '14.2.25' },
  { what: 'the third line', version: '15.0.0-rc.1', affected: [...LINES], fix: '15.2.3' },
  { what: 'above all lines there is nothing to fix with', version: '16.0.0', affected: LINES, fix: undefined },
  {
    what: 'lines within one range, fixes in no order',
    version: '2.1.0',
    affected: [entry([{ introduced: '2.0.0' }, { fixed: '1.9.0' }, { fixed: '2.4.0' }, { introduced: '0' }])],
    fix: '2.4.0',
  },
  {
    what: 'the fix of one advisory is vulnerable to another',
    version: '4.17.10',
    affected: [
      entry([{ introduced: '0' }, { fixed: '4.17.11' }]),
      entry([{ introduced: '0' }, { fixed: '4.17.21' }]),
      entry([{ introduced: '3.7.0' }, { fixed: '4.17.19' }]),
    ],
    fix: '4.17.21',
  },
  {
    what: 'the fix came with a flaw of its own, which a later one ends',
    version: '1.0.0',
    affected: [entry([{ introduced: '0' }, { fixed: '1.1.0' }]), entry([{ introduced: '1.1.0' }, { fixed: '1.1.2' }])],
    fix: '1.1.2',
  },
  {
    what: 'the only fix is listed as a bad version elsewhere (malware)',
    version: '1.0.0',
    affected: [entry([{ introduced: '0' }, { fixed: '1.0.1' }]), { name: 'pkg', versions: ['1.0.1'], ranges: [] }],
    fix: undefined,
  },
  {
    what: 'last_affected names no fix',
    version: '1.0.0',
    affected: [entry([{ introduced: '0' }, { lastAffected: '1.5.0' }])],
    fix: undefined,
  },
  {
    what: 'the fix of another advisory lies after last_affected',
    version: '1.0.0',
    affected: [
      entry([{ introduced: '0' }, { lastAffected: '1.5.0' }]),
      entry([{ introduced: '0' }, { fixed: '1.4.0' }, { introduced: '1.4.5' }, { fixed: '1.6.0' }]),
    ],
    fix: '1.6.0',
  },
  { what: 'malware: all versions', version: '1.0.0', affected: [entry([{ introduced: '0' }])], fix: undefined },
  {
    what: 'malware in all versions beside a flaw with a fix',
    version: '1.0.0',
    affected: [entry([{ introduced: '0' }]), entry([{ introduced: '0' }, { fixed: '1.0.1' }])],
    fix: undefined,
  },
  {
    what: 'the last known affected version is no fix',
    version: '2.1.0',
    affected: [{ ...entry([{ introduced: '2.1.0' }]), lastKnownAffected: '< 2.1.3' }],
    fix: undefined,
  },
  {
    what: 'a limit is no fix',
    version: '1.0.0',
    affected: [entry([{ introduced: '1.0.0' }, { limit: '2.0.0' }])],
    fix: undefined,
  },
  {
    what: 'this line got no fix: the next that is out of every range',
    version: '1.5.0',
    affected: [
      entry([{ introduced: '1.0.0' }, { lastAffected: '1.9.9' }], [{ introduced: '2.0.0' }, { fixed: '2.3.1' }]),
    ],
    fix: '2.3.1',
  },
  {
    what: 'a prerelease moves to its own release',
    version: '2.0.0-rc.1',
    affected: [entry([{ introduced: '2.0.0-alpha' }, { fixed: '2.0.0' }])],
    fix: '2.0.0',
  },
  {
    what: 'the same version with build metadata is not above it',
    version: '1.2.3+build',
    affected: [entry([{ introduced: '0' }, { fixed: '1.2.3' }])],
    fix: undefined,
  },
  {
    what: 'spelled as the registry would',
    version: '1.0.0',
    affected: [entry([{ introduced: '0' }, { fixed: 'v1.2' }])],
    fix: '1.2.0',
  },
  {
    what: 'what is no version has no fix',
    version: 'latest',
    affected: [entry([{ introduced: '0' }, { fixed: '1.0.0' }])],
    fix: undefined,
  },
  { what: 'no finding, no fix', version: '1.0.0', affected: [], fix: undefined },
];

describe('lowestFix', () => {
  test.each(CASES)('$what', ({ version, affected, fix }) => {
    expect(lowestFix(version, affected)).toBe(fix);
    expect(lowestFix(version, affected.toReversed())).toBe(fix);
  });

  test('is above the version, affected by nothing, and no named fix that also is lies below it', () => {
    fc.assert(
      fc.property(fc.array(arbitraryAffected(), { maxLength: 4 }), arbitraryVersion(), (affected, version) => {
        const named = affected.flatMap(({ ranges }) =>
          ranges.flatMap(({ events }) => events.flatMap((e) => e.fixed ?? [])),
        );
        const sound = named.filter((fix) => semver.gt(fix, version) && !affected.some((one) => isAffected(one, fix)));
        expect(lowestFix(version, affected)).toBe(sound.sort(semver.compare)[0]);
      }),
      { numRuns: 3_000 },
    );
  });

  test('a record with a hundred thousand release lines does not take for ever', () => {
    const lines = Array.from({ length: 100_000 }, (_, line) => [
      { introduced: `${line}.0.0` },
      { fixed: `${line + 1}.0.0` },
    ]);
    expect(lowestFix('0.5.0', [entry(...lines)])).toBe('100000.0.0');
  });
});
