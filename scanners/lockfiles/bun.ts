import { type DependencyList, edgesOf, PACKAGE_LISTS, PROJECT_LISTS } from './edges.ts';
import { isObject, type JsonObject, parseJson } from './json-text.ts';
import { LIMITS } from './limits.ts';
import { lineOf } from './line-at.ts';
import type {
  DependencyEdge,
  DependencySource,
  LockedDependency,
  LockedProject,
  Lockfile,
  LockfileInput,
} from './lockfile.ts';
import { LockfileError } from './lockfile-error.ts';
import { isPackageName, isVersion } from './package-name.ts';
import { type ProblemList, problemList } from './problems.ts';
import { markReach } from './reach.ts';
import { kindOf } from './shown.ts';
import { sourceOf } from './source-of.ts';
import { splitDescriptor } from './yarn-descriptor.ts';

/**
 * Reads bun.lock. Its packages stand under the path by which they are found, `parent/child`, where a name without a path is for
 * everyone; each is a list of `name@resolution` and, by kind, registry, facts and integrity.
 */
export function parseBun({ path, text }: LockfileInput): Lockfile {
  const root = parseJson(path, text, { relaxed: true });
  const formatVersion = versionOf(path, text, root);
  const problems = problemList();
  const packages = mapOf(path, text, root, 'packages');
  const workspaces = mapOf(path, text, root, 'workspaces');
  const patched = mapOf(path, text, root, 'patchedDependencies');
  const dependencies = new Map<string, LockedDependency>();
  for (const key of Object.keys(packages)) {
    const dependency = readEntry(key, packages[key], patched, problems);
    if (dependency !== undefined) dependencies.set(key, dependency);
  }
  for (const dependency of dependencies.values()) {
    if (dependency.source === 'workspace') continue;
    const facts = (packages[dependency.key] as unknown[]).find(isObject);
    if (facts === undefined) continue;
    dependency.dependencies = edges(facts, PACKAGE_LISTS, dependency.key, dependencies);
  }
  const projects: LockedProject[] = [];
  for (const folder of Object.keys(workspaces)) {
    const workspace = workspaces[folder];
    if (!isObject(workspace)) {
      problems.add(folder, `left out: expected a map that describes the workspace, found ${kindOf(workspace)}`);
      continue;
    }
    const name = typeof workspace.name === 'string' ? workspace.name : undefined;
    const from = folder === '' ? '' : (name ?? '');
    projects.push({
      path: folder === '' ? '.' : folder,
      name,
      dependencies: edges(workspace, PROJECT_LISTS, from, dependencies),
    });
  }
  markReach(projects, dependencies);
  return { path, format: 'bun', formatVersion, projects, dependencies, problems: problems.list };
}

function readEntry(
  key: string,
  entry: unknown,
  patched: JsonObject,
  problems: ProblemList,
): LockedDependency | undefined {
  const id: unknown = Array.isArray(entry) ? entry[0] : undefined;
  if (typeof id !== 'string') {
    problems.add(key, `left out: expected a list that starts with name@version, found ${kindOf(entry)}`);
    return undefined;
  }
  if (key.length > LIMITS.pathKey) {
    problems.add(key, `left out: a path of more than ${LIMITS.pathKey} characters`);
    return undefined;
  }
  const { name, reference } = splitDescriptor(id);
  if (!isPackageName(name)) {
    problems.add(key, 'left out: its name is none that a registry takes');
    return undefined;
  }
  const source = sourceOfReference(reference, Object.hasOwn(patched, id));
  if (source === 'unknown') {
    problems.add(key, `left out: expected a version such as 1.2.3, found ${kindOf(reference)}`);
    return undefined;
  }
  const list = entry as unknown[];
  const facts = list.find(isObject);
  const installedAs = lastName(key);
  return {
    key,
    name,
    version: isVersion(reference) ? reference : '',
    source,
    alias: installedAs === name ? undefined : installedAs,
    resolved: typeof list[1] === 'string' && list[1] !== '' ? list[1] : undefined,
    direct: false,
    scopes: [],
    bundled: facts?.bundled === true,
    dependencies: [],
  };
}

function sourceOfReference(reference: string, patched: boolean): DependencySource {
  if (isVersion(reference)) return patched ? 'patch' : 'registry';
  if (reference.startsWith('root:')) return 'workspace';
  const source = sourceOf(reference);
  // A tarball stays one even where a registry serves it: bun was asked for the address, and records no version.
  return source === 'registry' ? 'tarball' : source;
}

/**
 * A name is looked for below the entry that asks, then below each of its parents, then at the top. Optional peers are left out:
 * bun installs nothing for their sake, so they never are why something is there.
 */
function edges(
  facts: JsonObject,
  lists: readonly DependencyList[],
  from: string,
  dependencies: ReadonlyMap<string, LockedDependency>,
): DependencyEdge[] {
  const optionalPeers = new Set<unknown>(Array.isArray(facts.optionalPeers) ? facts.optionalPeers : []);
  const found = edgesOf(facts, lists, (name) => {
    for (let path = from; path !== ''; path = parentPath(path)) {
      const key = `${path}/${name}`;
      if (dependencies.has(key)) return key;
    }
    return dependencies.has(name) ? name : undefined;
  });
  return optionalPeers.size === 0
    ? found
    : found.filter(({ scope, name }) => scope !== 'peer' || !optionalPeers.has(name));
}

/** The path without its last name, which is two parts long when it has a scope. */
function parentPath(path: string): string {
  const start = path.length - lastName(path).length;
  return start === 0 ? '' : path.slice(0, start - 1);
}

function lastName(path: string): string {
  const slash = path.lastIndexOf('/');
  if (slash === -1) return path;
  const scope = path.lastIndexOf('/', slash - 1) + 1;
  return path.charCodeAt(scope) === 64 ? path.slice(scope) : path.slice(slash + 1);
}

function mapOf(path: string, text: string, root: JsonObject, field: string): JsonObject {
  const value = root[field];
  if (isObject(value)) return value;
  if (value === undefined) return {};
  throw new LockfileError({
    code: 'shape',
    path,
    line: lineOf(text, `"${field}"`),
    expected: `a map under "${field}"`,
    found: kindOf(value),
    cure: 'Make the lockfile anew with bun install.',
  });
}

function versionOf(path: string, text: string, root: JsonObject): string {
  const version = root.lockfileVersion;
  if (version === 0 || version === 1 || version === 2) return String(version);
  throw new LockfileError({
    code: 'unsupported-version',
    path,
    line: lineOf(text, '"lockfileVersion"'),
    expected: '"lockfileVersion" 0, 1 or 2',
    found: kindOf(version),
    cure: 'Make the lockfile anew with bun install; if a newer bun wrote it, report it so that we learn to read it.',
  });
}
