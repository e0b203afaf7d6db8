import { isObject, type JsonObject } from './json-text.ts';
import type { DependencyEdge, DependencyScope } from './lockfile.ts';

/** A list of a manifest, and the scope that its members have. Earlier lists win where a name is in several. */
export type DependencyList = readonly [field: string, scope: DependencyScope];

/** What a package.json or a workspace entry can ask for; what a published package asks for leaves `devDependencies` out. */
export const PROJECT_LISTS: readonly DependencyList[] = [
  ['optionalDependencies', 'optional'],
  ['dependencies', 'prod'],
  ['devDependencies', 'dev'],
  ['peerDependencies', 'peer'],
];
export const PACKAGE_LISTS: readonly DependencyList[] = [
  ['optionalDependencies', 'optional'],
  ['dependencies', 'prod'],
  ['peerDependencies', 'peer'],
];

/** Where an asked-for name leads: a key in `Lockfile.dependencies`, or nothing when the lockfile holds no such entry. */
export type Resolve = (name: string, range: string) => string | undefined;

/** The edges of one entry: every name in its lists that the lockfile holds. */
export function edgesOf(entry: JsonObject, lists: readonly DependencyList[], resolve: Resolve): DependencyEdge[] {
  const edges: DependencyEdge[] = [];
  for (let at = 0; at < lists.length; at++) {
    const list = entry[lists[at]![0]];
    if (!isObject(list)) continue;
    const scope = lists[at]![1];
    for (const name of Object.keys(list)) {
      if (at > 0 && inEarlierList(entry, lists, at, name)) continue;
      const asked = list[name];
      const range = typeof asked === 'string' ? asked : '';
      const to = resolve(name, range);
      if (to !== undefined) edges.push({ name, range, scope, to });
    }
  }
  return edges;
}

function inEarlierList(entry: JsonObject, lists: readonly DependencyList[], before: number, name: string): boolean {
  for (let at = 0; at < before; at++) {
    const list = entry[lists[at]![0]];
    if (isObject(list) && Object.hasOwn(list, name)) return true;
  }
  return false;
}
