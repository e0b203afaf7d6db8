import { isObject, type JsonObject } from './json-text.ts';
import type { DependencyEdge, LockedDependency } from './lockfile.ts';
import { flaggedScopes } from './npm-packages.ts';
import { addChild, lookUp, newPlace, type Place } from './npm-place.ts';
import { isPackageName, isVersion } from './package-name.ts';
import type { ProblemList } from './problems.ts';
import { kindOf, shown } from './shown.ts';
import { registryTarball, sourceOf } from './source-of.ts';

interface Visit {
  entry: JsonObject;
  place: Place;
  key: string;
}

export interface NestedTree {
  root: Place;
  dependencies: Map<string, LockedDependency>;
}

/**
 * Reads the nested `dependencies` of npm 6 and before (lockfile version 1 and the shrinkwraps before it). Keys are made as
 * install paths, `node_modules/a/node_modules/b`. The file does not say what the project itself asks for.
 */
export function readNpmNested(top: JsonObject, problems: ProblemList): NestedTree {
  const dependencies = new Map<string, LockedDependency>();
  const root = newPlace(undefined);
  const visits: Visit[] = [{ entry: top, place: root, key: '' }];
  for (const { entry, place, key } of visits) {
    const nested = entry.dependencies;
    if (!isObject(nested)) continue;
    for (const name of Object.keys(nested)) {
      const childKey = key === '' ? `node_modules/${name}` : `${key}/node_modules/${name}`;
      const child = nested[name];
      if (!isObject(child)) {
        problems.add(childKey, `expected a map that describes the package, found ${kindOf(child)}`);
        continue;
      }
      const childPlace = newPlace(place);
      addChild(place, name, childPlace);
      childPlace.dependency = readEntry(childKey, name, child, problems);
      if (childPlace.dependency !== undefined) dependencies.set(childKey, childPlace.dependency);
      visits.push({ entry: child, place: childPlace, key: childKey });
    }
  }
  for (const { entry, place } of visits)
    if (place.dependency !== undefined) place.dependency.dependencies = edges(entry, place);
  return { root, dependencies };
}

/** `requires` names what the package asks for; before npm 5 there was none, and what lies inside a package is what it needs. */
function edges(entry: JsonObject, place: Place): DependencyEdge[] {
  const found: DependencyEdge[] = [];
  if (isObject(entry.requires)) {
    for (const name of Object.keys(entry.requires)) {
      const to = lookUp(place, name)?.key;
      const range = entry.requires[name];
      if (to !== undefined) found.push({ name, range: typeof range === 'string' ? range : '', scope: 'prod', to });
    }
    return found;
  }
  for (const [name, child] of place.children ?? []) {
    if (child.dependency === undefined) continue;
    found.push({ name, range: '', scope: 'prod', to: child.dependency.key });
  }
  return found;
}

/** `version` is a version, an alias (`npm:real@1.0.0`), or an address: of a registry tarball, a git commit, a file. */
function readEntry(
  key: string,
  installedAs: string,
  entry: JsonObject,
  problems: ProblemList,
): LockedDependency | undefined {
  const recorded = typeof entry.version === 'string' ? entry.version : '';
  const resolved = typeof entry.resolved === 'string' ? entry.resolved : undefined;
  let name = installedAs;
  let version = recorded;
  let source = resolved === undefined || resolved === '' ? 'registry' : sourceOf(resolved);
  if (recorded.startsWith('npm:')) {
    const at = recorded.lastIndexOf('@');
    name = recorded.slice(4, at);
    version = recorded.slice(at + 1);
  } else if (!isVersion(recorded)) {
    const address = sourceOf(recorded);
    const tarball = address === 'registry' ? registryTarball(recorded) : undefined;
    if (tarball !== undefined) {
      ({ name, version } = tarball);
      source = 'registry';
    } else if (address !== 'unknown') {
      version = '';
      source = address;
    }
  }
  if (!isPackageName(name)) {
    problems.add(key, 'left out: its name is none that a registry takes');
    return undefined;
  }
  if ((source === 'registry' || source === 'unknown') && !isVersion(version)) {
    const found = recorded === '' ? kindOf(entry.version) : shown(recorded);
    problems.add(key, `left out: expected a version such as 1.2.3, found ${found}`);
    return undefined;
  }
  if (version !== '' && !isVersion(version)) {
    problems.add(key, `kept without a version: expected one such as 1.2.3, found ${shown(version)}`);
    version = '';
  }
  return {
    key,
    name,
    version,
    source,
    alias: name === installedAs ? undefined : installedAs,
    resolved: resolved ?? (version === recorded ? undefined : recorded),
    direct: false,
    scopes: flaggedScopes(entry),
    bundled: entry.bundled === true,
    dependencies: [],
  };
}
