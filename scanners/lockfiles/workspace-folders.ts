import { matchesGlob } from 'node:path';
import { z } from 'zod';

const MOST = 500;

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
