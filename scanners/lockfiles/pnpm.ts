import { isObject, type JsonObject } from './json-text.ts';
import { lineStartingWith } from './line-at.ts';
import type { DependencyScope, LockedDependency, LockedProject, Lockfile, LockfileInput } from './lockfile.ts';
import { LockfileError } from './lockfile-error.ts';
import { type PnpmPackages, readPnpmEdges, readPnpmPackages, resolvePnpm } from './pnpm-packages.ts';
import { problemList } from './problems.ts';
import { markReach } from './reach.ts';
import { kindOf } from './shown.ts';
import { parseYaml } from './yaml-text.ts';

/** What an importer can ask for. The last two stand in the first of two documents, and serve pnpm itself. */
const LISTS: readonly (readonly [string, DependencyScope])[] = [
  ['optionalDependencies', 'optional'],
  ['dependencies', 'prod'],
  ['devDependencies', 'dev'],
  ['configDependencies', 'dev'],
  ['packageManagerDependencies', 'dev'],
];

/**
 * Reads pnpm-lock.yaml of the lockfile versions 5 to 9, the older shrinkwrap.yaml, and files of several documents (pnpm's own
 * dependencies, then the project's), which are taken together.
 */
export function parsePnpm({ path, text }: LockfileInput): Lockfile {
  const documents = parseYaml(path, text);
  const problems = problemList();
  const dependencies = new Map<string, LockedDependency>();
  const projects = new Map<string, LockedProject>();
  let formatVersion = '';
  const graphs: PnpmPackages[] = [];
  for (const document of documents) {
    formatVersion = versionOf(path, text, document);
    const snapshots = mapOf(path, text, document, 'snapshots');
    const packages = mapOf(path, text, document, 'packages') ?? {};
    // pnpm's copy in node_modules can have the new shape under an old number.
    const graph = { packages, snapshots, bare: snapshots !== undefined || Number.parseFloat(formatVersion) >= 7 };
    graphs.push(graph);
    readPnpmPackages(graph, dependencies, problems);
  }
  for (const graph of graphs) readPnpmEdges(graph, dependencies);
  for (const document of documents) {
    const importers = mapOf(path, text, document, 'importers') ?? { '.': document };
    for (const folder of Object.keys(importers)) readImporter(projects, folder, importers[folder], dependencies);
  }
  if (formatVersion === '') formatVersion = versionOf(path, text, {});
  const listed = [...projects.values()];
  markReach(listed, dependencies);
  return { path, format: 'pnpm', formatVersion, projects: listed, dependencies, problems: problems.list };
}

/** An importer lists `name: {specifier, version}`, or before version 6 `name: version` with a map of specifiers beside it. */
function readImporter(
  projects: Map<string, LockedProject>,
  folder: string,
  importer: unknown,
  dependencies: ReadonlyMap<string, LockedDependency>,
): void {
  const project: LockedProject = projects.get(folder) ?? { path: folder, dependencies: [] };
  projects.set(folder, project);
  if (!isObject(importer)) return;
  const specifiers = isObject(importer.specifiers) ? importer.specifiers : {};
  const listed = new Set<string>();
  for (const [field, scope] of LISTS) {
    const list = importer[field];
    if (!isObject(list)) continue;
    for (const name of Object.keys(list)) {
      if (listed.has(name)) continue;
      listed.add(name);
      const asked = list[name];
      const reference = isObject(asked) ? asked.version : asked;
      const range = isObject(asked) ? asked.specifier : Object.hasOwn(specifiers, name) ? specifiers[name] : '';
      const to = typeof reference === 'string' ? resolvePnpm(dependencies, name, reference) : undefined;
      if (to !== undefined)
        project.dependencies.push({ name, range: typeof range === 'string' ? range : '', scope, to });
    }
  }
}

function mapOf(path: string, text: string, document: JsonObject, field: string): JsonObject | undefined {
  const value = document[field];
  if (isObject(value)) return value;
  if (value === undefined || value === '') return undefined;
  throw new LockfileError({
    code: 'shape',
    path,
    line: lineStartingWith(text, `${field}:`),
    expected: `a map under "${field}"`,
    found: kindOf(value),
    cure: 'Make the lockfile anew with pnpm install.',
  });
}

function versionOf(path: string, text: string, document: JsonObject): string {
  const version = document.lockfileVersion ?? document.shrinkwrapVersion;
  const number = typeof version === 'string' ? Number.parseFloat(version) : Number.NaN;
  if (number >= 3 && number < 10) return version as string;
  throw new LockfileError({
    code: 'unsupported-version',
    path,
    line: lineStartingWith(text, 'lockfileVersion'),
    expected: '"lockfileVersion" from 3 to 9',
    found: kindOf(version),
    cure: 'Make the lockfile anew with pnpm install; if a newer pnpm wrote it, report it so that we learn to read it.',
  });
}
