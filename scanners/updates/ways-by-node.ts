import type { Lockfile } from '../lockfiles/index.ts';
import { type ShortestWay, shortestWays } from '../lockfiles/shortest-ways.ts';
import { nodeId } from './locked-graph.ts';

/** Longer chains tell people nothing more. */
const LONGEST = 30;

/** The shortest way from a project to a locked version, over all its copies. */
export function waysByNode(lockfile: Lockfile): Map<string, ShortestWay> {
  const ways = new Map<string, ShortestWay>();
  for (const [key, way] of shortestWays(lockfile)) {
    const id = nodeId(lockfile.dependencies.get(key)!);
    const known = ways.get(id);
    if (known === undefined || way.length < known.length || (way.length === known.length && way.rank < known.rank)) {
      ways.set(id, way);
    }
  }
  return ways;
}

/** From the project's folder (left out for the root) over `name@version` down to the parent, or to the node itself. */
export function chainOf(way: ShortestWay | undefined, { itself }: { itself: boolean }): string[] {
  if (way === undefined) return [];
  const chain: string[] = [];
  let at = itself ? way : way.parent;
  for (; at !== undefined && chain.length < LONGEST; at = at.parent) chain.push(at.label);
  if (at !== undefined) chain.push('…');
  if (way.project !== '.') chain.push(way.project);
  return chain.reverse();
}
