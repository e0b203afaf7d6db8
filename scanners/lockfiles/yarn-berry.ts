import { patchedDescriptor, readBerryLocator } from './berry-locator.ts';
import { type DependencyList, edgesOf, type Resolve } from './edges.ts';
import { isObject, type JsonObject } from './json-text.ts';
import { lineStartingWith } from './line-at.ts';
import type { DependencyEdge, LockedDependency, LockedProject, Lockfile, LockfileInput } from './lockfile.ts';
import { LockfileError } from './lockfile-error.ts';
import { readManifests } from './manifest.ts';
import { isPackageName, isVersion } from './package-name.ts';
import { type ProblemList, problemList } from './problems.ts';
import { markReach } from './reach.ts';
import { kindOf } from './shown.ts';
import { parseYaml } from './yaml-text.ts';
import { splitDescriptor } from './yarn-descriptor.ts';
import { type YarnIndex, yarnIndex } from './yarn-index.ts';

/** Berry notes peers too, but as a wish: what fills it is another entry's business, so they make no edges. */
const LISTS: readonly DependencyList[] = [['dependencies', 'prod']];

/**
 * Reads a lockfile of yarn 2 and later, of all `__metadata` versions. Its workspace entries hold what each project asks for,
 * development dependencies mixed in: only the package.json texts given tell those apart, and without them all are `prod`.
 */
export function parseYarnBerry({ path, text, manifests }: LockfileInput): Lockfile {
  const root = parseYaml(path, text, { lastKeyWins: true })[0] ?? {};
  const formatVersion = versionOf(path, text, root);
  const problems = problemList();
  const read = readManifests(manifests, problems);
  const index = yarnIndex(read.get('.'));
  const dependencies = new Map<string, LockedDependency>();
  const projects: LockedProject[] = [];
  const pending: [entry: JsonObject, dependency: LockedDependency, folder: string | undefined][] = [];
  for (const header of Object.keys(root)) {
    if (header === '__metadata') continue;
    const descriptors = header.split(',').map((descriptor) => descriptor.trim());
    const entry = root[header];
    const read = readEntry(descriptors, entry, problems);
    if (read === undefined) continue;
    const { dependency, folder } = read;
    dependencies.set(dependency.key, dependency);
    pending.push([entry as JsonObject, dependency, folder]);
    for (const descriptor of descriptors) index.add(descriptor, dependency.key);
  }
  linkPatches(dependencies, index);
  for (const [entry, dependency, folder] of pending) {
    const edges = edgesOfEntry(entry, index.find);
    if (folder === undefined) dependency.dependencies = dependency.dependencies.concat(edges);
    else projects.push({ path: folder, name: dependency.name, dependencies: withScopes(edges, read.get(folder)) });
  }
  markReach(projects, dependencies);
  return { path, format: 'yarn-berry', formatVersion, projects, dependencies, problems: problems.list };
}

function readEntry(descriptors: string[], entry: unknown, problems: ProblemList) {
  const key = descriptors[0]!;
  if (!isObject(entry) || typeof entry.resolution !== 'string') {
    problems.add(key, `left out: expected a map with a resolution, found ${kindOf(entry)}`);
    return undefined;
  }
  const { name, source, folder } = readBerryLocator(entry.resolution);
  const version = typeof entry.version === 'string' ? entry.version : '';
  if (!isPackageName(name)) {
    problems.add(key, 'left out: its name is none that a registry takes');
    return undefined;
  }
  if ((source === 'registry' || source === 'patch') && !isVersion(version)) {
    problems.add(key, `left out: expected a version such as 1.2.3, found ${kindOf(entry.version)}`);
    return undefined;
  }
  const asked = splitDescriptor(key).name;
  const dependency: LockedDependency = {
    key,
    name,
    version,
    source,
    alias: asked === name ? undefined : asked,
    resolved: entry.resolution,
    direct: false,
    scopes: [],
    bundled: false,
    dependencies: [],
  };
  return { dependency, folder };
}

/**
 * A patch leads on to what it patches. Yarn patches some packages itself (`builtin<compat/…>`) for whoever asks for the plain
 * descriptor; a project's own patch is asked for in words, or put in the place of the plain one by `resolutions`.
 */
function linkPatches(dependencies: ReadonlyMap<string, LockedDependency>, index: YarnIndex): void {
  const patches: [plain: string, patch: LockedDependency][] = [];
  for (const dependency of dependencies.values()) {
    const { reference } = splitDescriptor(dependency.key);
    if (!reference.startsWith('patch:')) continue;
    const { name, reference: range } = splitDescriptor(patchedDescriptor(reference));
    const to = index.find(name, range);
    if (to === undefined || to === dependency.key) continue;
    dependency.dependencies = [{ name, range, scope: 'prod', to }];
    patches.push([to, dependency]);
  }
  for (const [plain, { key }] of patches) index.patch(plain, key, key.includes('builtin<'));
}

/** `dependenciesMeta` marks what is optional. */
function edgesOfEntry(entry: JsonObject, resolve: Resolve): DependencyEdge[] {
  const edges = edgesOf(entry, LISTS, resolve);
  if (!isObject(entry.dependenciesMeta)) return edges;
  for (const edge of edges) {
    const meta = Object.hasOwn(entry.dependenciesMeta, edge.name) ? entry.dependenciesMeta[edge.name] : undefined;
    if (isObject(meta) && meta.optional === 'true') edge.scope = 'optional';
  }
  return edges;
}

/** Development dependencies are those that a manifest lists as such and nowhere else. */
function withScopes(edges: DependencyEdge[], manifest: JsonObject | undefined): DependencyEdge[] {
  const lists = (field: string, name: string) => isObject(manifest?.[field]) && Object.hasOwn(manifest[field], name);
  for (const edge of edges) {
    if (lists('optionalDependencies', edge.name)) edge.scope = 'optional';
    else if (lists('devDependencies', edge.name) && !lists('dependencies', edge.name)) edge.scope = 'dev';
  }
  return edges;
}

function versionOf(path: string, text: string, root: JsonObject): string {
  const metadata = root.__metadata;
  const version = isObject(metadata) ? metadata.version : undefined;
  const number = typeof version === 'string' ? Number.parseInt(version, 10) : Number.NaN;
  if (number >= 1) return version as string;
  throw new LockfileError({
    code: 'unsupported-version',
    path,
    line: lineStartingWith(text, '__metadata'),
    expected: 'a "version" of 1 or more under "__metadata"',
    found: kindOf(version ?? metadata),
    cure: 'Make the lockfile anew with yarn install.',
  });
}
