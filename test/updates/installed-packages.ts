import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface InstalledPackage {
  name: string;
  version: string;
}

/** Every package that lies in a `node_modules` folder, however deep, by its own package.json. */
export async function installedPackages(folder: string): Promise<InstalledPackage[]> {
  const found = new Map<string, InstalledPackage>();
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  for (const { name, parentPath } of entries) {
    if (name !== 'package.json' || !/node_modules\/(?:@[^/]+\/)?[^/]+$/.test(parentPath)) continue;
    const manifest = JSON.parse(await readFile(join(parentPath, name), 'utf8')) as InstalledPackage;
    found.set(`${manifest.name}@${manifest.version}`, { name: manifest.name, version: manifest.version });
  }
  return [...found.values()];
}
