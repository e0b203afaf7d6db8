import { describe, expect, it } from 'vitest';
import { inventory } from './inventory.ts';
import type { DependencyEdge, DependencyScope, LockedDependency, Lockfile } from './lockfile.ts';

/** A lockfile from lines such as `a@1 -> b@1, dev:c@1`; `root` and `packages/x` are projects, the rest are entries. */
function lockfile(...lines: string[]): Lockfile {
  const made: Lockfile = {
    path: 'lock',
    format: 'npm',
    formatVersion: '3',
    projects: [],
    dependencies: new Map(),
    problems: [],
  };
  for (const line of lines) {
    const [from, list] = line.split(' -> ') as [string, string | undefined];
    const edges = (list ?? '').split(', ').filter(Boolean).map(edge);
    if (from === 'root' || from.startsWith('packages/'))
      made.projects.push({ path: from === 'root' ? '.' : from, dependencies: edges });
    else made.dependencies.set(from, entry(from, edges));
  }
  for (const project of made.projects)
    for (const { to } of project.dependencies) made.dependencies.get(to)!.direct = true;
  return made;
}

function edge(text: string): DependencyEdge {
  const [, scope = 'prod', to] = /^(?:(dev|optional|peer):)?(.*)$/.exec(text)!;
  return { name: to!, range: `^${to}`, scope: scope as DependencyScope, to: to! };
}

/** `x/a@1` is a copy of `a@1` under another key. */
function entry(key: string, dependencies: DependencyEdge[]): LockedDependency {
  const [name, version] = key.slice(key.indexOf('/') + 1).split('@') as [string, string];
  return { key, name, version, source: 'registry', direct: false, scopes: ['prod'], bundled: false, dependencies };
}

function ways(...lines: string[]) {
  return Object.fromEntries(
    inventory(lockfile(...lines)).map(({ name, version, path, requiredBy }) => [
      `${name}@${version}`,
      [path, requiredBy],
    ]),
  );
}

describe('inventory', () => {
  it('gives the shortest path from a project down to the parent', () => {
    expect(ways('root -> a@1', 'a@1 -> b@1', 'b@1 -> c@1', 'c@1')).toEqual({
      'a@1': [[], '.'],
      'b@1': [['a@1'], 'a@1'],
      'c@1': [['a@1', 'b@1'], 'b@1'],
    });
  });

  it('starts with the folder of a project that is not the root', () => {
    expect(ways('root', 'packages/x -> a@1', 'a@1 -> b@1', 'b@1')).toEqual({
      'a@1': [['packages/x'], 'packages/x'],
      'b@1': [['packages/x', 'a@1'], 'a@1'],
    });
  });

  it('prefers production to development at equal length, whichever stands first', () => {
    const found = ways('root -> dev:d@1, p@1', 'd@1 -> x@1', 'p@1 -> x@1', 'x@1 -> y@1', 'y@1');
    expect(found['x@1']).toEqual([['p@1'], 'p@1']);
    expect(found['y@1']).toEqual([['p@1', 'x@1'], 'x@1']);
    expect(ways('root -> dev:d@1, p@1', 'd@1 -> x@1', 'p@1 -> q@1', 'q@1 -> x@1', 'x@1')['x@1']).toEqual([
      ['d@1'],
      'd@1',
    ]);
    expect(ways('packages/a -> dev:x@1', 'packages/b -> x@1', 'x@1')['x@1']).toEqual([['packages/b'], 'packages/b']);
  });

  it('ends in cycles and leaves what nothing leads to without a path', () => {
    const items = inventory(
      lockfile('root -> a@1', 'a@1 -> b@1', 'b@1 -> a@1', 'lost@1 -> lost2@1', 'lost2@1 -> lost@1'),
    );
    expect(items.map(({ name, path, direct, requiredBy }) => [name, path, direct, requiredBy])).toEqual([
      ['a', [], true, '.'],
      ['b', ['a@1'], false, 'a@1'],
      ['lost', [], false, ''],
      ['lost2', [], false, ''],
    ]);
  });

  it('takes copies together: the best path, all keys, all scopes', () => {
    const lock = lockfile('root -> a@1, b@1', 'a@1 -> m@1', 'm@1 -> x/c@1', 'b@1 -> y/c@1', 'x/c@1', 'y/c@1');
    lock.dependencies.get('y/c@1')!.scopes = ['dev'];
    lock.dependencies.get('x/c@1')!.bundled = true;
    expect(inventory(lock).find(({ name }) => name === 'c')).toEqual({
      name: 'c',
      version: '1',
      direct: false,
      scopes: ['prod', 'dev'],
      path: ['b@1'],
      requiredRange: '^y/c@1',
      requiredBy: 'b@1',
      copies: 2,
      keys: ['x/c@1', 'y/c@1'],
      bundled: false,
    });
  });

  it('prefers a copy in production to one in development at the same length', () => {
    const found = ways('root -> dev:d@1, p@1', 'd@1 -> x/c@1', 'p@1 -> y/c@1', 'x/c@1', 'y/c@1');
    expect(found['c@1']).toEqual([['p@1'], 'p@1']);
  });

  it('lists registry and patch entries with a version, and nothing else', () => {
    const lock = lockfile('root', 'a@1', 'b@1', 'c@1', 'd@1', 'e@1', 'f@1');
    const sources = ['registry', 'patch', 'git', 'workspace', 'file', 'registry'] as const;
    for (const [at, dependency] of [...lock.dependencies.values()].entries()) dependency.source = sources[at]!;
    lock.dependencies.get('f@1')!.version = '';
    expect(inventory(lock).map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('goes through entries that are no items themselves', () => {
    const lock = lockfile('root -> g@1', 'g@1 -> a@1', 'a@1');
    Object.assign(lock.dependencies.get('g@1')!, { source: 'git', version: '' });
    expect(inventory(lock)).toMatchObject([{ name: 'a', path: ['g'] }]);
  });

  it('stays linear on a ladder of 60,000 entries, and cuts what nobody could read', () => {
    const lines = ['root -> a0@1'];
    for (let n = 0; n < 20_000; n++) {
      lines.push(`a${n}@1 -> b${n}@1, dev:c${n}@1`, `b${n}@1 -> a${n + 1}@1`, `c${n}@1 -> a${n + 1}@1`);
    }
    const items = inventory(lockfile(...lines, 'a20000@1'));
    expect(items.at(-1)?.path).toHaveLength(61);
    expect(items.at(-1)?.path.slice(0, 2)).toEqual(['…', 'a19970@1']);
    expect(items.find(({ name }) => name === 'a30')?.path[0]).toBe('a0@1');
  });
});
