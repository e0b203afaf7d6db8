import { realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';

/** The folder of the repository that holds a path: the nearest one with `.git`, or else the folder itself. */
export async function findScanRoot(folder: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    if (await exists(join(at, '.git'))) return at;
    if (at === dirname(at)) return folder;
  }
}

/** Whether a file lies in the folder also once its symbolic links are followed. */
export async function isInside(root: string, path: string): Promise<boolean> {
  const way = relative(await realpath(root), await realpath(path));
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
