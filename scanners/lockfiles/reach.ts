import type { DependencyScope, LockedDependency, LockedProject } from './lockfile.ts';

/** From the strongest need to the weakest. A path is as weak as its weakest step, and a development path stays one. */
export const SCOPES: readonly DependencyScope[] = ['prod', 'peer', 'optional', 'dev'];

/** The place in `SCOPES` of a path that goes on by one more edge. */
export function stepRank(rank: number, scope: DependencyScope): number {
  return Math.max(rank, SCOPES.indexOf(scope));
}

/**
 * Marks what the projects ask for themselves as direct, and gives every dependency that a project leads to the scopes of the
 * ways to it. What nothing leads to keeps the scopes that it has. Linear: each dependency is visited once for each scope.
 */
export function markReach(projects: readonly LockedProject[], dependencies: ReadonlyMap<string, LockedDependency>): void {
  const seen = new Map<LockedDependency, number>();
  const stack: LockedDependency[] = [];
  const ranks: number[] = [];
  const visit = (key: string, rank: number) => {
    const dependency = dependencies.get(key);
    if (dependency === undefined) return undefined;
    const marks = seen.get(dependency) ?? 0;
    if ((marks & (1 << rank)) === 0) {
      seen.set(dependency, marks | (1 << rank));
      stack.push(dependency);
      ranks.push(rank);
    }
    return dependency;
  };
  for (const project of projects) {
    for (const edge of project.dependencies) {
      const dependency = visit(edge.to, stepRank(0, edge.scope));
      if (dependency !== undefined) dependency.direct = true;
    }
  }
  while (stack.length > 0) {
    const dependency = stack.pop()!;
    const rank = ranks.pop()!;
    for (const edge of dependency.dependencies) visit(edge.to, stepRank(rank, edge.scope));
  }
  for (const [dependency, marks] of seen) dependency.scopes = scopesOf(marks);
}

function scopesOf(marks: number): DependencyScope[] {
  return SCOPES.filter((_, rank) => (marks & (1 << rank)) !== 0);
}
