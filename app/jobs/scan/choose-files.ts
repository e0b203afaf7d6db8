import { pathFilter } from '../../../scanners/config/index.ts';
import { type DetectedLockfile, detectLockfile } from '../../../scanners/lockfiles/index.ts';
import type { TreeFile } from '../../github/list-tree.ts';

export interface ChosenLockfile extends TreeFile {
  detected: DetectedLockfile;
}

export interface Chosen {
  lockfiles: ChosenLockfile[];
  /** How many more there are than are looked at. */
  left: number;
  /** How many have a path that is too long to be kept. */
  tooLong: number;
}

const MOST = 2000;
/** An index holds no more than some 2,700 bytes; no real path comes near this. */
const LONGEST_PATH = 1000;

/** The lockfiles among a repository's files, but for those that its configuration ignores. */
export function chooseLockfiles(files: readonly TreeFile[], ignorePaths: readonly string[]): Chosen {
  const ignored = pathFilter(ignorePaths);
  const found: ChosenLockfile[] = [];
  let tooLong = 0;
  for (const file of files) {
    const detected = inNodeModules(file.path) ? undefined : detectLockfile(file.path);
    if (detected === undefined || ignored(file.path)) continue;
    if (Buffer.byteLength(file.path) > LONGEST_PATH) tooLong++;
    else found.push({ ...file, detected });
  }
  return { lockfiles: found.slice(0, MOST), left: Math.max(0, found.length - MOST), tooLong };
}

/** What a scan needs to know of a tree: lockfiles, the manifests that yarn's reading needs, and configuration. */
export function isWanted(path: string): boolean {
  if (inNodeModules(path)) return false;
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name === 'package.json' || /^lockkeeper.*\.ya?ml$/.test(name) || detectLockfile(path) !== undefined;
}

/** Folders of installed packages: what is in them was locked by a lockfile elsewhere. */
export function inNodeModules(path: string): boolean {
  return `/${path}/`.includes('/node_modules/');
}
