import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ReadTarget } from '../../../scanners/checkout/read-targets.ts';
import { readTextFile } from '../../../scanners/checkout/read-text-file.ts';
import type { ProjectFiles } from '../../updates/edit-request.ts';
import { readSettings } from './read-settings.ts';

const MAX_BYTES = 5 * 1024 * 1024;
const MOST_PATCHES = 500;
const PATCH_FOLDERS = ['patches', '.yarn/patches'];

/** What an edit of a lockfile's project needs of it: paths are relative to the lockfile's folder. */
export async function readProjectFiles(
  root: string,
  target: ReadTarget,
  manifests: ReadonlyMap<string, string>,
): Promise<ProjectFiles> {
  const { repositoryPath, lockfile, text } = target;
  const folder = dirname(join(root, repositoryPath));
  const lockfilePath = basename(repositoryPath);
  const files = new Map([[lockfilePath, text], ...(await readSettings(root, target))]);
  for (const [path, manifest] of manifests) files.set(path === '.' ? 'package.json' : `${path}/package.json`, manifest);
  const patches = await Promise.all(PATCH_FOLDERS.map((each) => filesIn(folder, each)));
  for (const path of patches.flat()) {
    const read = await readTextFile(join(folder, path), { root, maxBytes: MAX_BYTES });
    if ('text' in read) files.set(path, read.text);
  }
  return { files, lockfilePath, format: lockfile.format };
}

async function filesIn(folder: string, path: string): Promise<string[]> {
  const names = await readdir(join(folder, path)).catch(() => []);
  return names.slice(0, MOST_PATCHES).map((name) => `${path}/${name}`);
}
