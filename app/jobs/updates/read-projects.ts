import {
  type InventoryItem,
  inventory,
  type Lockfile,
  LockfileError,
  parseLockfile,
} from '../../../scanners/lockfiles/index.ts';
import { workspaceFolders } from '../../../scanners/lockfiles/workspace-folders.ts';
import type { Octokit } from '../../github/github.ts';
import { listTree, type TreeFile } from '../../github/list-tree.ts';
import { readBlob } from '../../github/read-file.ts';
import type { Place } from '../../github/updates/branch-head.ts';
import type { ProjectFiles } from '../../updates/edit-request.ts';
import { inNodeModules, isWanted } from '../scan/choose-files.ts';
import { inParallel } from '../scan/in-parallel.ts';
import { manifestsBelow } from '../scan/manifests.ts';
import type { UpdateTools } from './update-tools.ts';

/** A lockfile's project, as a commit has it. */
export interface Project extends ProjectFiles {
  /** The lockfile's folder in the repository, `''` at the top. */
  folder: string;
  lockfile: Lockfile;
  items: InventoryItem[];
  /** package.json texts by folder relative to the lockfile, `.` for its own. */
  manifests: ReadonlyMap<string, string>;
  /** Blob shas of `files`. */
  shas: ReadonlyMap<string, string>;
}

export type ReadProject = { project: Project } | { error: string };

export interface ProjectsRequest {
  octokit: Octokit;
  place: Place;
  /** The commit to read. */
  commitSha: string;
  paths: readonly string[];
  tools: Pick<UpdateTools, 'texts' | 'trees'>;
  signal?: AbortSignal;
}

const SETTINGS = ['pnpm-workspace.yaml', '.npmrc', '.yarnrc', '.yarnrc.yml', 'bunfig.toml'];
const PATCHES = /^(?:patches|\.yarn\/patches)\/[^/]+$/;
const MAX_BYTES = 32 * 1024 * 1024;
const MAX_OTHER_BYTES = 5 * 1024 * 1024;
const MOST_PATCHES = 500;
const PARALLEL = 4;

/** The files that updates of these lockfiles are made from, by the lockfile's path; what the commit does not hold is left out. */
export async function readProjects(request: ProjectsRequest): Promise<Map<string, ReadProject>> {
  const { octokit, place, commitSha, paths, tools, signal } = request;
  const { files } = await tools.trees.read(commitSha, () =>
    listTree(octokit, { ...place, tree: commitSha, wanted: isOfProject, skipped: inNodeModules }),
  );
  const projects = new Map<string, ReadProject>();
  for (const path of paths) {
    signal?.throwIfAborted();
    const file = files.find((each) => each.path === path);
    if (file === undefined) continue;
    try {
      projects.set(path, { project: await readProject(request, file, files) });
    } catch (error) {
      if (!(error instanceof LockfileError)) throw error;
      projects.set(path, { error: error.message });
    }
  }
  return projects;
}

async function readProject(
  { octokit, place, tools }: ProjectsRequest,
  file: TreeFile,
  all: readonly TreeFile[],
): Promise<Project> {
  const folder = file.path.includes('/') ? file.path.slice(0, file.path.lastIndexOf('/')) : '';
  const inside = (path: string) => (folder === '' ? path : `${folder}/${path}`);
  const lockfilePath = file.path.slice(folder === '' ? 0 : folder.length + 1);
  const files = new Map<string, string>();
  const shas = new Map<string, string>();
  const byPath = new Map(all.map((each) => [each.path, each]));
  const below = manifestsBelow(file.path, all);
  const manifests = new Map<string, string>();

  await take(file, MAX_BYTES);
  const text = files.get(lockfilePath);
  if (text === undefined) throw tooLarge(lockfilePath, file.size);
  await takeManifests(['.']);
  // Yarn's lockfiles do not say which workspaces there are.
  const workspaces = workspaceFolders(manifests.get('.') ?? '', below.keys());
  await takeManifests(workspaces);
  const lockfile = parseLockfile({ path: lockfilePath, text, manifests });
  await takeManifests(lockfile.projects.map(({ path }) => path));
  const patches = all.filter(({ path }) => path.startsWith(inside('')) && PATCHES.test(path.slice(inside('').length)));
  const settings = SETTINGS.flatMap((path) => byPath.get(inside(path)) ?? []);
  await inParallel([...settings, ...patches.slice(0, MOST_PATCHES)], PARALLEL, (each) => take(each, MAX_OTHER_BYTES));
  const { format } = lockfile;
  return { folder, lockfilePath, format, files, shas, lockfile, items: inventory(lockfile), manifests };

  async function takeManifests(folders: readonly string[]): Promise<void> {
    await inParallel([...new Set(folders)], PARALLEL, async (each) => {
      const manifest = below.get(each);
      if (manifest === undefined || manifests.has(each)) return;
      await take(manifest, MAX_OTHER_BYTES);
      const read = files.get(each === '.' ? 'package.json' : `${each}/package.json`);
      if (read !== undefined) manifests.set(each, read);
    });
  }

  async function take({ path, sha, size }: TreeFile, most: number): Promise<void> {
    if (size > most) return;
    const relative = path.slice(inside('').length);
    files.set(relative, await tools.texts.read(sha, () => readBlob(octokit, place, sha)));
    shas.set(relative, sha);
  }
}

function isOfProject(path: string): boolean {
  if (isWanted(path)) return true;
  if (inNodeModules(path)) return false;
  const name = path.slice(path.lastIndexOf('/') + 1);
  return SETTINGS.includes(name) || /(?:^|\/)(?:patches|\.yarn\/patches)\/[^/]+$/.test(path);
}

function tooLarge(path: string, size: number): LockfileError {
  const cure = 'No lockfile is so large: see whether it is one, or name it in ignore-paths.';
  return new LockfileError({
    code: 'too-large',
    path,
    expected: `at most ${MAX_BYTES} bytes`,
    found: `${size} bytes`,
    cure,
  });
}
