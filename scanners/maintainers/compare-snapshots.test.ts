import { describe, expect, test } from 'vitest';
import { compareSnapshots } from './compare-snapshots.ts';
import type { LedgerEntry, Person } from './ledger-entry.ts';
import type { PackageSnapshot, SnapshotVersion } from './package-snapshot.ts';
import { readHistory } from './read-history.ts';
import { isOlder, toSeen } from './seen-snapshot.ts';

const day = (number: number) => `2026-01-${String(number).padStart(2, '0')}T00:00:00.000Z`;
const seenAt = new Date(day(20));
const [ann, bob, eve] = ['ann', 'bob', 'eve'].map((name): Person => ({ name, email: { mark: name, domain: null } }));
const moved: Person = { name: 'ann', email: { mark: 'other', domain: 'example.org' } };
const version = (name: string, at: number | undefined, rest: Partial<SnapshotVersion> = {}): SnapshotVersion => {
  return { version: name, publishedAt: at === undefined ? undefined : day(at), ...rest };
};

const before: PackageSnapshot = {
  name: 'alpha',
  maintainers: [ann!, bob!],
  versions: [version('1.0.0', 1, { maintainers: [ann!] }), version('1.1.0', 2, { maintainers: [ann!, bob!] })],
  removed: [],
  distTags: { latest: '1.1.0', old: '1.0.0' },
  modified: day(3),
};

const compare = (changes: Partial<PackageSnapshot>, seen = toSeen(before)) =>
  compareSnapshots({ seen, snapshot: { ...before, modified: day(10), ...changes }, seenAt });
const told = (entries: readonly LedgerEntry[]) => entries.map(({ seenAt: _, history: __, ...rest }) => rest);
const added = (...versions: SnapshotVersion[]) => ({ versions: [...before.versions, ...versions] });

test('the same again tells nothing, and what it tells is marked as seen now', () => {
  expect(compare({})).toEqual([]);
  expect(compare({ modified: before.modified })).toEqual([]);
  expect(compare({ maintainers: [ann!] })).toMatchObject([{ seenAt: day(20), history: false }]);
});

test.each<[name: string, changes: Partial<PackageSnapshot>, told: object[]]>([
  [
    'one added',
    { maintainers: [ann!, bob!, eve!] },
    [{ at: day(10), kind: 'maintainers', before: [ann, bob], after: [ann, bob, eve] }],
  ],
  [
    'an address',
    { maintainers: [moved, bob!] },
    [{ at: day(10), kind: 'maintainers', before: [ann, bob], after: [moved, bob] }],
  ],
  ['the list is missing', { maintainers: undefined }, []],
  ['addresses are missing', { maintainers: [{ name: 'ann' }, { name: 'bob' }] }, []],
  [
    'published',
    added(version('1.2.0', 5, { gitHead: true })),
    [{ at: day(5), kind: 'published', version: '1.2.0', gitHead: true }],
  ],
  [
    'published, at no known time',
    added(version('1.2.0', undefined)),
    [{ at: day(20), kind: 'published', version: '1.2.0' }],
  ],
  ['published in the future', added(version('1.2.0', 25)), [{ at: day(20), kind: 'published', version: '1.2.0' }]],
  ['unpublished', { versions: [before.versions[1]!] }, [{ at: day(20), kind: 'unpublished', version: '1.0.0' }]],
  [
    'deprecated',
    { versions: [{ ...before.versions[0]!, deprecated: 'no' }, before.versions[1]!] },
    [{ at: day(20), kind: 'deprecated', version: '1.0.0', notice: 'no' }],
  ],
  [
    'tags',
    { distTags: { latest: '1.0.0', next: '1.1.0' } },
    [
      { at: day(20), kind: 'dist-tag', tag: 'latest', from: '1.1.0', to: '1.0.0' },
      { at: day(20), kind: 'dist-tag', tag: 'old', from: '1.0.0', to: null },
      { at: day(20), kind: 'dist-tag', tag: 'next', from: null, to: '1.1.0' },
    ],
  ],
  [
    'whoever came and went between two looks',
    added(version('1.2.0', 5, { maintainers: [ann!, bob!, eve!] })),
    [
      { at: day(5), kind: 'maintainers', before: [ann, bob], after: [ann, bob, eve] },
      { at: day(5), kind: 'published', version: '1.2.0' },
      { at: day(10), kind: 'maintainers', before: [ann, bob, eve], after: [ann, bob] },
    ],
  ],
  [
    'what turns up late tells nothing of the set',
    added(version('0.9.0', 1, { maintainers: [eve!] })),
    [{ at: day(1), kind: 'published', version: '0.9.0' }],
  ],
])('%s', (_, changes, expected) => {
  expect(told(compare(changes))).toEqual(expected);
});

test('a deprecation that is taken back', () => {
  const seen = toSeen({ ...before, versions: [version('1.0.0', 1, { deprecated: 'no' }), before.versions[1]!] });
  expect(told(compare({}, seen))).toEqual([{ at: day(20), kind: 'deprecated', version: '1.0.0', notice: null }]);
});

describe('a mirror that lags behind', () => {
  test.each<[name: string, snapshot: Partial<PackageSnapshot>, modified: string | undefined, older: boolean]>([
    ['changed before', { modified: day(2) }, day(3), true],
    ['changed at the same time', { modified: day(3) }, day(3), false],
    ['changed since', { modified: day(4), versions: [] }, day(3), false],
    ['no time, and a version is gone without a trace', { modified: undefined, versions: [] }, day(3), true],
    [
      'no time, and a version was taken back',
      { modified: undefined, versions: [before.versions[1]!], removed: [{ version: '1.0.0' }] },
      undefined,
      false,
    ],
    ['no time, nothing gone', { modified: undefined }, undefined, false],
  ])('%s', (_, changes, modified, older) => {
    const seen = { ...toSeen(before), modified };
    const snapshot = { ...before, ...changes };
    expect(isOlder(seen, snapshot)).toBe(older);
    if (older) expect(compareSnapshots({ seen, snapshot, seenAt })).toEqual([]);
  });
});

test('who may publish stays known where a snapshot does not say it', () => {
  const seen = toSeen({ ...before, maintainers: undefined }, toSeen(before));
  expect(seen.maintainers).toEqual([ann, bob]);
  const nameless = toSeen({ ...before, maintainers: [{ name: 'ann' }] }, seen);
  expect(nameless.maintainers).toEqual([ann]);
  expect(toSeen({ ...before, maintainers: undefined })).not.toHaveProperty('maintainers');
});

describe('first sight', () => {
  test('is a baseline, with the past as history', () => {
    expect(
      readHistory({ ...before, maintainers: [bob!], repository: 'https://github.com/ann/alpha' }, { seenAt }),
    ).toEqual([
      { at: day(1), seenAt: day(20), history: true, kind: 'maintainers', after: [ann] },
      { at: day(1), seenAt: day(20), history: true, kind: 'published', version: '1.0.0' },
      { at: day(2), seenAt: day(20), history: true, kind: 'maintainers', before: [ann], after: [ann, bob] },
      { at: day(2), seenAt: day(20), history: true, kind: 'published', version: '1.1.0' },
      { at: day(3), seenAt: day(20), history: true, kind: 'maintainers', before: [ann, bob], after: [bob] },
      {
        at: day(20),
        seenAt: day(20),
        history: false,
        kind: 'baseline',
        maintainers: [bob],
        versions: 2,
        repository: 'https://github.com/ann/alpha',
      },
    ]);
  });

  test('is bounded, and has every change of the publisher and the last version of every line', () => {
    const many = Array.from({ length: 1000 }, (_, at) => ({
      version: at < 10 ? `1.0.${at}` : `2.0.${at}`,
      publishedAt: new Date(Date.UTC(2020, 0, 1 + at)).toISOString(),
      publisher: at === 5 ? eve! : ann!,
      dependencies: ['b'],
    }));
    const entries = readHistory({ ...before, versions: many }, { seenAt });
    const published = entries.filter((entry) => entry.kind === 'published');
    expect(published.map(({ version }) => version).slice(0, 4)).toEqual(['1.0.0', '1.0.5', '1.0.6', '1.0.9']);
    expect(published).toHaveLength(304);
    expect(published.filter(({ dependencies }) => dependencies).map(({ version }) => version)).toEqual([
      '1.0.9',
      '2.0.999',
    ]);
  });
});
