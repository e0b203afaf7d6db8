import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EmulatedGitHub } from '../github/index.ts';

interface Tree {
  tree: { path: string; type: string; sha: string }[];
}

/** Writes all files of a branch into a folder, as somebody who checks it out gets them. @returns their texts by path */
export async function downloadBranch(
  github: EmulatedGitHub,
  { fullName, branch, folder }: { fullName: string; branch: string; folder: string },
): Promise<Map<string, string>> {
  const address = `/repos/${fullName}/git/trees/${encodeURIComponent(branch)}?recursive=1`;
  const { tree } = await github.as<Tree>('admin', 'GET', address);
  const files = new Map<string, string>();
  for (const { path, type, sha } of tree) {
    if (type !== 'blob') continue;
    const { content } = await github.as<{ content: string }>('admin', 'GET', `/repos/${fullName}/git/blobs/${sha}`);
    const bytes = Buffer.from(content, 'base64');
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
    files.set(path, bytes.toString());
  }
  return files;
}
