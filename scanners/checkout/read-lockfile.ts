import { dirname, join, relative, resolve, sep } from 'node:path';
import {
  detectLockfile,
  type InventoryItem,
  inventory,
  type Lockfile,
  LockfileError,
  needsManifests,
  parseLockfile,
} from '../lockfiles/index.ts';
import { workspaceFolders } from '../lockfiles/workspace-folders.ts';
import type { ScanFailure } from '../reports/index.ts';
import { readTextFile } from './read-text-file.ts';

/** More than any reader takes: a file beyond it is not even loaded. */
const MAX_BYTES = 100 * 1024 * 1024;
const MAX_MANIFEST_BYTES = 5 * 1024 * 1024;

export interface LockfilePlace {
  /** Absolute. */
  at: string;
  /** As messages and reports name it. */
  path: string;
  /** The folder that was searched; `file` and `manifests` (folders with a package.json) are relative to it. */
  base: string;
  file: string;
  manifests: ReadonlySet<string>;
  root: string;
}

export async function readLockfile(
  place: LockfilePlace,
): Promise<{ text: string; lockfile: Lockfile; items: InventoryItem[] } | { failure: ScanFailure }> {
  const { at, path, root } = place;
  const detected = detectLockfile(path);
  const family = detected?.supported ? detected.family : undefined;
  const read = await readTextFile(at, { root, maxBytes: MAX_BYTES });
  if ('missing' in read) {
    return { failure: { path, expected: 'a file', found: 'a link that leads nowhere', cure: 'Remove or correct it.' } };
  }
  if ('fault' in read) return { failure: { path, ...read.fault } };
  try {
    const manifests =
      family !== undefined && needsManifests(family, read.text) ? await readManifests(place) : undefined;
    const lockfile = parseLockfile({ path, text: read.text, manifests });
    return { text: read.text, lockfile, items: inventory(lockfile) };
  } catch (error) {
    return { failure: toFailure(path, error) };
  }
}

/** What is no LockfileError is a fault of ours: it must not stop the other lockfiles, nor pass unseen. */
function toFailure(path: string, error: unknown): ScanFailure {
  if (error instanceof LockfileError) {
    const { line, expected, found, cure } = error.detail;
    return { path, line, expected, found, cure };
  }
  const found = `a text on which the reader failed (${String(error).slice(0, 200)})`;
  const cure = 'This is a fault of Lockkeeper: please report it with the lockfile.';
  return { path, expected: 'a lockfile that can be read', found, cure };
}

/** The package.json texts of the root project and of its workspaces, by folder relative to the lockfile. */
async function readManifests({ at, base, manifests, root }: LockfilePlace): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  const folder = dirname(at);
  const own = await readTextFile(join(folder, 'package.json'), { root, maxBytes: MAX_MANIFEST_BYTES });
  if (!('text' in own)) return texts;
  texts.set('.', own.text);
  const below = new Set<string>();
  for (const each of manifests) {
    const way = relative(folder, resolve(base, each)).replaceAll(sep, '/');
    if (way !== '' && way !== '..' && !way.startsWith('../')) below.add(way);
  }
  for (const workspace of workspaceFolders(own.text, below)) {
    const read = await readTextFile(join(folder, workspace, 'package.json'), { root, maxBytes: MAX_MANIFEST_BYTES });
    if ('text' in read) texts.set(workspace, read.text);
  }
  return texts;
}
