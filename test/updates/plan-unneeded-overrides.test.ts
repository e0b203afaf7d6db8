import { describe, expect, test } from 'vitest';
import { groupUpdates, type OwnOverride, planUpdates, rankUpdates } from '../../scanners/updates/index.ts';
import { makeAdvisory } from '../advisory.ts';
import { makeDocument, makeRequest, planOf, type Scene } from './model.ts';

const own: OwnOverride = {
  name: 'bad',
  file: 'package.json',
  section: ['overrides'],
  selector: 'bad@^1',
  range: '^1.2.0',
  addedBy: 3,
};

/** Nothing is wrong with what is locked. */
function scene(more: Partial<Scene>): Scene {
  return {
    root: { up: '^1.0.0' },
    packages: { 'up@1.0.0': { bad: '^1.1.0' }, 'bad@1.2.0': {} },
    advisories: [],
    documents: [],
    ownOverrides: [own],
    ...more,
  };
}

const removal = {
  name: 'bad',
  from: ['1.2.0'],
  to: '1.2.0',
  how: 'unneeded-override',
  path: [],
  clears: [],
  steps: [{ kind: 'remove-override', ...own, keeps: ['1.2.0'] }],
  targets: [],
};

describe('an override of ours goes', () => {
  test('where the parent admits what is locked', () => {
    expect(planOf(scene({})).updates).toEqual([removal]);
  });

  test('where nothing asks for the package any more', () => {
    expect(planOf(scene({ packages: { 'up@1.0.0': {} } })).updates).toMatchObject([
      { name: 'bad', from: [], to: '', steps: [{ kind: 'remove-override', keeps: [] }] },
    ]);
  });

  test('where the package is on other lines only', () => {
    const packages = { 'up@1.0.0': { bad: '^2.0.0' }, 'bad@2.0.0': {} };
    expect(planOf(scene({ packages })).updates).toMatchObject([{ from: [], to: '' }]);
  });

  test('whatever another line of the package is asked for by', () => {
    const packages = {
      'up@1.0.0': { bad: '^1.1.0 => 1.2.0', low: '^1.0.0' },
      'low@1.0.0': { bad: '2.0.0 => 2.0.0' },
      'bad@1.2.0': {},
      'bad@2.0.0': {},
    };
    expect(planOf(scene({ packages })).updates).toEqual([removal]);
  });

  test('with all its entries in one update', () => {
    const other = { ...own, selector: 'bad@^2', range: '^2.1.0' };
    expect(planOf(scene({ ownOverrides: [own, other] })).updates).toMatchObject([
      { name: 'bad', from: ['1.2.0'], steps: [{ selector: 'bad@^1' }, { selector: 'bad@^2', keeps: [] }] },
    ]);
  });
});

describe('it stays', () => {
  test.each<[string, Partial<Scene>]>([
    ['where the parent still pins it', { packages: { 'up@1.0.0': { bad: '~1.0.0' }, 'bad@1.2.0': {} } }],
    [
      'where one of two parents does',
      {
        packages: {
          'up@1.0.0': { bad: '^1.1.0', low: '^1.0.0' },
          'low@1.0.0': { bad: '1.0.0' },
          'bad@1.2.0': {},
        },
      },
    ],
    ['where a project does', { root: { up: '^1.0.0', bad: '1.0.0' } }],
    ['where it is not seen who asks', { packages: { 'up@1.0.0': {}, 'bad@1.2.0': {} } }],
    ['where a parent asks by a tag', { packages: { 'up@1.0.0': { bad: 'next' }, 'bad@1.2.0': {} } }],
  ])('%s', (_, more) => {
    expect(planOf(scene(more)).updates).toEqual([]);
  });

  test('where what it brought is affected now: then it is raised', () => {
    const updates = planOf(
      scene({
        advisories: [makeAdvisory('GHSA-more', 'bad', '1.3.0')],
        documents: [makeDocument('bad', { '1.2.0': {}, '1.3.0': {} })],
        manifest: { overrides: { 'bad@^1': '^1.2.0' } },
      }),
    ).updates;
    expect(updates).toMatchObject([{ how: 'override', steps: [{ kind: 'override', range: '^1.3.0' }] }]);
  });

  test('until a parent that is updated now is in the lockfile', () => {
    const updates = planOf(
      scene({
        advisories: [makeAdvisory('GHSA-up', 'up', '1.1.0')],
        documents: [makeDocument('up', { '1.0.0': { bad: '^1.1.0' }, '1.1.0': { bad: '1.0.0' } })],
      }),
    ).updates;
    expect(updates.map(({ name, how }) => `${name} ${how}`)).not.toContain('bad unneeded-override');
  });
});

describe('where the lockfile gives no ranges', () => {
  const request = (asked: string) =>
    scene({ format: 'pnpm', documents: [makeDocument('up', { '1.0.0': { bad: asked } })] });

  test('the registry is asked', () => {
    expect(planUpdates(makeRequest({ ...request('^1.1.0'), documents: [] }))).toEqual({ needs: ['up'] });
    expect(planOf(request('^1.1.0')).updates).toEqual([removal]);
    expect(planOf(request('~1.0.0')).updates).toEqual([]);
  });

  test('what it does not know keeps the override', () => {
    expect(planOf({ ...request('^1.1.0'), documents: [], unknown: ['up'] }).updates).toEqual([]);
  });
});

test('what clears nothing comes last, ranks lowest, and goes by itself', () => {
  const request = makeRequest(
    scene({
      root: { up: '^1.0.0', weak: '^1.0.0' },
      packages: { 'up@1.0.0': { bad: '^1.1.0' }, 'bad@1.2.0': {}, 'weak@1.0.0': {} },
      advisories: [makeAdvisory('GHSA-weak', 'weak', '1.1.0')],
      documents: [makeDocument('weak', { '1.0.0': {}, '1.1.0': {} })],
    }),
  );
  const outcome = planUpdates(request);
  if ('needs' in outcome) throw new Error(outcome.needs.join());
  const { updates } = outcome.plan;
  expect(updates.map(({ name }) => name)).toEqual(['weak', 'bad']);
  expect(groupUpdates(updates, 'all')).toHaveLength(1);
  expect(groupUpdates(updates, 'package')).toHaveLength(2);
  const none = () => ({ knownExploited: false });
  expect(rankUpdates([updates[1]!], request.alerts, none)).toEqual({
    malware: false,
    knownExploited: false,
    epss: null,
    severity: 'low',
    findings: 0,
  });
});
