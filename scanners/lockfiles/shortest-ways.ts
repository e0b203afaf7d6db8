import type { DependencyEdge, LockedDependency, Lockfile } from './lockfile.ts';
import { SCOPES, stepRank } from './reach.ts';

/** The shortest way from a project to a dependency: a chain of parents. */
export interface ShortestWay {
  label: string;
  project: string;
  parent: ShortestWay | undefined;
  range: string;
  /** Edges from the project. */
  length: number;
  /** The way's scope, as a place in `SCOPES`. */
  rank: number;
}

/**
 * Shortest ways to everything that a project leads to, by the dependency's key. Of ways of one length the strongest scope wins,
 * then the project and edge that stand first. Breadth first, level by level; cycles end where they meet themselves.
 */
export function shortestWays({ projects, dependencies }: Lockfile): Map<string, ShortestWay> {
  const ways = new Map<string, ShortestWay>();
  let level: [LockedDependency, ShortestWay][] = [];
  const follow = (edge: DependencyEdge, parent: ShortestWay | undefined, project: string) => {
    const length = (parent?.length ?? 0) + 1;
    const rank = stepRank(parent?.rank ?? 0, edge.scope);
    const known = ways.get(edge.to);
    if (known !== undefined && (known.length < length || known.rank <= rank)) return;
    if (known !== undefined) {
      // The same level, by a stronger way: the entry is in the list already.
      Object.assign(known, { project, parent, range: edge.range, rank });
      return;
    }
    const dependency = dependencies.get(edge.to);
    if (dependency === undefined) return;
    const way: ShortestWay = { label: labelOf(dependency), project, parent, range: edge.range, length, rank };
    ways.set(edge.to, way);
    level.push([dependency, way]);
  };
  for (const project of projects) for (const edge of project.dependencies) follow(edge, undefined, project.path);
  while (level.length > 0) {
    const parents = level;
    level = [];
    // Strong ways first, so that what they lead to is not taken by weak ones.
    for (let rank = 0; rank < SCOPES.length; rank++) {
      for (const [dependency, way] of parents) {
        if (way.rank === rank) for (const edge of dependency.dependencies) follow(edge, way, way.project);
      }
    }
  }
  return ways;
}

function labelOf({ name, version }: LockedDependency): string {
  return version === '' ? name : `${name}@${version}`;
}
