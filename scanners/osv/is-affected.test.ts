import fc from 'fast-check';
import semver from 'semver';
import { describe, expect, test } from 'vitest';
import { arbitraryAffected, arbitraryVersion } from '../../test/osv/arbitrary-versions.ts';
import type { Advisory, AffectedPackage, RangeEvent } from './advisory.ts';
import { affects, isAffected } from './is-affected.ts';

function entry(...ranges: RangeEvent[][]): AffectedPackage {
  return { name: 'pkg', versions: [], ranges: ranges.map((events) => ({ events })) };
}

interface Case {
  what: string;
  affected: AffectedPackage;
  inside: string[];
  outside: string[];
}

const CASES: Case[] = [
  {
    what: 'introduced and fixed',
    affected: entry([{ introduced: '1.2.0' }, { fixed: '1.4.1' }]),
    inside: ['1.2.0', '1.4.0', '1.4.1-rc.1', '1.3.0-beta', 'v1.3.0', '1.3.0+build'],
    outside: ['1.1.9', '1.2.0-rc.1', '1.4.1', '1.4.1+build', '2.0.0'],
  },
  {
    what: 'introduced at a prerelease',
    affected: entry([{ introduced: '2.0.0-rc.2' }, { fixed: '2.0.0' }]),
    inside: ['2.0.0-rc.2', '2.0.0-rc.10'],
    outside: ['2.0.0-rc.1', '2.0.0-beta', '2.0.0', '1.9.9'],
  },
  {
    what: '"0" is before the first prerelease there is',
    affected: entry([{ introduced: '0' }, { fixed: '1.0.0' }]),
    inside: ['0.0.0-0', '0.0.0', '1.0.0-rc.1'],
    outside: ['1.0.0'],
  },
  {
    what: 'last_affected is inside',
    affected: entry([{ introduced: '1.0.0' }, { lastAffected: '1.5.0' }]),
    inside: ['1.0.0', '1.5.0', '1.5.0+build'],
    outside: ['1.5.1-0', '1.5.1'],
  },
  {
    what: 'several ranges and several segments, events in no order',
    affected: entry(
      [{ fixed: '2.3.0' }, { introduced: '2.0.0' }, { fixed: '1.1.0' }, { introduced: '0' }],
      [{ introduced: '4.0.0' }],
    ),
    inside: ['0.1.0', '1.0.9', '2.0.0', '2.2.9', '4.0.0', '99.0.0'],
    outside: ['1.1.0', '1.9.9', '2.3.0', '3.9.9', '4.0.0-rc.1'],
  },
  {
    what: 'one segment ends where the next begins',
    affected: entry([{ introduced: '1.0.0' }, { fixed: '2.0.0' }, { introduced: '2.0.0' }, { fixed: '3.0.0' }]),
    inside: ['1.9.9', '2.0.0', '2.9.9'],
    outside: ['3.0.0'],
  },
  {
    what: 'fixed in the version that introduced it: nothing',
    affected: entry([{ introduced: '1.0.0' }, { fixed: '1.0.0' }]),
    inside: [],
    outside: ['0.9.0', '1.0.0', '1.0.1'],
  },
  {
    what: 'introduced and last affected in one version: just that one',
    affected: entry([{ introduced: '1.0.0' }, { lastAffected: '1.0.0' }]),
    inside: ['1.0.0'],
    outside: ['0.9.9', '1.0.1'],
  },
  {
    what: 'a limit ends it, the highest of several',
    affected: entry([{ introduced: '1.0.0' }, { limit: '2.0.0' }, { limit: '3.0.0' }]),
    inside: ['1.0.0', '2.5.0'],
    outside: ['3.0.0', '4.0.0'],
  },
  {
    what: 'a limit below the fix',
    affected: entry([{ introduced: '1.0.0' }, { fixed: '3.0.0' }, { limit: '2.0.0' }]),
    inside: ['1.9.9'],
    outside: ['2.0.0', '2.5.0'],
  },
  {
    what: 'the limit * is none',
    affected: entry([{ introduced: '1.0.0' }, { limit: '2.0.0' }, { limit: '*' }]),
    inside: ['1.0.0', '9.0.0'],
    outside: ['0.9.0'],
  },
  {
    what: 'only fixed: nothing turns it on',
    affected: entry([{ fixed: '1.0.0' }]),
    inside: [],
    outside: ['0.1.0', '1.0.0'],
  },
  { what: 'neither ranges nor versions', affected: entry(), inside: [], outside: ['0.0.0', '1.0.0'] },
  { what: 'a range without events', affected: entry([]), inside: [], outside: ['0.0.0', '1.0.0'] },
  {
    what: 'versions by spelling and by precedence',
    affected: { name: 'pkg', versions: ['1.0.0', 'v2.0.0', 'odd one'], ranges: [] },
    inside: ['1.0.0', '1.0.0+sha', '2.0.0', '2.0', 'odd one'],
    outside: ['1.0.1', '1.0.0-rc.1', 'odd'],
  },
  {
    what: 'versions beside a range',
    affected: { ...entry([{ introduced: '2.0.0' }, { fixed: '2.0.1' }]), versions: ['1.0.0'] },
    inside: ['1.0.0', '2.0.0'],
    outside: ['1.5.0', '2.0.1'],
  },
  {
    what: 'all versions hold also what is no version',
    affected: entry([{ introduced: '0' }]),
    inside: ['0.0.0-0', '999.0.0', 'latest', ''],
    outside: [],
  },
  {
    what: 'what is no version is in no bounded range',
    affected: entry([{ introduced: '0' }, { fixed: '9.0.0' }], [{ introduced: '1.0.0' }]),
    inside: [],
    outside: ['latest', '', '1.x'],
  },
  {
    what: 'introduced only, last known affected <',
    affected: { ...entry([{ introduced: '2.1.0' }]), lastKnownAffected: '< 2.1.3' },
    inside: ['2.1.0', '2.1.2', '2.1.3-rc.1'],
    outside: ['2.0.9', '2.1.3', '3.5.4'],
  },
  {
    what: 'introduced only, last known affected <=',
    affected: { ...entry([{ introduced: '0' }]), lastKnownAffected: '<= 16.1.0' },
    inside: ['1.0.0', '16.1.0'],
    outside: ['16.1.1-0', '16.2.2', 'latest'],
  },
  {
    what: 'the last known affected version does not touch a range that has an end',
    affected: { ...entry([{ introduced: '0' }, { fixed: '2.68.0' }]), lastKnownAffected: '< 2.47.0' },
    inside: ['2.47.0', '2.67.0'],
    outside: ['2.68.0'],
  },
  {
    what: 'a last known affected version before the start contradicts the range, which then counts',
    affected: { ...entry([{ introduced: '3.0.0' }]), lastKnownAffected: '<= 2.0.0' },
    inside: ['3.0.0', '4.0.0'],
    outside: ['1.0.0'],
  },
  {
    what: 'both ends given as last known: the upper one counts',
    affected: { ...entry([{ introduced: '1.0.0' }]), lastKnownAffected: '>= 1.0.0, < 1.5.0' },
    inside: ['1.0.0', '1.4.9'],
    outside: ['1.5.0', '2.0.0'],
  },
];

describe('isAffected', () => {
  test.each(CASES)('$what', ({ affected, inside, outside }) => {
    const answers = [...inside, ...outside].filter((version) => isAffected(affected, version));
    expect(answers).toEqual(inside);
  });

  test('equals the algorithm of the OSV schema, carried out word by word', () => {
    fc.assert(
      fc.property(arbitraryAffected(), arbitraryVersion(), (affected, version) => {
        expect(isAffected(affected, version)).toBe(byTheSchema(affected, version));
      }),
      { numRuns: 5_000 },
    );
  });

  test('does not look at build metadata, a leading v, or the order of events at different versions', () => {
    fc.assert(
      fc.property(arbitraryAffected(), arbitraryVersion(), (affected, version) => {
        const expected = isAffected(affected, version);
        expect(isAffected(affected, `${version}+build.7`)).toBe(expected);
        expect(isAffected(affected, `v${version}`)).toBe(expected);
        const sorted = affected.ranges.map(({ events }) => ({ events: events.toSorted(byVersion) }));
        expect(isAffected({ ...affected, ranges: sorted }, version)).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  test('another range or version can only add', () => {
    fc.assert(
      fc.property(arbitraryAffected(), arbitraryAffected(), arbitraryVersion(), (one, other, version) => {
        const both = {
          ...one,
          versions: [...one.versions, ...other.versions],
          ranges: [...one.ranges, ...other.ranges],
        };
        expect(isAffected(both, version)).toBe(isAffected(one, version) || isAffected(other, version));
      }),
      { numRuns: 2_000 },
    );
  });

  test('a later fix affects no less', () => {
    fc.assert(
      fc.property(
        arbitraryVersion(),
        arbitraryVersion(),
        arbitraryVersion(),
        arbitraryVersion(),
        (from, a, b, version) => {
          const [earlier, later] = [a, b].sort(semver.compare) as [string, string];
          const affectedUntil = (fixed: string) => isAffected(entry([{ introduced: from }, { fixed }]), version);
          // An end that is not after the start makes no range in either reading.
          if (semver.lte(earlier, from)) return;
          expect(!affectedUntil(earlier) || affectedUntil(later)).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('affects', () => {
  const advisory: Advisory = {
    id: 'GHSA-0000-0000-0001',
    modified: '2026-01-01T00:00:00Z',
    aliases: [],
    upstream: [],
    summary: '',
    malware: false,
    severity: { level: 'high' },
    affected: [
      entry([{ introduced: '1.0.0' }, { fixed: '1.0.5' }]),
      entry([{ introduced: '2.0.0' }, { fixed: '2.0.5' }]),
      { ...entry([{ introduced: '0' }]), name: 'other' },
    ],
    references: [],
  };

  test.each([
    ['pkg', '1.0.4', true],
    ['pkg', '2.0.4', true],
    ['pkg', '1.5.0', false],
    ['other', '1.5.0', true],
    ['Pkg', '1.0.4', false],
    ['__proto__', '1.0.4', false],
  ])('%s@%s: %s', (name, version, expected) => {
    expect(affects(advisory, name, version)).toBe(expected);
    expect(affects({ ...advisory, withdrawn: '2026-02-01T00:00:00Z' }, name, version)).toBe(false);
  });
});

/** The pseudo-code of https://ossf.github.io/osv-schema/#evaluation, by the semver package. */
function byTheSchema(affected: AffectedPackage, version: string): boolean {
  if (affected.versions.includes(version)) return true;
  return affected.ranges.some(({ events }) => {
    const limits = events.flatMap(({ limit }) => limit ?? []);
    if (limits.length > 0 && !limits.some((limit) => semver.lt(version, limit))) return false;
    let vulnerable = false;
    for (const event of events.filter(({ limit }) => limit === undefined).toSorted(byVersion)) {
      if (event.introduced !== undefined) {
        if (event.introduced === '0' || semver.gte(version, event.introduced)) vulnerable = true;
      } else if (event.fixed !== undefined) {
        if (semver.gte(version, event.fixed)) vulnerable = false;
      } else if (event.lastAffected !== undefined) {
        if (semver.gt(version, event.lastAffected)) vulnerable = false;
      }
    }
    return vulnerable;
  });
}

function byVersion(a: RangeEvent, b: RangeEvent): number {
  const [left, right] = [a, b].map(
    (event) => event.introduced ?? event.fixed ?? event.lastAffected ?? event.limit ?? '0',
  );
  if (left === '0' || right === '0') return left === right ? 0 : left === '0' ? -1 : 1;
  return semver.compare(left!, right!);
}
