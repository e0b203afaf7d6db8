import { edgesOf, PACKAGE_LISTS, PROJECT_LISTS } from './edges.ts';
import { isObject, type JsonObject } from './json-text.ts';
import { LIMITS } from './limits.ts';
import type { DependencyScope, LockedDependency, LockedProject } from './lockfile.ts';
import { addChild, lookUp, newPlace, type Place } from './npm-place.ts';
import { isFolderInPackage, isPackageName, isVersion } from './package-name.ts';
import type { ProblemList } from './problems.ts';
import { kindOf } from './shown.ts';
import { sourceOf } from './source-of.ts';

const MODULES = 'node_modules/';

export interface NpmTree {
  projects: LockedProject[];
  dependencies: Map<string, LockedDependency>;
}

/**
 * Reads the `packages` of npm 7 and later (lockfile versions 2 and 3, and the hidden lockfile in node_modules): install paths
 * to entries. A path without node_modules is a project: the root, a workspace, or the target of a link.
 */
export function readNpmPackages(packages: JsonObject, problems: ProblemList): NpmTree {
  const tree: NpmTree = { projects: [], dependencies: new Map() };
  const places = new Map<string, Place>([['', newPlace(undefined)]]);
  const links: LockedDependency[] = [];
  const pending: { entry: JsonObject; place: Place; project: LockedProject | undefined }[] = [];
  for (const key of Object.keys(packages)) {
    const entry = packages[key];
    if (!isObject(entry)) {
      problems.add(key, `expected a map that describes the package, found ${kindOf(entry)}`);
      continue;
    }
    if (key.length > LIMITS.pathKey) {
      problems.add(key, `left out: a path of more than ${LIMITS.pathKey} characters`);
      continue;
    }
    const installedAs = installedName(key);
    const place = placeAt(places, key, installedAs);
    if (installedAs === undefined) {
      const project: LockedProject = { path: key === '' ? '.' : key, name: textOf(entry.name), dependencies: [] };
      tree.projects.push(project);
      pending.push({ entry, place, project });
      continue;
    }
    const dependency = readEntry(key, installedAs, entry, problems);
    if (dependency === undefined) continue;
    place.dependency = dependency;
    tree.dependencies.set(key, dependency);
    if (dependency.source === 'link') links.push(dependency);
    else pending.push({ entry, place, project: undefined });
  }
  for (const { entry, place, project } of pending) {
    const resolve = (name: string) => lookUp(place, name)?.key;
    if (project !== undefined) project.dependencies = edgesOf(entry, PROJECT_LISTS, resolve);
    else place.dependency!.dependencies = edgesOf(entry, PACKAGE_LISTS, resolve);
  }
  for (const link of links) followLink(link, packages, tree.dependencies);
  return tree;
}

/** The name after the last node_modules of a path; nothing for a folder that no node_modules holds itself. */
function installedName(key: string): string | undefined {
  const at = key.lastIndexOf(MODULES);
  if (at === -1 || (at > 0 && key.charCodeAt(at - 1) !== 47)) return undefined;
  const name = key.slice(at + MODULES.length);
  return name === '' ? undefined : name;
}

/** The place of a path, made with all that it hangs from. Paths come in any order; a parent may have no entry of its own. */
function placeAt(places: Map<string, Place>, key: string, name = installedName(key)): Place {
  const known = places.get(key);
  if (known !== undefined) return known;
  let place: Place;
  if (name !== undefined) {
    const parent = placeAt(places, key.slice(0, Math.max(0, key.length - name.length - MODULES.length - 1)));
    place = newPlace(parent);
    addChild(parent, name, place);
  } else {
    place = newPlace(folderAbove(places, key));
  }
  places.set(key, place);
  return place;
}

/** The folder whose node_modules a project sees next: the nearest one above it, or none outside the root. */
function folderAbove(places: Map<string, Place>, key: string): Place | undefined {
  if (key.startsWith('..')) return undefined;
  for (let at = key.lastIndexOf('/'); at > 0; at = key.lastIndexOf('/', at - 1)) {
    const above = places.get(key.slice(0, at));
    if (above !== undefined) return above;
  }
  return places.get('');
}

function readEntry(
  key: string,
  installedAs: string,
  entry: JsonObject,
  problems: ProblemList,
): LockedDependency | undefined {
  const resolved = textOf(entry.resolved);
  const given = textOf(entry.name);
  const name = given === undefined || given === '' ? installedAs : given;
  let version = textOf(entry.version) ?? '';
  const source =
    entry.link === true ? 'link' : resolved === undefined || resolved === '' ? 'registry' : sourceOf(resolved);
  // A folder inside a package goes by its path: a name that no registry takes, so that no advisory can mean it.
  if (!isPackageName(name) && !isFolderInPackage(name)) {
    problems.add(key, 'left out: its name is none that a registry takes');
    return undefined;
  }
  if ((source === 'registry' || source === 'unknown') && !isVersion(version)) {
    problems.add(key, `left out: expected a version such as 1.2.3, found ${kindOf(entry.version)}`);
    return undefined;
  }
  if (version !== '' && source !== 'link' && !isVersion(version)) {
    problems.add(key, `kept without a version: expected one such as 1.2.3, found ${kindOf(version)}`);
    version = '';
  }
  return {
    key,
    name,
    version,
    source,
    alias: name === installedAs ? undefined : installedAs,
    resolved,
    direct: false,
    scopes: flaggedScopes(entry),
    bundled: entry.inBundle === true || entry.bundled === true,
    dependencies: [],
  };
}

/** What npm itself noted. `dev` with `optional` means optional inside the development tree; `devOptional` means both ways. */
export function flaggedScopes(entry: JsonObject): DependencyScope[] {
  if (entry.devOptional === true) return ['optional', 'dev'];
  if (entry.dev === true) return ['dev'];
  if (entry.optional === true) return ['optional'];
  if (entry.peer === true) return ['peer'];
  return ['prod'];
}

/** A link leads to a project or to another entry; in the second case the graph goes on there. */
function followLink(link: LockedDependency, packages: JsonObject, dependencies: NpmTree['dependencies']): void {
  const target = link.resolved ?? '';
  const entry = Object.hasOwn(packages, target) ? packages[target] : undefined;
  if (!isObject(entry)) return;
  const name = textOf(entry.name);
  if (name !== undefined && name !== link.name && isPackageName(name)) {
    link.alias ??= link.name;
    link.name = name;
  }
  link.version = textOf(entry.version) ?? '';
  if (dependencies.has(target)) link.dependencies = [{ name: link.name, range: '', scope: 'prod', to: target }];
  else if (!target.startsWith('..') && hasWorkspaces(packages)) link.source = 'workspace';
}

function hasWorkspaces(packages: JsonObject): boolean {
  const root = packages[''];
  return isObject(root) && root.workspaces !== undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
