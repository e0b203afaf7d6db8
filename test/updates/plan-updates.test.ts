import { describe, expect, test } from 'vitest';
import { planUpdates } from '../../scanners/updates/index.ts';
import { makeAdvisory } from '../advisory.ts';
import { makeDocument, makeRequest, planOf, type Scene } from './model.ts';

const bad = makeAdvisory('GHSA-bad', 'bad', '1.2.0');
const releases = makeDocument('bad', { '1.0.0': {}, '1.1.0': {}, '1.2.0': {}, '1.3.0': {}, '2.0.0': {} });

/** A scene in which `bad` below 1.2.0 is affected. */
function scene(rest: Partial<Scene>): Scene {
  return { root: {}, packages: {}, advisories: [bad], documents: [releases], ...rest };
}

describe('direct: the manifest asks for the lowest fixed version in its own style', () => {
  test.each<[asked: string, to: string]>([
    ['1.0.0', '1.2.0'],
    ['^1.0.0', '^1.2.0'],
    ['~1.0.0', '~1.2.0'],
    ['>=1.0.0 <2', '>=1.2.0 <2'],
    ['npm:bad@^1.0.0', 'npm:bad@^1.2.0'],
  ])('%s becomes %s', (asked, to) => {
    const plan = planOf(scene({ root: { bad: asked }, packages: { 'bad@1.0.0': {} } }));
    expect(plan).toEqual({
      updates: [
        {
          name: 'bad',
          from: ['1.0.0'],
          to: '1.2.0',
          how: 'direct',
          path: [],
          clears: ['GHSA-bad'],
          steps: [
            {
              kind: 'manifest',
              project: '.',
              section: 'dependencies',
              alias: 'bad',
              name: 'bad',
              from: asked,
              to,
              version: '1.2.0',
            },
          ],
        },
      ],
      skipped: [],
    });
  });

  test('a range that admits it and names no patch stays, and only the lockfile changes', () => {
    const plan = planOf(scene({ root: { bad: '1.x' }, packages: { 'bad@1.0.0': {} } }));
    expect(plan.updates).toMatchObject([
      { how: 'direct', steps: [{ kind: 'lock', name: 'bad', from: ['1.0.0'], version: '1.2.0' }] },
    ]);
  });

  test('each workspace that asks for it is raised, and parents that admit the version go along', () => {
    const plan = planOf(
      scene({
        root: { bad: '^1.0.0', up: '^1.0.0' },
        workspaces: { 'packages/a': { bad: '1.0.0' } },
        packages: { 'bad@1.0.0': {}, 'up@1.0.0': { bad: '^1.0.0' } },
      }),
    );
    expect(plan.updates).toHaveLength(1);
    expect(plan.updates[0]!.steps).toMatchObject([
      { kind: 'manifest', project: '.', to: '^1.2.0' },
      { kind: 'manifest', project: 'packages/a', to: '1.2.0' },
      { kind: 'lock', from: ['1.0.0'], version: '1.2.0' },
    ]);
  });

  test('another major only where its own has no fix', () => {
    const far = makeAdvisory('GHSA-far', 'bad', '2.0.0');
    const plan = planOf(scene({ root: { bad: '^1.0.0' }, packages: { 'bad@1.0.0': {} }, advisories: [far] }));
    expect(plan.updates).toMatchObject([{ to: '2.0.0', steps: [{ to: '^2.0.0' }] }]);
  });
});

describe('transitive: the lowest fixed version inside the ranges of all parents', () => {
  test('of one parent', () => {
    const plan = planOf(
      scene({ root: { up: '^1.0.0' }, packages: { 'up@1.0.0': { bad: '^1.0.0' }, 'bad@1.0.0': {} } }),
    );
    expect(plan.updates).toEqual([
      {
        name: 'bad',
        from: ['1.0.0'],
        to: '1.2.0',
        how: 'transitive',
        path: ['up@1.0.0'],
        clears: ['GHSA-bad'],
        steps: [{ kind: 'lock', name: 'bad', from: ['1.0.0'], version: '1.2.0' }],
      },
    ]);
  });

  test('of several parents, one version for all', () => {
    const plan = planOf(
      scene({
        root: { up: '^1.0.0', side: '^1.0.0' },
        packages: { 'up@1.0.0': { bad: '^1.0.0' }, 'side@1.0.0': { bad: '1.0.0 || 1.3.0' }, 'bad@1.0.0': {} },
      }),
    );
    expect(plan.updates).toMatchObject([{ to: '1.3.0', how: 'transitive' }]);
  });

  test('several versions where no single one suits all', () => {
    const plan = planOf(
      scene({
        root: { up: '^1.0.0', side: '^1.0.0' },
        packages: { 'up@1.0.0': { bad: '1.0.0 || 1.2.0' }, 'side@1.0.0': { bad: '1.0.0 || 1.3.0' }, 'bad@1.0.0': {} },
      }),
    );
    expect(plan.updates.map(({ from, to }) => [from, to])).toEqual([
      [['1.0.0'], '1.2.0'],
      [['1.0.0'], '1.3.0'],
    ]);
  });

  test('each locked version by itself', () => {
    const wide = makeAdvisory('GHSA-wide', 'bad', '1.2.0', {
      affected: [
        { name: 'bad', versions: [], ranges: [{ events: [{ introduced: '0' }, { fixed: '1.2.0' }] }] },
        { name: 'bad', versions: [], ranges: [{ events: [{ introduced: '2.0.0' }, { fixed: '2.1.0' }] }] },
      ],
    });
    const plan = planOf(
      scene({
        root: { up: '^1.0.0', side: '^1.0.0' },
        packages: {
          'up@1.0.0': { bad: '^1.0.0 => 1.0.0' },
          'side@1.0.0': { bad: '^2.0.0 => 2.0.0' },
          'bad@1.0.0': {},
          'bad@2.0.0': {},
        },
        advisories: [wide],
        documents: [makeDocument('bad', { '1.0.0': {}, '1.2.0': {}, '2.0.0': {}, '2.1.0': {} })],
      }),
    );
    expect(plan.updates.map(({ from, to, clears }) => [from, to, clears])).toEqual([
      [['1.0.0'], '1.2.0', ['GHSA-wide']],
      [['2.0.0'], '2.1.0', ['GHSA-wide']],
    ]);
  });

  test('pnpm does not write what a parent asks for: its document says it', () => {
    const project: Partial<Scene> = {
      format: 'pnpm',
      root: { up: '^1.0.0' },
      packages: { 'up@1.0.0': { bad: '^1.0.0' }, 'bad@1.0.0': {} },
    };
    expect(planUpdates(makeRequest(scene(project)))).toEqual({ needs: ['up'] });
    const up = makeDocument('up', { '1.0.0': { bad: '^1.0.0' } });
    expect(planOf(scene({ ...project, documents: [releases, up] })).updates).toMatchObject([
      { to: '1.2.0', how: 'transitive' },
    ]);
  });
});

describe('parent: the smallest update that frees it', () => {
  const up = makeDocument('up', {
    '1.0.0': { bad: '~1.0.0' },
    '1.1.0': { bad: '~1.1.0' },
    '1.2.0': { bad: '~1.2.0' },
    '1.3.0': { bad: '^1.3.0' },
    '2.0.0': {},
  });

  test('of a direct parent, whose range is raised', () => {
    const plan = planOf(
      scene({
        root: { up: '^1.0.0' },
        packages: { 'up@1.0.0': { bad: '~1.0.0' }, 'bad@1.0.0': {} },
        documents: [releases, up],
      }),
    );
    expect(plan.updates).toEqual([
      {
        name: 'bad',
        from: ['1.0.0'],
        to: '1.2.0',
        how: 'parent',
        path: ['up@1.0.0'],
        clears: ['GHSA-bad'],
        steps: [
          {
            kind: 'manifest',
            project: '.',
            section: 'dependencies',
            alias: 'up',
            name: 'up',
            from: '^1.0.0',
            to: '^1.2.0',
            version: '1.2.0',
          },
          { kind: 'lock', name: 'bad', from: ['1.0.0'], version: '1.2.0' },
        ],
      },
    ]);
  });

  test('of a parent further up, and one that drops it counts as free', () => {
    const plan = planOf(
      scene({
        root: { top: '^1.0.0' },
        packages: { 'top@1.0.0': { up: '^1.0.0' }, 'up@1.0.0': { bad: '0.9.0 || 1.0.0' }, 'bad@1.0.0': {} },
        documents: [
          releases,
          makeDocument('up', { '1.0.0': { bad: '1.0.0' }, '2.0.0': {} }),
          makeDocument('top', { '1.0.0': { up: '^1.0.0' }, '1.1.0': { up: '^2.0.0' } }),
        ],
      }),
    );
    expect(plan.updates).toMatchObject([
      {
        to: '',
        how: 'parent',
        path: ['top@1.0.0', 'up@1.0.0'],
        steps: [
          { kind: 'manifest', alias: 'top', to: '^1.1.0', version: '1.1.0' },
          { kind: 'lock', name: 'up', from: ['1.0.0'], version: '2.0.0' },
        ],
      },
    ]);
  });

  test('one that frees several is taken once, as far as all of them need', () => {
    const worse = makeAdvisory('GHSA-worse', 'worse', '1.0.5');
    const plan = planOf(
      scene({
        root: { up: '^1.0.0' },
        packages: { 'up@1.0.0': { bad: '1.0.0', worse: '1.0.0' }, 'bad@1.0.0': {}, 'worse@1.0.0': {} },
        advisories: [bad, worse],
        documents: [
          releases,
          makeDocument('worse', { '1.0.0': {}, '1.0.5': {} }),
          makeDocument('up', {
            '1.0.0': { bad: '1.0.0', worse: '1.0.0' },
            '1.1.0': { bad: '1.2.0', worse: '1.0.0' },
            '1.2.0': { bad: '1.3.0', worse: '1.0.5' },
          }),
        ],
      }),
    );
    const manifests = plan.updates.flatMap(({ steps }) => steps.filter(({ kind }) => kind === 'manifest'));
    expect(manifests).toHaveLength(2);
    expect(manifests[0]).toEqual(manifests[1]);
    expect(plan.updates.map(({ name, to }) => [name, to])).toEqual([
      ['bad', '1.3.0'],
      ['worse', '1.0.5'],
    ]);
  });

  test('a parent that is affected itself brings its children along', () => {
    const plan = planOf(
      scene({
        root: { up: '^1.0.0' },
        packages: { 'up@1.0.0': { bad: '~1.0.0' }, 'bad@1.0.0': {} },
        advisories: [bad, makeAdvisory('GHSA-up', 'up', '1.3.0')],
        documents: [releases, up],
      }),
    );
    expect(plan.updates.map(({ name, to, how }) => [name, to, how])).toEqual([
      ['bad', '1.3.0', 'parent'],
      ['up', '1.3.0', 'direct'],
    ]);
  });

  test('no release of a parent that is affected, deprecated or too young is taken', () => {
    const plan = planOf(
      scene({
        root: { up: '^1.0.0' },
        packages: { 'up@1.0.0': { bad: '1.0.0' }, 'bad@1.0.0': {} },
        advisories: [
          bad,
          makeAdvisory('GHSA-up', 'up', '9.0.0', { affected: [{ name: 'up', versions: ['1.1.0'], ranges: [] }] }),
        ],
        documents: [
          releases,
          makeDocument(
            'up',
            { '1.0.0': { bad: '1.0.0' }, '1.1.0': {}, '1.2.0': {}, '1.3.0-rc.1': {}, '1.4.0': {} },
            { '1.2.0': { deprecated: 'use 1.4' } },
          ),
        ],
      }),
    );
    expect(plan.updates).toMatchObject([{ name: 'bad', to: '', steps: [{ alias: 'up', version: '1.4.0' }] }]);
  });
});

describe('rollback: out of malware', () => {
  const malware = makeAdvisory('MAL-1', 'bad', '0', {
    malware: true,
    affected: [{ name: 'bad', versions: ['1.3.0'], ranges: [] }],
  });
  const gone = makeDocument('bad', { '1.0.0': {}, '1.2.0': {}, '1.2.1': {} }, { '1.2.1': { deprecated: 'broken' } });

  test('to the highest good version before it', () => {
    const plan = planOf(
      scene({
        root: { up: '^1.0.0' },
        packages: { 'up@1.0.0': { bad: '^1.0.0' }, 'bad@1.3.0': {} },
        advisories: [malware],
        documents: [gone],
      }),
    );
    expect(plan.updates).toMatchObject([
      { from: ['1.3.0'], to: '1.2.0', how: 'rollback', steps: [{ kind: 'lock', version: '1.2.0' }] },
    ]);
  });

  test.each<[name: string, document: ReturnType<typeof makeDocument>, to: string]>([
    ['in its style where the registry took the malware back', gone, '^1.2.0'],
    ['exactly where the malware is still there', makeDocument('bad', { '1.2.0': {}, '1.3.0': {} }), '1.2.0'],
  ])('the manifest asks for it %s', (_, document, to) => {
    const plan = planOf(
      scene({ root: { bad: '^1.3.0' }, packages: { 'bad@1.3.0': {} }, advisories: [malware], documents: [document] }),
    );
    expect(plan.updates).toMatchObject([{ how: 'rollback', steps: [{ kind: 'manifest', to, version: '1.2.0' }] }]);
  });

  test('forward on the same line where that is old enough, and never over to another major before going back', () => {
    const versions = { '1.2.0': {}, '1.3.1': {}, '2.0.0': {} };
    const malicious = { root: { bad: '^1.3.0' }, packages: { 'bad@1.3.0': {} }, advisories: [malware] };
    const forward = planOf(scene({ ...malicious, documents: [makeDocument('bad', versions)] }));
    expect(forward.updates).toMatchObject([{ to: '1.3.1', how: 'direct' }]);
    const young = makeDocument('bad', versions, { '1.3.1': { publishedAt: '2026-05-31T00:00:00Z' } });
    expect(planOf(scene({ ...malicious, documents: [young] })).updates).toMatchObject([
      { to: '1.2.0', how: 'rollback' },
    ]);
  });

  test('none where every version is malware: remove it', () => {
    const all = makeAdvisory('MAL-2', 'bad', '99.0.0', { malware: true });
    const plan = planOf(scene({ root: { bad: '1.0.0' }, packages: { 'bad@1.0.0': {} }, advisories: [all] }));
    expect(plan).toMatchObject({
      updates: [],
      skipped: [{ reason: 'no-fix', text: expect.stringContaining('Remove bad') }],
    });
  });
});

describe('override', () => {
  const pinned: Partial<Scene> = {
    root: { up: '^1.0.0' },
    packages: { 'up@1.0.0': { bad: '~1.0.0' }, 'bad@1.0.0': {} },
    documents: [releases, makeDocument('up', { '1.0.0': { bad: '~1.0.0' } })],
  };
  const allowed = { settings: { allowOverrides: true } };

  test('of one line of versions, where it is allowed and nothing else helps', () => {
    expect(planOf(scene({ ...pinned, ...allowed })).updates).toEqual([
      {
        name: 'bad',
        from: ['1.0.0'],
        to: '1.2.0',
        how: 'override',
        path: ['up@1.0.0'],
        clears: ['GHSA-bad'],
        steps: [{ kind: 'override', name: 'bad', selector: 'bad@^1', range: '^1.2.0', version: '1.2.0' }],
      },
    ]);
  });

  test('never to another line', () => {
    const far = makeAdvisory('GHSA-far', 'bad', '2.0.0');
    expect(planOf(scene({ ...pinned, ...allowed, advisories: [far] }))).toMatchObject({
      updates: [],
      skipped: [{ reason: 'waiting-on-parent' }],
    });
  });

  test.each(['yarn-v1', 'bun'] as const)(
    '%s knows none for one line: not where another line is locked too',
    (format) => {
      const two: Partial<Scene> = {
        ...pinned,
        format,
        root: { up: '^1.0.0', bad: '^2.0.0 => 2.0.0' },
        packages: { 'up@1.0.0': { bad: '~1.0.0 => 1.0.0' }, 'bad@1.0.0': {}, 'bad@2.0.0': {} },
      };
      expect(planOf(scene({ ...two, ...allowed })).skipped).toMatchObject([{ reason: 'waiting-on-parent' }]);
      expect(planOf(scene({ ...two, ...allowed, format: 'npm' })).updates).toMatchObject([{ how: 'override' }]);
    },
  );

  test.each<[string, object, string]>([
    ["npm's", { overrides: { bad: '1.0.0' } }, 'bad'],
    ["yarn's", { resolutions: { '**/bad': '1.0.0' } }, '**/bad'],
    ["pnpm's", { pnpm: { overrides: { 'bad@1': '1.0.0' } } }, 'bad@1'],
  ])('%s own of the project is raised, allowed or not', (_, manifest, selector) => {
    expect(planOf(scene({ ...pinned, manifest })).updates).toMatchObject([
      { how: 'override', steps: [{ kind: 'override', selector, range: '1.2.0', version: '1.2.0' }] },
    ]);
  });
});

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

  test('a younger version only where it is exempt', () => {
    const young = makeDocument(
      'bad',
      { '1.2.0': {}, '1.3.0': {} },
      { '1.2.0': { publishedAt: '2026-05-31T00:00:00Z' } },
    );
    expect(planOf(scene({ ...direct, documents: [young] })).updates).toMatchObject([{ to: '1.3.0' }]);
    const settings = { ageExempt: new Set(['bad@1.2.0']) };
    expect(planOf(scene({ ...direct, documents: [young], settings })).updates).toMatchObject([{ to: '1.2.0' }]);
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

describe('what no release cures', () => {
  const hopeless = { advisories: [makeAdvisory('GHSA-bad', 'bad', '99.0.0')] };

  test('goes where its parent does without it', () => {
    const plan = planOf(
      scene({
        ...hopeless,
        root: { up: '^1.0.0' },
        packages: { 'up@1.0.0': { bad: '^1.0.0' }, 'bad@1.0.0': {} },
        documents: [
          releases,
          makeDocument('up', { '1.0.0': { bad: '^1.0.0' }, '1.1.0': { bad: '^2.0.0' }, '1.2.0': {} }),
        ],
      }),
    );
    expect(plan).toMatchObject({
      skipped: [],
      updates: [{ name: 'bad', to: '', how: 'parent', steps: [{ alias: 'up', to: '^1.2.0' }] }],
    });
  });

  test('goes with a parent that is updated for another reason, also below it', () => {
    const plan = planOf(
      scene({
        advisories: [...hopeless.advisories, makeAdvisory('GHSA-top', 'top', '2.0.0')],
        root: { top: '^1.0.0' },
        packages: { 'top@1.0.0': { up: '^1.0.0' }, 'up@1.0.0': { bad: '^1.0.0' }, 'bad@1.0.0': {} },
        documents: [
          releases,
          makeDocument('up', { '1.0.0': { bad: '^1.0.0' }, '2.0.0': { bad: '^1.0.0' } }),
          makeDocument('top', { '1.0.0': { up: '^1.0.0' }, '2.0.0': { up: '^2.0.0' } }),
        ],
      }),
    );
    expect(plan.updates.map(({ name, to, steps }) => [name, to, steps.length])).toEqual([
      ['bad', '', 1],
      ['top', '2.0.0', 1],
    ]);
  });
});

describe('peers', () => {
  const peering = (version: string, react: string) => ({ [version]: { peerDependencies: { react } } });

  test('two direct packages that bind each other move together', () => {
    const plan = planOf(
      scene({
        root: { react: '^1.0.0', dom: '^1.0.0' },
        packages: { 'react@1.0.0': {}, 'dom@1.0.0': { react: '^1.0.0' } },
        advisories: [makeAdvisory('GHSA-react', 'react', '2.0.0')],
        documents: [
          makeDocument('react', { '1.0.0': {}, '2.0.0': {} }),
          makeDocument(
            'dom',
            { '1.0.0': {}, '2.0.0': {} },
            { ...peering('1.0.0', '^1.0.0'), ...peering('2.0.0', '^2.0.0') },
          ),
        ],
      }),
    );
    expect(plan).toMatchObject({ skipped: [], updates: [{ name: 'react', to: '2.0.0' }] });
    expect(plan.updates[0]!.steps).toMatchObject([
      { kind: 'manifest', name: 'dom', to: '^2.0.0' },
      { kind: 'manifest', name: 'react', to: '^2.0.0' },
      { kind: 'lock', name: 'react', version: '2.0.0' },
    ]);
  });
});

test('documents are asked for step by step: the package, then the parents that stand in the way', () => {
  const request = makeRequest(
    scene({
      root: { top: '^1.0.0' },
      packages: { 'top@1.0.0': { up: '1.0.0' }, 'up@1.0.0': { bad: '~1.0.0' }, 'bad@1.0.0': {} },
      documents: [],
    }),
  );
  const documents = new Map<string, ReturnType<typeof makeDocument> | null>();
  const ask = () => planUpdates({ ...request, documents });
  expect(ask()).toEqual({ needs: ['bad'] });
  documents.set('bad', releases);
  expect(ask()).toEqual({ needs: ['up'] });
  documents.set('up', makeDocument('up', { '1.0.0': { bad: '~1.0.0' }, '1.1.0': {} }));
  expect(ask()).toEqual({ needs: ['top'] });
  documents.set('top', null);
  expect(ask()).toMatchObject({ plan: { skipped: [{ reason: 'waiting-on-parent', path: ['top@1.0.0'] }] } });
});
