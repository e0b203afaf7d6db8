import { LIMITS } from './limits.ts';
import type { DependencyScope, LockedDependency, Lockfile } from './lockfile.ts';
import { inOrder } from './reach.ts';
import { type ShortestWay, shortestWays } from './shortest-ways.ts';

/** A package version of a lockfile that advisories can name, all its copies taken together. */
export interface InventoryItem {
  name: string;
  version: string;
  /** A project asks for one of the copies itself. */
  direct: boolean;
  scopes: DependencyScope[];
  /**
   * The shortest way to it, from the project's folder (left out for the root) over `name@version` down to the parent; production
   * ways before others of the same length. Of a path that is absurdly long only the end is given, after `…`. Empty for what the root asks for, and for what nothing leads to (then `direct` is false).
   */
  path: string[];
  /** What the parent on the path asks for; empty where the lockfile does not say (pnpm below the projects). */
  requiredRange: string;
  /** The last of the path; `.` for the root project, empty for what nothing leads to. */
  requiredBy: string;
  copies: number;
  /** The copies' keys in `Lockfile.dependencies`. */
  keys: string[];
  /** All copies came inside other packages' archives: only these can update them. */
  bundled: boolean;
}

/** One item for each distinct name and version of registry and patch entries, in the order of the file. Linear in the graph. */
export function inventory(lockfile: Lockfile): InventoryItem[] {
  const ways = shortestWays(lockfile);
  const items = new Map<string, { item: InventoryItem; best: ShortestWay | undefined }>();
  for (const dependency of lockfile.dependencies.values()) {
    if (!isMatchable(dependency)) continue;
    const id = `${dependency.name}@${dependency.version}`;
    const way = ways.get(dependency.key);
    const known = items.get(id);
    if (known === undefined) items.set(id, { item: firstCopy(dependency), best: way });
    else {
      addCopy(known.item, dependency);
      if (isBetter(way, known.best)) known.best = way;
    }
  }
  return [...items.values()].map(({ item, best }) => (best === undefined ? item : describeWay(item, best)));
}

/** Whether advisories can name the entry: only what a registry serves, patched or not. */
export function isMatchable({ source, version }: LockedDependency): boolean {
  return (source === 'registry' || source === 'patch') && version !== '';
}

function firstCopy({ key, name, version, direct, scopes, bundled }: LockedDependency): InventoryItem {
  return {
    name,
    version,
    direct,
    scopes: [...scopes],
    path: [],
    requiredRange: '',
    requiredBy: '',
    copies: 1,
    keys: [key],
    bundled,
  };
}

function addCopy(item: InventoryItem, { key, direct, scopes, bundled }: LockedDependency): void {
  item.copies++;
  item.keys.push(key);
  item.direct ||= direct;
  item.bundled &&= bundled;
  if (scopes.some((scope) => !item.scopes.includes(scope))) {
    item.scopes = inOrder([...item.scopes, ...scopes]);
  }
}

function isBetter(way: ShortestWay | undefined, than: ShortestWay | undefined): boolean {
  if (way === undefined || than === undefined) return than === undefined;
  return way.length < than.length || (way.length === than.length && way.rank < than.rank);
}

function describeWay(item: InventoryItem, way: ShortestWay): InventoryItem {
  const path: string[] = [];
  let at = way.parent;
  for (; at !== undefined && path.length < LIMITS.pathSteps; at = at.parent) path.push(at.label);
  if (at !== undefined) path.push('…');
  if (way.project !== '.') path.push(way.project);
  path.reverse();
  item.path = path;
  item.requiredRange = way.range;
  item.requiredBy = path.at(-1) ?? '.';
  return item;
}
