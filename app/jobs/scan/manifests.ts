import { createHash } from 'node:crypto';
import { matchesGlob } from 'node:path';
import { z } from 'zod';
import type { TreeFile } from '../../github/list-tree.ts';

const MOST = 500;

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

/** The folders that a root manifest's `workspaces` name, among those there are; bounded. */
export function workspaceFolders(rootManifest: string, folders: Iterable<string>): string[] {
  const patterns = workspacePatterns(rootManifest);
  const chosen = new Set<string>();
  for (const folder of folders) {
    if (folder === '.' || chosen.size >= MOST) continue;
    let matched = false;
    for (const pattern of patterns) {
      const glob = pattern.replace(/^!/, '').replace(/^\.\//, '').replace(/\/+$/, '');
      if (matchesGlob(folder, glob)) matched = !pattern.startsWith('!');
    }
    if (matched) chosen.add(folder);
  }
  return [...chosen];
}

/** Globs in which braces and brackets are nested deep are no workspaces but attacks. */
const globs = z
  .array(
    z
      .string()
      .max(200)
      .regex(/^[^{}[\]()]*(?:\{[^{}[\]()]*\}[^{}[\]()]*)?$/),
  )
  .max(100);
const manifest = z.object({ workspaces: z.union([globs, z.object({ packages: globs }).transform((w) => w.packages)]) });

function workspacePatterns(text: string): string[] {
  try {
    return manifest.parse(JSON.parse(text.replace(/^\uFEFF/, ''))).workspaces;
  } catch {
    // No workspaces, or a manifest that the parser will complain of.
    return [];
  }
}
