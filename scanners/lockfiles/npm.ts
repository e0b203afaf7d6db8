import { edgesOf, PROJECT_LISTS } from './edges.ts';
import { guessRoot } from './guess-root.ts';
import { isObject, type JsonObject, parseJson } from './json-text.ts';
import { lineOf } from './line-at.ts';
import type { LockedProject, Lockfile, LockfileInput } from './lockfile.ts';
import { LockfileError } from './lockfile-error.ts';
import { readManifests } from './manifest.ts';
import { readNpmNested } from './npm-nested.ts';
import { readNpmPackages } from './npm-packages.ts';
import { lookUp } from './npm-place.ts';
import { type ProblemList, problemList } from './problems.ts';
import { markReach } from './reach.ts';
import { kindOf } from './shown.ts';

/** Reads package-lock.json, npm-shrinkwrap.json and the hidden lockfile in node_modules, of all lockfile versions (1, 2, 3). */
export function parseNpm(input: LockfileInput): Lockfile {
  const { path, text } = input;
  const root = parseJson(path, text);
  const formatVersion = versionOf(path, text, root);
  const problems = problemList();
  const nested = !Object.hasOwn(root, 'packages');
  const lists = nested ? 'dependencies' : 'packages';
  const entries = root[lists];
  if (entries !== undefined && !isObject(entries)) {
    throw new LockfileError({
      code: 'shape',
      path,
      line: lineOf(text, `"${lists}"`),
      expected: `a map of packages under "${lists}"`,
      found: kindOf(entries),
      cure: 'Make the lockfile anew with npm install.',
    });
  }
  const { projects, dependencies } = nested
    ? readNested(root, input, problems)
    : readNpmPackages((entries as JsonObject | undefined) ?? {}, problems);
  // The hidden lockfile has no root entry.
  if (!projects.some((project) => project.path === '.')) projects.unshift(guessRoot(dependencies));
  markReach(projects, dependencies);
  return { path, format: 'npm', formatVersion, projects, dependencies, problems: problems.list };
}

/** Version 1 leaves the project's own dependencies to package.json; without it they are guessed. */
function readNested(root: JsonObject, { manifests }: LockfileInput, problems: ProblemList) {
  const tree = readNpmNested(root, problems);
  const projects: LockedProject[] = [];
  const manifest = readManifests(manifests, problems).get('.');
  if (manifest !== undefined) {
    const name = typeof manifest.name === 'string' ? manifest.name : undefined;
    const resolve = (wanted: string) => lookUp(tree.root, wanted)?.key;
    projects.push({ path: '.', name, dependencies: edgesOf(manifest, PROJECT_LISTS, resolve) });
  }
  return { projects, dependencies: tree.dependencies };
}

/** `lockfileVersion`; a shrinkwrap from before npm 5 has none and reads as `0`. */
function versionOf(path: string, text: string, root: JsonObject): string {
  const version = root.lockfileVersion;
  if (version === undefined) return '0';
  if (typeof version === 'number' && Number.isInteger(version) && version >= 0 && version <= 3) return String(version);
  throw new LockfileError({
    code: 'unsupported-version',
    path,
    line: lineOf(text, '"lockfileVersion"'),
    expected: '"lockfileVersion" 1, 2 or 3',
    found: kindOf(version),
    cure: 'Make the lockfile anew with npm install; if a newer npm wrote it, report it so that we learn to read it.',
  });
}
