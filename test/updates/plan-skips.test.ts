import { describe, expect, test } from 'vitest';
import { makeAdvisory } from '../advisory.ts';
import { bad, releases, scene } from './bad-scene.ts';
import { makeDocument, planOf, type Scene } from './model.ts';

describe('skips', () => {
  const old = { root: { up: '^1.0.0' }, packages: { 'up@1.0.0': { bad: '^1.0.0' }, 'bad@1.0.0': {} } };
  const pinned = { root: { up: '^1.0.0' }, packages: { 'up@1.0.0': { bad: '~1.0.0' }, 'bad@1.0.0': {} } };
  const faithful = makeDocument('up', { '1.0.0': { bad: '^1.0.0' } });
  const yesterday = '2026-05-31T00:00:00Z';

  test.each<[name: string, rest: Partial<Scene>, skip: object]>([
    [
      'no release is free of it',
      { ...old, documents: [faithful, makeDocument('bad', { '1.0.0': {}, '1.1.0': {} })] },
      {
        reason: 'no-fix',
        path: ['up@1.0.0'],
        text: expect.stringMatching(/newest: 1\.1\.0.*up 1\.0\.0 asks for bad \^1\.0\.0, and there is no newer one/),
      },
    ],
    [
      'there is no other release',
      { ...old, documents: [faithful, makeDocument('bad', { '1.0.0': {} })] },
      { reason: 'no-fix' },
    ],
    ['the registry does not know it', { ...old, documents: [], unknown: ['bad'] }, { reason: 'unknown-to-registry' }],
    [
      'the fix is deprecated',
      {
        ...old,
        documents: [faithful, makeDocument('bad', { '1.0.0': {}, '1.2.0': {} }, { '1.2.0': { deprecated: 'no' } })],
      },
      { reason: 'only-bad-targets', text: expect.stringMatching(/^bad 1\.2\.0 would do, but is deprecated/) },
    ],
    [
      'the fix is a prerelease',
      { ...old, documents: [faithful, makeDocument('bad', { '1.0.0': {}, '1.2.0-rc.1': {}, '1.3.0-rc.1': {} })] },
      { reason: 'only-bad-targets', text: expect.stringContaining('is a prerelease') },
    ],
    [
      'the fix is younger than min-release-age',
      {
        ...old,
        documents: [makeDocument('bad', { '1.0.0': {}, '1.2.0': {} }, { '1.2.0': { publishedAt: yesterday } })],
      },
      { reason: 'too-young', until: '2026-06-03T00:00:00.000Z', text: expect.stringContaining('2026-06-03 00:00 UTC') },
    ],
    [
      'nobody knows how old the fix is',
      {
        ...old,
        documents: [makeDocument('bad', { '1.0.0': {}, '1.2.0': {} }, { '1.2.0': { publishedAt: undefined } })],
      },
      { reason: 'too-young', text: expect.stringContaining('does not say when') },
    ],
    [
      'a fix on its own line is too young, another major is not',
      {
        root: { bad: '^1.0.0' },
        packages: { 'bad@1.0.0': {} },
        documents: [
          makeDocument('bad', { '1.0.0': {}, '1.2.0': {}, '2.0.0': {} }, { '1.2.0': { publishedAt: yesterday } }),
        ],
      },
      { reason: 'too-young' },
    ],
    [
      'the parent pins it, and no release of it does otherwise',
      {
        ...pinned,
        documents: [releases, makeDocument('up', { '1.0.0': { bad: '~1.0.0' }, '1.1.0': { bad: '~1.1.0' } })],
      },
      {
        reason: 'waiting-on-parent',
        path: ['up@1.0.0'],
        pinnedTo: '~1.0.0',
        text: expect.stringMatching(
          /^up 1\.0\.0 asks for bad ~1\.0\.0, and no newer one admits bad 1\.2\.0 \(newest: 1\.1\.0\)\. Cheapest unblock: a release of up/,
        ),
      },
    ],
    [
      'the release of the parent is too young',
      {
        ...pinned,
        documents: [
          releases,
          makeDocument('up', { '1.0.0': { bad: '~1.0.0' }, '1.1.0': {} }, { '1.1.0': { publishedAt: yesterday } }),
        ],
      },
      { reason: 'too-young', path: ['up@1.0.0'], pinnedTo: '~1.0.0', until: '2026-06-03T00:00:00.000Z' },
    ],
    [
      'the parent of the parent pins that',
      {
        root: { top: '^1.0.0' },
        packages: { 'top@1.0.0': { up: '1.0.0' }, 'up@1.0.0': { bad: '~1.0.0' }, 'bad@1.0.0': {} },
        documents: [
          releases,
          makeDocument('up', { '1.0.0': { bad: '~1.0.0' }, '1.1.0': {} }),
          makeDocument('top', { '1.0.0': { up: '1.0.0' } }),
        ],
      },
      {
        reason: 'waiting-on-parent',
        path: ['top@1.0.0'],
        pinnedTo: '1.0.0',
        text: expect.stringContaining('top 1.0.0 asks for up 1.0.0'),
      },
    ],
    [
      'it came in an archive',
      { ...old, entries: { 'bad@1.0.0': { bundled: true } } },
      { reason: 'bundled', path: ['up@1.0.0'], text: expect.stringContaining('archive that holds up 1.0.0') },
    ],
    [
      'the project patches it',
      { ...old, entries: { 'bad@1.0.0': { source: 'patch' } } },
      { reason: 'not-from-registry' },
    ],
    [
      'its parent comes from git',
      { ...pinned, entries: { 'up@1.0.0': { source: 'git' } } },
      { reason: 'waiting-on-parent', text: expect.stringContaining('another place than a registry (git)') },
    ],
    [
      'the manifest asks by a catalog',
      { root: { bad: 'catalog:' }, packages: { 'bad@1.0.0': {} } },
      {
        reason: 'not-editable',
        pinnedTo: 'catalog:',
        text: expect.stringContaining('package.json asks for bad by catalog:'),
      },
    ],
    [
      'the manifest asks by a tag',
      { root: { bad: 'stable' }, packages: { 'bad@1.0.0': {} } },
      { reason: 'not-editable', text: expect.stringContaining('the tag stable') },
    ],
    [
      'a target wants another peer than is locked',
      {
        root: { bad: '^1.0.0', peer: '^1.0.0' },
        packages: { 'bad@1.0.0': {}, 'peer@1.0.0': {} },
        documents: [
          makeDocument('bad', { '1.0.0': {}, '1.2.0': {} }, { '1.2.0': { peerDependencies: { peer: '^2.0.0' } } }),
        ],
      },
      {
        reason: 'only-bad-targets',
        text: 'bad 1.2.0 would do, but wants peer ^2.0.0 beside it, which is not locked here',
      },
    ],
    [
      'somebody lives with the finding',
      {
        ...old,
        suppressions: [{ advisory: 'GHSA-bad', reason: 'not reachable', expiresAt: new Date('2026-07-01T00:00:00Z') }],
      },
      { reason: 'suppressed', text: 'suppressed until 2026-07-01: not reachable', until: '2026-07-01T00:00:00.000Z' },
    ],
    [
      'somebody will have none of the targets',
      {
        ...old,
        suppressions: [
          { package: 'bad', range: '>=1.2.0', reason: 'breaks us', expiresAt: new Date('2026-07-01T00:00:00Z') },
        ],
      },
      {
        reason: 'suppressed',
        text: 'bad 1.2.0 would do, but is suppressed until 2026-07-01: breaks us',
        until: '2026-07-01T00:00:00.000Z',
      },
    ],
  ])('%s', (_, rest, skip) => {
    const plan = planOf(scene(rest));
    expect(plan.updates).toEqual([]);
    expect(plan.skipped).toMatchObject([{ name: 'bad', versions: ['1.0.0'], groups: ['GHSA-bad'], ...skip }]);
  });

  test('one blocked copy does not hold the others: the finding is reduced, and not called cleared', () => {
    const plan = planOf(
      scene({
        root: { up: '^1.0.0', bad: '^1.1.0 => 1.1.0' },
        packages: { 'up@1.0.0': { bad: '~1.0.0 => 1.0.0' }, 'bad@1.0.0': {}, 'bad@1.1.0': {} },
        documents: [releases, makeDocument('up', { '1.0.0': { bad: '~1.0.0' } })],
      }),
    );
    expect(plan.updates).toMatchObject([{ from: ['1.1.0'], clears: [], reduces: ['GHSA-bad'] }]);
    expect(plan.skipped).toMatchObject([{ versions: ['1.0.0'], reason: 'waiting-on-parent' }]);
  });

  test('an update whose one parent is blocked moves nothing of the other', () => {
    const plan = planOf(
      scene({
        root: { left: '^1.0.0', right: '^1.0.0' },
        packages: { 'left@1.0.0': { bad: '1.0.0' }, 'right@1.0.0': { bad: '1.0.0' }, 'bad@1.0.0': {} },
        documents: [
          releases,
          makeDocument('left', { '1.0.0': {}, '1.1.0': {} }),
          makeDocument('right', { '1.0.0': { bad: '1.0.0' } }),
        ],
      }),
    );
    expect(plan).toMatchObject({ updates: [], skipped: [{ path: ['right@1.0.0'] }] });
  });
});

describe('suppressions and ages steer', () => {
  const direct = { root: { bad: '^1.0.0' }, packages: { 'bad@1.0.0': {} } };

  test('round a suppressed range of targets, as long as it holds', () => {
    const suppressions = [
      { package: 'bad', range: '1.2.x', reason: 'breaks us', expiresAt: new Date('2026-07-01T00:00:00Z') },
    ];
    expect(planOf(scene({ ...direct, suppressions })).updates).toMatchObject([{ to: '1.3.0' }]);
    const later = new Date('2026-07-01T00:00:00Z');
    expect(planOf(scene({ ...direct, suppressions, now: later })).updates).toMatchObject([{ to: '1.2.0' }]);
  });

  test('a finding that somebody lives with does not forbid a target', () => {
    const lasting = makeAdvisory('GHSA-lasting', 'bad', '9.0.0', { aliases: ['CVE-2026-1'] });
    const both = { ...direct, advisories: [bad, lasting] };
    expect(planOf(scene(both)).updates).toEqual([]);
    const plan = planOf(
      scene({ ...both, suppressions: [{ advisory: 'CVE-2026-1', reason: 'fine', expiresAt: null }] }),
    );
    expect(plan).toMatchObject({
      updates: [{ to: '1.2.0', clears: ['GHSA-bad'] }],
      skipped: [{ groups: ['GHSA-lasting'], text: 'suppressed for good: fine' }],
    });
  });

  test('a younger version is passed over, or taken where any age will do', () => {
    const young = makeDocument(
      'bad',
      { '1.2.0': {}, '1.3.0': {} },
      { '1.2.0': { publishedAt: '2026-05-31T00:00:00Z' } },
    );
    expect(planOf(scene({ ...direct, documents: [young] })).updates).toMatchObject([{ to: '1.3.0' }]);
    const none = { minReleaseAgeDays: 0 };
    expect(planOf(scene({ ...direct, documents: [young], settings: none })).updates).toMatchObject([{ to: '1.2.0' }]);
  });

  test('a prerelease is followed by a prerelease', () => {
    const ahead = makeAdvisory('GHSA-ahead', 'bad', '2.0.0-beta.3');
    const plan = planOf(
      scene({
        root: { bad: '2.0.0-beta.1' },
        packages: { 'bad@2.0.0-beta.1': {} },
        advisories: [ahead],
        documents: [makeDocument('bad', { '2.0.0-beta.1': {}, '2.0.0-beta.3': {}, '2.0.0': {} })],
      }),
    );
    expect(plan.updates).toMatchObject([{ to: '2.0.0-beta.3' }]);
  });
});
