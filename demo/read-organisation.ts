import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Files, RepositorySeed } from '../test/github/index.ts';

export const ORGANISATION = 'harbour-lights';
export const ORGANISATION_FOLDER = join(import.meta.dirname, 'organisation');

/** The demo's repositories, one a folder, with every file's bytes. In the order of their names. */
export async function readOrganisation(folder = ORGANISATION_FOLDER): Promise<(RepositorySeed & { files: Files })[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(names.sort().map(async (name) => ({ name, files: await readFiles(join(folder, name)) })));
}

async function readFiles(folder: string): Promise<Files> {
  const files: Files = {};
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files[relative(folder, path).split(sep).join('/')] = await readFile(path);
  }
  return files;
}
