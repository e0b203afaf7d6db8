import { edgesOf, PACKAGE_LISTS } from './edges.ts';
import { isObject, type JsonObject } from './json-text.ts';
import type { DependencyEdge, DependencyScope, DependencySource, LockedDependency } from './lockfile.ts';
import { isPackageName, isVersion } from './package-name.ts';
import { readPnpmKey, withoutPeers } from './pnpm-key.ts';
import type { ProblemList } from './problems.ts';
import { kindOf } from './shown.ts';
import { sourceOf } from './source-of.ts';

/** One document's packages: `snapshots` (from lockfile version 9 on) hold the graph, `packages` what the package is. */
export interface PnpmPackages {
  packages: JsonObject;
  snapshots: JsonObject | undefined;
  /** Keys need no slash in front: lockfile versions above 6. */
  bare: boolean;
}

/** Adds a document's packages to `dependencies`, without their edges. Each set of peers is an entry of its own. */
export function readPnpmPackages(
  { packages, snapshots, bare }: PnpmPackages,
  dependencies: Map<string, LockedDependency>,
  problems: ProblemList,
): void {
  for (const key of Object.keys(snapshots ?? packages)) {
    const described = packages[snapshots === undefined ? key : withoutPeers(key)];
    const dependency = readEntry({ key, described, snapshot: snapshots?.[key], bare, problems });
    if (dependency !== undefined) dependencies.set(key, dependency);
  }
}

/**
 * The edges of a document's packages, once all are known. pnpm writes what an edge resolved to and not the range that was asked
 * for, so that ranges are empty but for peers.
 */
export function readPnpmEdges(
  { packages, snapshots }: PnpmPackages,
  dependencies: Map<string, LockedDependency>,
): void {
  const resolve = (name: string, reference: string) => resolvePnpm(dependencies, name, reference);
  for (const key of Object.keys(snapshots ?? packages)) {
    const dependency = dependencies.get(key);
    const graph = (snapshots ?? packages)[key];
    if (dependency === undefined || !isObject(graph)) continue;
    const described = packages[snapshots === undefined ? key : withoutPeers(key)];
    dependency.dependencies = edgesOf(graph, SNAPSHOT_LISTS, resolve);
    for (const edge of dependency.dependencies) edge.range = '';
    if (isObject(described)) dependency.dependencies = withPeers(dependency.dependencies, described);
  }
}

const SNAPSHOT_LISTS = PACKAGE_LISTS.filter(([field]) => field !== 'peerDependencies');

/** A snapshot lists what fills the peers among the dependencies; the package's description tells them, and which are optional. */
function withPeers(edges: DependencyEdge[], { peerDependencies, peerDependenciesMeta }: JsonObject): DependencyEdge[] {
  if (!isObject(peerDependencies)) return edges;
  return edges.filter((edge) => {
    if (edge.scope !== 'prod' || !Object.hasOwn(peerDependencies, edge.name)) return true;
    const range = peerDependencies[edge.name];
    edge.scope = 'peer';
    edge.range = typeof range === 'string' ? range : '';
    const meta = isObject(peerDependenciesMeta) ? peerDependenciesMeta : {};
    const mark = Object.hasOwn(meta, edge.name) ? meta[edge.name] : undefined;
    return !(isObject(mark) && mark.optional === 'true');
  });
}

/** The key that a reference means: a version of the name it stands under, or an alias's or address's whole key. */
export function resolvePnpm(
  dependencies: ReadonlyMap<string, LockedDependency>,
  name: string,
  reference: string,
): string | undefined {
  if (reference === '' || reference.startsWith('link:')) return undefined;
  for (const key of [`${name}@${reference}`, `/${name}@${reference}`, `/${name}/${reference}`, reference]) {
    if (dependencies.has(key)) return key;
  }
  return undefined;
}

interface Entry {
  key: string;
  described: unknown;
  snapshot: unknown;
  bare: boolean;
  problems: ProblemList;
}

function readEntry({ key, described, snapshot, bare, problems }: Entry): LockedDependency | undefined {
  const facts = isObject(described) ? described : {};
  const parsed = readPnpmKey(key, bare);
  const resolution = isObject(facts.resolution) ? facts.resolution : {};
  const tarball = typeof resolution.tarball === 'string' ? resolution.tarball : undefined;
  const name = typeof facts.name === 'string' ? facts.name : (parsed?.name ?? lastNames(key));
  const reference = parsed?.reference ?? '';
  const version =
    typeof facts.version === 'string' ? facts.version : isVersion(reference) || parsed ? reference : lastPart(key);
  const patched = parsed?.patched === true || facts.patched === 'true';
  const source = sourceOfEntry({ reference: parsed?.reference ?? lastPart(key), resolution, tarball, patched });
  if (!isPackageName(name)) {
    problems.add(key, 'left out: expected a key with a name and a version');
    return undefined;
  }
  const matched = source === 'registry' || source === 'patch';
  if (matched && !isVersion(version)) {
    problems.add(key, `left out: expected a version such as 1.2.3 in the key, found ${kindOf(version)}`);
    return undefined;
  }
  return {
    key,
    name,
    version: matched || isVersion(version) ? version : '',
    source,
    resolved: tarball,
    direct: false,
    scopes: flaggedScopes(facts, snapshot),
    bundled: false,
    dependencies: [],
  };
}

interface Origin {
  reference: string;
  resolution: JsonObject;
  tarball: string | undefined;
  patched: boolean;
}

/** A package whose key holds a version is a registry's, unless its tarball's address is of another kind. */
function sourceOfEntry({ reference, resolution, tarball, patched }: Origin): DependencySource {
  if (resolution.type === 'git') return 'git';
  if (resolution.type === 'directory') return 'file';
  const address = sourceOf(tarball ?? '');
  if (address !== 'unknown' && address !== 'registry') return address;
  if (isVersion(reference) || reference === '' || address === 'registry') return patched ? 'patch' : 'registry';
  return sourceOf(reference);
}

/** What pnpm noted before lockfile version 9; `dev` left out means both trees. Later ones are computed from the graph. */
function flaggedScopes(facts: JsonObject, snapshot: unknown): DependencyScope[] {
  if (facts.dev === 'true') return ['dev'];
  if (facts.optional === 'true' || (isObject(snapshot) && snapshot.optional === 'true')) return ['optional'];
  return facts.dev === 'false' ? ['prod'] : [];
}

/** Keys of other registries before version 9 are `host/name/1.0.0` or `host/@scope/name/1.0.0`. */
function lastNames(key: string): string {
  const parts = key.split('/');
  const name = parts.at(-2) ?? '';
  const scope = parts.at(-3);
  return scope?.startsWith('@') ? `${scope}/${name}` : name;
}

function lastPart(key: string): string {
  const part = key.slice(key.lastIndexOf('/') + 1);
  const end = part.search(/[_(]/);
  return end === -1 ? part : part.slice(0, end);
}
