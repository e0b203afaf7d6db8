import { describe, expect, test } from 'vitest';
import { planUpdates } from '../../scanners/updates/index.ts';
import { makeAdvisory } from '../advisory.ts';
import { bad, releases, scene } from './bad-scene.ts';
import { bare, makeDocument, makeRequest, planOf, type Scene } from './model.ts';

describe('direct: the manifest asks for the lowest fixed version in its own style', () => {
  test.each<[asked: string, to: string]>([
    ['1.0.0', '1.2.0'],
    ['^1.0.0', '^1.2.0'],
    ['~1.0.0', '~1.2.0'],
    ['>=1.0.0 <2', '>=1.2.0 <2'],
    ['npm:bad@^1.0.0', 'npm:bad@^1.2.0'],
  ])('%s becomes %s', (asked, to) => {
    const plan = planOf(scene({ root: { bad: asked }, packages: { 'bad@1.0.0': {} } }));
    expect({ ...plan, updates: plan.updates.map(bare) }).toEqual({
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
    expect(plan.updates.map(bare)).toEqual([
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
    expect(plan.updates.map(bare)).toEqual([
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
    expect(planOf(scene({ ...pinned, ...allowed })).updates.map(bare)).toEqual([
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
