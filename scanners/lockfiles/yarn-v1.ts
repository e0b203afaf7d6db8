import { edgesOf, PROJECT_LISTS } from './edges.ts';
import { guessRest, guessRoot } from './guess-root.ts';
import type {
  DependencyEdge,
  DependencySource,
  LockedDependency,
  LockedProject,
  Lockfile,
  LockfileInput,
} from './lockfile.ts';
import { readManifests } from './manifest.ts';
import { isPackageName, isVersion } from './package-name.ts';
import { type ProblemList, problemList } from './problems.ts';
import { markReach } from './reach.ts';
import { shown } from './shown.ts';
import { sourceOf } from './source-of.ts';
import { aliasTarget, splitDescriptor } from './yarn-descriptor.ts';
import { type YarnIndex, yarnIndex } from './yarn-index.ts';
import { readYarnV1Text, type YarnBlock } from './yarn-v1-text.ts';

/**
 * Reads a yarn v1 lockfile. It holds no projects: these come from the package.json texts given, and without them
 * everything that no entry asks for is taken as the root's own.
 */
export function parseYarnV1({ path, text, manifests }: LockfileInput): Lockfile {
  const blocks = readYarnV1Text(path, text);
  const problems = problemList();
  const read = readManifests(manifests, problems);
  const index = yarnIndex(read.get('.'));
  const dependencies = new Map<string, LockedDependency>();
  const pending: [LockedDependency, YarnBlock][] = [];
  for (const block of blocks) {
    const dependency = readBlock(block, problems);
    if (dependency === undefined) continue;
    dependencies.set(dependency.key, dependency);
    pending.push([dependency, block]);
    for (const descriptor of block.descriptors) index.add(descriptor, dependency.key);
  }
  for (const [dependency, block] of pending) dependency.dependencies = edges(block, index);
  const projects: LockedProject[] = [];
  for (const [folder, manifest] of read) {
    const name = typeof manifest.name === 'string' ? manifest.name : undefined;
    projects.push({ path: folder, name, dependencies: edgesOf(manifest, PROJECT_LISTS, index.find) });
  }
  const root = projects.find((project) => project.path === '.');
  if (root === undefined) projects.unshift(guessRoot(dependencies));
  else if (read.get('.')!.workspaces !== undefined) guessRest(root, projects, dependencies);
  markReach(projects, dependencies);
  return { path, format: 'yarn-v1', formatVersion: '1', projects, dependencies, problems: problems.list };
}

function readBlock(block: YarnBlock, problems: ProblemList): LockedDependency | undefined {
  const key = block.descriptors[0] ?? '';
  const { name: asked, reference } = splitDescriptor(key);
  const name = aliasTarget(reference)?.name ?? asked;
  const version = block.fields.get('version') ?? '';
  const resolved = block.fields.get('resolved');
  if (!isPackageName(name)) {
    problems.add(key, 'left out: its name is none that a registry takes');
    return undefined;
  }
  const source = sourceOfBlock(resolved, block.descriptors);
  if (source === 'registry' && !isVersion(version)) {
    const found = version === '' ? 'none' : shown(version);
    problems.add(key, `left out: expected a version such as 1.2.3, found ${found} (line ${block.line})`);
    return undefined;
  }
  const alias = name === asked ? undefined : asked;
  return { key, name, version, source, alias, resolved, direct: false, scopes: [], bundled: false, dependencies: [] };
}

/**
 * `resolved` tells. An offline mirror records a bare file name there, and a folder nothing: then the ranges tell, and one plain
 * range among them is enough to take the entry as the registry's.
 */
function sourceOfBlock(resolved: string | undefined, descriptors: readonly string[]): DependencySource {
  const recorded = sourceOf(resolved ?? '');
  if (recorded !== 'unknown') return recorded;
  const asked = descriptors.map((descriptor) => sourceOf(splitDescriptor(descriptor).reference));
  return asked.includes('unknown') ? 'registry' : (asked[0] ?? 'registry');
}

function edges(block: YarnBlock, index: YarnIndex): DependencyEdge[] {
  const found: DependencyEdge[] = [];
  for (const [list, scope] of [
    ['dependencies', 'prod'],
    ['optionalDependencies', 'optional'],
  ] as const) {
    for (const [name, range] of block.lists.get(list) ?? []) {
      const to = index.find(name, range);
      if (to !== undefined) found.push({ name, range, scope, to });
    }
  }
  return found;
}
