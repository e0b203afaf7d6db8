import { createHash } from 'node:crypto';
import type { TreeFile } from '../../github/list-tree.ts';

/** The package.json files that a lockfile may be about, by folder relative to it: its own, and those below it. */
export function manifestsBelow(lockfile: string, files: readonly TreeFile[]): Map<string, TreeFile> {
  const folder = lockfile.slice(0, lockfile.lastIndexOf('/') + 1);
  const below = new Map<string, TreeFile>();
  for (const file of files) {
    if (!file.path.startsWith(folder) || !/(?:^|\/)package\.json$/.test(file.path)) continue;
    const relative = file.path.slice(folder.length).replace(/\/?package\.json$/, '');
    below.set(relative === '' ? '.' : relative, file);
  }
  return below;
}

/** Changes when any manifest that the reading may depend on does. */
export function manifestsKey(manifests: ReadonlyMap<string, TreeFile>): string {
  const hash = createHash('sha1');
  for (const [folder, { sha }] of [...manifests].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${folder}\0${sha}\n`);
  return hash.digest('hex');
}
