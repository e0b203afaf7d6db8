import type { DependencyEdge, Lockfile } from '../../scanners/lockfiles/index.ts';
import type { PlannedUpdate } from '../../scanners/updates/update-plan.ts';

/**
 * The edges to copies that the plan expects to go with the parents that asked for them. Should what comes in their place ask for the
 * same range, it is resolved again: a lockfile that still held it would keep the affected copy.
 */
export function leavingEdges(lockfile: Lockfile, updates: readonly PlannedUpdate[]): DependencyEdge[] {
  const leaving = new Set(
    updates.filter(({ to }) => to === '').flatMap(({ name, from }) => from.map((version) => `${name}@${version}`)),
  );
  if (leaving.size === 0) return [];
  const all = [...lockfile.projects, ...lockfile.dependencies.values()].flatMap(({ dependencies }) => dependencies);
  return all.filter(({ to }) => {
    const target = lockfile.dependencies.get(to);
    return target !== undefined && leaving.has(`${target.name}@${target.version}`);
  });
}
