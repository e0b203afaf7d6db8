import type { Logger } from 'pino';
import { findContents, type LockfileContent, saveContent } from '../../../db/contents.ts';
import type { FoundLockfile } from '../../../db/lockfiles.ts';
import type { Db } from '../../../db/open-database.ts';
import {
  inventory,
  LockfileError,
  type LockfileFamily,
  MANIFEST_FORMATS,
  needsManifests,
  PARSER_VERSION,
  parseLockfile,
} from '../../../scanners/lockfiles/index.ts';
import { workspaceFolders } from '../../../scanners/lockfiles/workspace-folders.ts';
import type { TreeFile } from '../../github/list-tree.ts';
import type { Metrics } from '../../metrics/create-metrics.ts';
import type { ChosenLockfile } from './choose-files.ts';
import { inParallel } from './in-parallel.ts';
import { manifestsBelow, manifestsKey } from './manifests.ts';

export interface ReadContentsOptions {
  db: Db;
  log: Logger;
  metrics: Metrics;
  lockfiles: readonly ChosenLockfile[];
  /** All files of the tree: some formats' reading needs the manifests among them. */
  files: readonly TreeFile[];
  readBlob: (sha: string) => Promise<string>;
  signal?: AbortSignal;
}

/** Several are in memory at a time. The largest lockfiles that we know of have a tenth of that. */
const MAX_BYTES = 32 * 1024 * 1024;
const MAX_MANIFEST_BYTES = 1024 * 1024;
const PARALLEL = 4;

/**
 * What each lockfile's text says: from the database where some repository held the same text before, else read and stored.
 * A lockfile that cannot be read is stored as that, and stops no other. Faults of GitHub and of the database are thrown.
 */
export async function readContents(options: ReadContentsOptions): Promise<FoundLockfile[]> {
  const { db, lockfiles, signal } = options;
  const wanted = lockfiles.flatMap((file) => toRead(file, options.files) ?? []);
  const keys = wanted.flatMap(({ plainKey, keyWithManifests }) => [plainKey, keyWithManifests]);
  const ids = await findContents(db, keys, PARSER_VERSION);
  const idOf = (one: ToRead) => ids.get(one.plainKey) ?? ids.get(one.keyWithManifests);
  const missing = new Map(wanted.filter((one) => idOf(one) === undefined).map((one) => [one.keyWithManifests, one]));
  await inParallel([...missing.values()], PARALLEL, async (one) => {
    signal?.throwIfAborted();
    const content = await readContent(one, options);
    ids.set(content.contentKey, await saveContent(db, content));
  });
  const byPath = new Map(wanted.map((one) => [one.file.path, one]));
  return lockfiles.map(({ path, sha, detected }) => ({
    path,
    blobSha: sha,
    contentId: byPath.has(path) ? (idOf(byPath.get(path)!) ?? null) : null,
    unreadReason: detected.supported ? null : `${detected.name}: ${detected.reason}. ${detected.cure}`,
  }));
}

interface ToRead {
  file: ChosenLockfile;
  family: LockfileFamily;
  manifests: Map<string, TreeFile>;
  /** Where the text says everything by itself. */
  plainKey: string;
  /** Where manifests were read with it. Which of the two it is, only the text tells. */
  keyWithManifests: string;
}

/** The keys say how the text is read, since the same text can stand in files of different kinds (an empty one does). */
function toRead(file: ChosenLockfile, files: readonly TreeFile[]): ToRead | undefined {
  if (!file.detected.supported) return undefined;
  const { family } = file.detected;
  const plainKey = `${family}:${file.sha}`;
  const below = manifestsBelow(file.path, files);
  // Where npm's lockfiles need a manifest, they know of no workspaces.
  const own = [...below].filter(([folder]) => folder === '.');
  const manifests = MANIFEST_FORMATS.has(family) ? below : new Map(own);
  return { file, family, manifests, plainKey, keyWithManifests: `${plainKey}+${manifestsKey(manifests)}` };
}

async function readContent(one: ToRead, options: ReadContentsOptions): Promise<LockfileContent> {
  const { log, metrics } = options;
  const { file, family } = one;
  const content = {
    contentKey: one.plainKey,
    parserVersion: PARSER_VERSION,
    format: null,
    formatVersion: null,
    problems: [],
    items: [],
  };
  // Other repositories share what is stored, so it says nothing of this one's folders.
  const path = file.path.slice(file.path.lastIndexOf('/') + 1);
  try {
    if (file.size > MAX_BYTES) throw tooLarge(path, file.size);
    const text = await options.readBlob(file.sha);
    const needed = needsManifests(family, text);
    if (needed) content.contentKey = one.keyWithManifests;
    const manifests = needed ? await readManifests(one, options.readBlob) : undefined;
    try {
      const lockfile = parseLockfile({ path, text, manifests });
      const { format, formatVersion, problems } = lockfile;
      const items = inventory(lockfile);
      metrics.lockfilesRead.inc({ result: 'read' });
      return { ...content, format, formatVersion, problems, items, error: null };
    } catch (error) {
      throw error instanceof LockfileError ? error : unforeseen(path, error);
    }
  } catch (error) {
    if (!(error instanceof LockfileError)) throw error;
    metrics.lockfilesRead.inc({ result: 'error' });
    log.warn({ path: file.path, sha: file.sha, err: error }, 'lockfile cannot be read');
    return { ...content, error: error.detail };
  }
}

async function readManifests(
  { manifests }: ToRead,
  readBlob: (sha: string) => Promise<string>,
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  await read('.');
  const root = texts.get('.');
  if (root !== undefined) await inParallel(workspaceFolders(root, manifests.keys()), PARALLEL, read);
  return texts;

  async function read(folder: string): Promise<void> {
    const manifest = manifests.get(folder);
    if (manifest !== undefined && manifest.size <= MAX_MANIFEST_BYTES) texts.set(folder, await readBlob(manifest.sha));
  }
}

function tooLarge(path: string, size: number): LockfileError {
  const expected = `at most ${MAX_BYTES} bytes`;
  const cure = 'No lockfile is so large: see whether it is one, or name it in ignore-paths.';
  return new LockfileError({ code: 'too-large', path, expected, found: `${size} bytes`, cure });
}

/** A fault of ours. It must not stop the other lockfiles, nor pass unseen. */
function unforeseen(path: string, cause: unknown): LockfileError {
  const found = `a text on which the reader failed (${String(cause).slice(0, 200)})`;
  const cure = 'This is a fault of Lockkeeper: please report it with the lockfile.';
  return new LockfileError({ code: 'shape', path, expected: 'a lockfile that can be read', found, cure, cause });
}
