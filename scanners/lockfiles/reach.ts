import type { DependencyScope, LockedDependency, LockedProject } from './lockfile.ts';

/** From the strongest need to the weakest. A path is as weak as its weakest step, and a development path stays one. */
export const SCOPES: readonly DependencyScope[] = ['prod', 'peer', 'optional', 'dev'];

/** The place in `SCOPES` of a path that goes on by one more edge. */
export function stepRank(rank: number, scope: DependencyScope): number {
  return Math.max(rank, SCOPES.indexOf(scope));
}

/**
 * Marks what the projects ask for themselves as direct, and gives every dependency whose scopes the lockfile does not tell those
 * of the ways that lead to it. What nothing leads to keeps none.
 */
export function markReach(
  projects: readonly LockedProject[],
  dependencies: ReadonlyMap<string, LockedDependency>,
): void {
  for (const dependency of dependencies.values()) {
    if (dependency.scopes.length > 0) continue;
    fillScopes(projects, dependencies);
    break;
  }
  for (const project of projects) {
    for (const { to, scope } of project.dependencies) {
      const dependency = dependencies.get(to);
      if (dependency === undefined) continue;
      dependency.direct = true;
      if (!dependency.scopes.includes(scope)) dependency.scopes = inOrder([...dependency.scopes, scope]);
    }
  }
}

/** Linear: each dependency is visited at most once for each scope. */
function fillScopes(projects: readonly LockedProject[], dependencies: ReadonlyMap<string, LockedDependency>): void {
  const seen = new Map<LockedDependency, number>();
  const stack: LockedDependency[] = [];
  const ranks: number[] = [];
  const visit = (key: string, rank: number) => {
    const dependency = dependencies.get(key);
    if (dependency === undefined) return;
    const marks = seen.get(dependency) ?? 0;
    if ((marks & (1 << rank)) !== 0) return;
    seen.set(dependency, marks | (1 << rank));
    stack.push(dependency);
    ranks.push(rank);
  };
  for (const project of projects) for (const edge of project.dependencies) visit(edge.to, stepRank(0, edge.scope));
  while (stack.length > 0) {
    const dependency = stack.pop()!;
    const rank = ranks.pop()!;
    for (const edge of dependency.dependencies) visit(edge.to, stepRank(rank, edge.scope));
  }
  for (const [dependency, marks] of seen) {
    if (dependency.scopes.length === 0) dependency.scopes = SCOPES.filter((_, rank) => (marks & (1 << rank)) !== 0);
  }
}

/** Scopes as `SCOPES` orders them. */
export function inOrder(scopes: readonly DependencyScope[]): DependencyScope[] {
  return SCOPES.filter((scope) => scopes.includes(scope));
}
