import { describe, expect, it } from 'vitest';
import type { DependencyScope, LockedDependency, LockedProject } from './lockfile.ts';
import { markReach, stepRank } from './reach.ts';

type Edges = [scope: DependencyScope, to: string][];

function reach(root: Edges, graph: Record<string, Edges>, told: Record<string, DependencyScope[]> = {}) {
  const edges = (list: Edges) => list.map(([scope, to]) => ({ name: to, range: '*', scope, to }));
  const dependencies = new Map<string, LockedDependency>();
  for (const [key, list] of Object.entries(graph)) {
    dependencies.set(key, {
      key,
      name: key,
      version: '1.0.0',
      source: 'registry',
      direct: false,
      scopes: told[key] ?? [],
      bundled: false,
      dependencies: edges(list),
    });
  }
  const projects: LockedProject[] = [{ path: '.', dependencies: edges(root) }];
  markReach(projects, dependencies);
  return Object.fromEntries(
    [...dependencies.values()].map(({ key, direct, scopes }) => [key, `${direct ? 'direct ' : ''}${scopes.join()}`]),
  );
}

describe('markReach', () => {
  it('gives a way the scope of its weakest step, and a development way that of its start', () => {
    const found = reach(
      [
        ['prod', 'a'],
        ['dev', 'd'],
        ['optional', 'o'],
        ['peer', 'p'],
      ],
      {
        a: [
          ['optional', 'a-optional'],
          ['peer', 'a-peer'],
          ['prod', 'a-prod'],
        ],
        'a-optional': [
          ['prod', 'below-optional'],
          ['peer', 'below-optional'],
        ],
        'below-optional': [],
        'a-peer': [['prod', 'below-peer']],
        'below-peer': [],
        'a-prod': [],
        d: [['optional', 'below-dev']],
        'below-dev': [['prod', 'deeper']],
        deeper: [],
        o: [],
        p: [['optional', 'o']],
        lost: [['prod', 'lost']],
      },
    );
    expect(found).toEqual({
      a: 'direct prod',
      'a-optional': 'optional',
      'below-optional': 'optional',
      'a-peer': 'peer',
      'below-peer': 'peer',
      'a-prod': 'prod',
      d: 'direct dev',
      'below-dev': 'dev',
      deeper: 'dev',
      o: 'direct optional',
      p: 'direct peer',
      lost: '',
    });
  });

  it('lists several ways, the strongest first, through cycles too', () => {
    const found = reach(
      [
        ['dev', 'a'],
        ['prod', 'b'],
      ],
      {
        a: [['prod', 'c']],
        b: [
          ['optional', 'c'],
          ['prod', 'd'],
        ],
        c: [['prod', 'd']],
        d: [['prod', 'a']],
      },
    );
    expect(found).toEqual({
      a: 'direct prod,optional,dev',
      b: 'direct prod',
      c: 'prod,optional,dev',
      d: 'prod,optional,dev',
    });
  });

  it('keeps what the lockfile tells, and adds what a project itself lists', () => {
    const found = reach(
      [
        ['dev', 'a'],
        ['prod', 'b'],
      ],
      { a: [['prod', 'c']], b: [], c: [] },
      { a: ['prod'], c: ['optional'] },
    );
    expect(found).toEqual({ a: 'direct prod,dev', b: 'direct prod', c: 'optional' });
  });

  it.each([
    [0, 'prod', 0],
    [0, 'dev', 3],
    [1, 'optional', 2],
    [2, 'peer', 2],
    [3, 'prod', 3],
  ] as const)('a step from %i by %s leads to %i', (rank, scope, to) => {
    expect(stepRank(rank, scope)).toBe(to);
  });
});
