import type { LockedDependency } from './lockfile.ts';

/** A folder of an npm tree. Looking a name up starts in its own node_modules and goes up to the root, as Node does. */
export interface Place {
  parent: Place | undefined;
  /** What lies in its node_modules, by the name under which it is installed. */
  children: Map<string, Place> | undefined;
  dependency: LockedDependency | undefined;
}

export function newPlace(parent: Place | undefined): Place {
  return { parent, children: undefined, dependency: undefined };
}

export function addChild(parent: Place, name: string, child: Place): void {
  parent.children ??= new Map();
  parent.children.set(name, child);
}

/** What `require(name)` finds from a place; a child without a usable entry hides nothing above it. */
export function lookUp(from: Place, name: string): LockedDependency | undefined {
  for (let place: Place | undefined = from; place !== undefined; place = place.parent) {
    const found = place.children?.get(name)?.dependency;
    if (found !== undefined) return found;
  }
  return undefined;
}
