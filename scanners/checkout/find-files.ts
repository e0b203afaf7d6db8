import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { detectLockfile } from '../lockfiles/index.ts';
import type { ScanFailure } from '../reports/index.ts';

export interface FoundFiles {
  /** Paths relative to the folder, with `/`, sorted. */
  lockfiles: string[];
  /** Folders (`.` for the folder itself) that hold a package.json. */
  manifestFolders: string[];
  failures: ScanFailure[];
}

const SKIPPED = new Set(['node_modules', '.git']);
const MAX_DEPTH = 50;
const MAX_ENTRIES = 2_000_000;
const MAX_LOCKFILES = 10_000;

/** Lockfiles in a folder and the folders in it. Links to folders are not followed: they lead outside, or back. */
export async function findFiles(folder: string): Promise<FoundFiles> {
  const found: FoundFiles = { lockfiles: [], manifestFolders: [], failures: [] };
  let entries = 0;
  await walk('', 0);
  found.lockfiles.sort();
  return found;

  async function walk(relative: string, depth: number): Promise<void> {
    if (depth > MAX_DEPTH) {
      fail(
        relative,
        `folders at most ${MAX_DEPTH} deep`,
        'more',
        'Scan the folder by itself, or ignore it (ignore-paths).',
      );
      return;
    }
    const folders: string[] = [];
    try {
      for await (const entry of await opendir(join(folder, relative))) {
        entries += 1;
        if (entries > MAX_ENTRIES || found.lockfiles.length >= MAX_LOCKFILES) return tooMany();
        const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
        if (entry.isDirectory()) {
          if (!SKIPPED.has(entry.name)) folders.push(path);
        } else if (entry.name === 'package.json') {
          found.manifestFolders.push(relative === '' ? '.' : relative);
        } else if (detectLockfile(entry.name) !== undefined) found.lockfiles.push(path);
      }
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? String(error);
      fail(relative === '' ? '.' : relative, 'a folder that can be read', reason, 'Check its rights.');
    }
    for (const path of folders.sort()) await walk(path, depth + 1);
  }

  function tooMany(): void {
    if (found.failures.some(({ path }) => path === '.')) return;
    const expected = `at most ${MAX_LOCKFILES} lockfiles and ${MAX_ENTRIES} files`;
    fail('.', expected, 'more', 'Scan its folders one by one.');
  }

  function fail(path: string, expected: string, actual: string, cure: string): void {
    found.failures.push({ path, expected, found: actual, cure });
  }
}
