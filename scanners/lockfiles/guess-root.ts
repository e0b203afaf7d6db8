import type { LockedDependency, LockedProject } from './lockfile.ts';

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
