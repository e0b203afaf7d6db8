import { dirname, join } from 'node:path';
import type { ReadTarget } from '../../../scanners/checkout/read-targets.ts';
import { readTextFile } from '../../../scanners/checkout/read-text-file.ts';

const MAX_BYTES = 5 * 1024 * 1024;
const SETTINGS = ['pnpm-workspace.yaml', '.npmrc', '.yarnrc', '.yarnrc.yml', 'bunfig.toml'];

/** The texts of the package managers' settings beside a lockfile, by path relative to it. One that cannot be read is left out. */
export async function readSettings(root: string, { repositoryPath }: ReadTarget): Promise<Map<string, string>> {
  const folder = dirname(join(root, repositoryPath));
  const files = new Map<string, string>();
  for (const path of SETTINGS) {
    const read = await readTextFile(join(folder, path), { root, maxBytes: MAX_BYTES });
    if ('text' in read) files.set(path, read.text);
  }
  return files;
}
