import type { LockedDependency, LockedProject } from './lockfile.ts';

/**
 * Adds to a root what no other entry and no project asks for: it must be a workspace's whose package.json is not at hand.
 */
export function guessRest(
  root: LockedProject,
  projects: readonly LockedProject[],
  dependencies: ReadonlyMap<string, LockedDependency>,
) {
  const known = new Set(projects.flatMap((project) => project.dependencies.map((edge) => edge.to)));
  for (const edge of guessRoot(dependencies).dependencies) if (!known.has(edge.to)) root.dependencies.push(edge);
}

/**
 * The root project of a lockfile that does not say what its project asks for, when no package.json is at hand: everything that
 * no other entry asks for is taken as asked for by the project. A package that is both direct and transitive shows as transitive.
 */
export function guessRoot(dependencies: ReadonlyMap<string, LockedDependency>): LockedProject {
  const asked = new Set<string>();
  for (const { key, dependencies: edges } of dependencies.values()) {
    for (const { to } of edges) if (to !== key) asked.add(to);
  }
  const root: LockedProject = { path: '.', dependencies: [] };
  for (const { key, name, alias, scopes } of dependencies.values()) {
    if (asked.has(key)) continue;
    root.dependencies.push({ name: alias ?? name, range: '', scope: scopes[0] ?? 'prod', to: key });
  }
  return root;
}
