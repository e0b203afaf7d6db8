import { dirname, join } from 'node:path';
import type { ReadTarget } from '../../../scanners/checkout/read-targets.ts';
import { readTextFile } from '../../../scanners/checkout/read-text-file.ts';

const MAX_BYTES = 5 * 1024 * 1024;

/** The package.json texts of a lockfile's projects, by folder relative to it. One that cannot be read is left out. */
export async function readManifests(
  root: string,
  { repositoryPath, lockfile }: ReadTarget,
): Promise<Map<string, string>> {
  const folder = dirname(join(root, repositoryPath));
  const manifests = new Map<string, string>();
  for (const { path } of lockfile.projects) {
    // The lockfile says where its projects are: `readTextFile` sees to it that this is within the root.
    const read = await readTextFile(join(folder, path, 'package.json'), { root, maxBytes: MAX_BYTES });
    if ('text' in read) manifests.set(path, read.text);
  }
  return manifests;
}
