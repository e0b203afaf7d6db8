import semver from 'semver';
import { isMatchable } from './inventory.ts';
import type { DependencyEdge, LockedDependency, Lockfile } from './lockfile.ts';

/** A package asks for a range, and what the lockfile gives it lies outside. */
export interface UnmetEdge {
  /** Who asks: `name@version`, or a project's folder. */
  by: string;
  name: string;
  range: string;
  /** What it gets. */
  version: string;
}

/**
 * Where a lockfile does not give what is asked for: a broken edit, or an override that somebody wants. Peers are left out, and so is
 * what has no range to compare: other sources, tags, formats that do not record ranges.
 */
export function unmetEdges(lockfile: Lockfile): UnmetEdge[] {
  return unmetIn(lockfile, ({ scope }) => scope !== 'peer');
}

/** Peers that are there at versions that are not asked for, optional ones included. Package managers mostly only warn of them. */
export function unmetPeers(lockfile: Lockfile): UnmetEdge[] {
  return unmetIn(lockfile, ({ scope }) => scope === 'peer');
}

function unmetIn({ dependencies, projects }: Lockfile, isMeant: (edge: DependencyEdge) => boolean): UnmetEdge[] {
  const unmet = (by: string, edges: readonly DependencyEdge[]) =>
    edges.filter(isMeant).flatMap((edge) => checkEdge(by, edge, dependencies.get(edge.to)) ?? []);
  return [
    ...projects.flatMap(({ path, dependencies: edges }) => unmet(path, edges)),
    ...[...dependencies.values()].flatMap((one) => unmet(`${one.name}@${one.version}`, one.dependencies)),
  ];
}

function checkEdge(by: string, edge: DependencyEdge, to: LockedDependency | undefined): UnmetEdge | undefined {
  if (to === undefined || !isMatchable(to)) return undefined;
  const range = rangeOf(edge.range);
  // pnpm records no ranges below the projects.
  if (range === '') return undefined;
  if (semver.validRange(range, { loose: true }) === null || semver.valid(to.version, { loose: true }) === null) {
    return undefined;
  }
  if (semver.satisfies(to.version, range, { loose: true })) return undefined;
  return { by, name: to.name, range: edge.range, version: to.version };
}

/** Without `npm:` and an alias's real name: `npm:^1.0.0`, `npm:lodash@^4.0.0`. */
function rangeOf(range: string): string {
  if (!range.startsWith('npm:')) return range;
  const rest = range.slice('npm:'.length);
  const at = rest.lastIndexOf('@');
  return at > 0 ? rest.slice(at + 1) : rest;
}
