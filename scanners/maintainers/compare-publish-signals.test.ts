import { describe, expect, test } from 'vitest';
import { comparePublishSignals, isUnchanged } from './compare-publish-signals.ts';
import type { PublishSignals, Release } from './publish-signals.ts';

const ALL: Required<PublishSignals> = {
  publisher: 'ann',
  trustedPublisher: true,
  provenance: true,
  installScripts: false,
  bins: ['tool'],
  maintainers: ['ann', 'bob'],
  gitHead: true,
};

function release(version: string, publishedAt: string, signals?: PublishSignals, rest: Partial<Release> = {}): Release {
  return { version, publishedAt, dependencies: {}, optionalDependencies: {}, signals, ...rest };
}

const from = release('1.0.0', '2026-01-01T00:00:00Z', ALL);
const to = (signals: PublishSignals, rest: Partial<Release> = {}) =>
  release('1.0.1', '2026-06-01T00:00:00Z', { ...ALL, ...signals }, rest);

test('published as before is unchanged', () => {
  const compared = comparePublishSignals(from, to({}));
  expect(compared).toEqual({ changes: [], unknown: [] });
  expect(isUnchanged(compared)).toBe(true);
});

describe('a change', () => {
  test.each<[name: string, signals: PublishSignals, rest: Partial<Release>, signal: string, text: RegExp]>([
    [
      'another publisher',
      { publisher: 'mallory' },
      {},
      'publisher',
      /^1\.0\.1 was published by mallory, .*\(1\.0\.0: ann\)/,
    ],
    ['no trusted publishing', { trustedPublisher: false }, {}, 'trusted-publishing', /1\.0\.1 has none$/],
    ['no provenance', { provenance: false }, {}, 'provenance', /^1\.0\.0 has provenance, 1\.0\.1 has none$/],
    ['no commit', { gitHead: false }, {}, 'git-head', /^1\.0\.0 has its git commit on record, 1\.0\.1 has none$/],
    ['an install script', { installScripts: true }, {}, 'install-script', /^1\.0\.1 runs a script/],
    ['a command', { bins: ['node', 'tool'] }, {}, 'bin', /command node for the first time/],
    ['a maintainer more', { maintainers: ['ann', 'bob', 'eve'] }, {}, 'maintainers', /added eve$/],
    ['all others', { maintainers: ['eve'] }, {}, 'maintainers', /added eve; removed ann, bob$/],
    ['a dependency', {}, { dependencies: { fresh: '1' } }, 'dependency', /package fresh for the first time/],
    [
      'many',
      {},
      { optionalDependencies: { a: '', b: '', c: '', d: '', e: '', f: '' } },
      'dependency',
      /s a, b, c, d, e and 1 more/,
    ],
  ])('%s', (_, signals, rest, signal, text) => {
    const compared = comparePublishSignals(from, to(signals, rest));
    expect(compared).toEqual({ changes: [{ signal, text: expect.stringMatching(text) }], unknown: [] });
    expect(isUnchanged(compared)).toBe(false);
  });
});

test.each<[name: string, before: Release, now: Release]>([
  ['trusted publishing came', release('1.0.0', '', { ...ALL, trustedPublisher: false }), to({})],
  ['provenance came', release('1.0.0', '', { ...ALL, provenance: false }), to({})],
  ['an install script went', release('1.0.0', '', { ...ALL, installScripts: true }), to({})],
  ['a command went', from, to({ bins: [] })],
  ['a dependency went', { ...from, dependencies: { old: '1' } }, to({})],
  [
    'a dependency became optional',
    { ...from, dependencies: { old: '1' } },
    to({}, { optionalDependencies: { old: '1' } }),
  ],
])('no change for the worse: %s', (_, before, now) => {
  expect(isUnchanged(comparePublishSignals(before, now))).toBe(true);
});

describe('what nobody knows is not unchanged', () => {
  test.each(Object.keys(ALL) as (keyof PublishSignals)[])('%s', (key) => {
    for (const [before, now] of [
      [from, to({ [key]: undefined })],
      [release('1.0.0', '', { ...ALL, [key]: undefined }), to({})],
    ] as const) {
      const compared = comparePublishSignals(before, now);
      expect(compared.changes).toEqual([]);
      expect(compared.unknown).toHaveLength(1);
      expect(isUnchanged(compared)).toBe(false);
    }
  });

  test('a registry that gives none', () => {
    expect(comparePublishSignals(release('1.0.0', ''), release('1.0.1', '')).unknown).toHaveLength(7);
  });
});

describe('the release line', () => {
  const carl = to({ publisher: 'carl' });

  test('a publisher of the line is not new', () => {
    const line = [release('1.0.0-rc.1', '2026-03-01T00:00:00Z', { ...ALL, publisher: 'carl' })];
    expect(comparePublishSignals(from, carl).changes).toMatchObject([{ signal: 'publisher' }]);
    expect(comparePublishSignals(from, carl, line).changes).toEqual([]);
  });

  test('but for what came out only days before', () => {
    const burst = [release('1.0.0', '2026-05-31T00:00:00Z', { ...ALL, publisher: 'carl' })];
    expect(comparePublishSignals(from, carl, burst).changes).toMatchObject([{ signal: 'publisher' }]);
  });

  test('provenance that came after the locked version, and went again, was dropped', () => {
    const old = release('1.0.0', '2025-01-01T00:00:00Z', { ...ALL, provenance: false });
    const line = [release('1.0.1', '2026-02-01T00:00:00Z', ALL)];
    const bare = { ...to({ provenance: false }), version: '1.0.2' };
    expect(comparePublishSignals(old, bare).changes).toEqual([]);
    expect(comparePublishSignals(old, bare, line).changes).toEqual([
      { signal: 'provenance', text: '1.0.1 has provenance, 1.0.2 has none' },
    ]);
  });
});
