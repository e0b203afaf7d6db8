import type { Octokit } from './github.ts';

export interface TreeFile {
  path: string;
  sha: string;
  /** Bytes. */
  size: number;
}

export interface TreeRequest {
  owner: string;
  repo: string;
  /** A tree, or the commit whose tree it is. */
  tree: string;
  /** Files to hand over. */
  wanted: (path: string) => boolean;
  /** Folders not to go into, where a tree must be walked. */
  skipped: (folder: string) => boolean;
  /** Requests at most. */
  limit?: number;
}

export interface Tree {
  files: TreeFile[];
  /** Folders that were not read, since there were too many. */
  unread: string[];
}

/**
 * The files of a commit. One request, where GitHub shows the whole tree; where it cuts the tree (100,000 entries, 7 MB), the
 * parts are asked for one by one. Symbolic links and submodules are no files.
 */
export async function listTree(octokit: Octokit, request: TreeRequest): Promise<Tree> {
  const { owner, repo, wanted, skipped, limit = 2000 } = request;
  const files: TreeFile[] = [];
  const unread: string[] = [];
  let requests = 0;
  await read(request.tree, '');
  return { files, unread };

  async function read(sha: string, folder: string): Promise<void> {
    if (requests >= limit) {
      unread.push(folder);
      return;
    }
    const whole = await ask(sha, true);
    if (!whole.truncated) {
      take(whole.tree, folder);
      return;
    }
    const level = await ask(sha, false);
    // Entries of one folder that GitHub does not show cannot be asked for in any other way.
    if (level.truncated) unread.push(folder);
    take(level.tree, folder);
    for (const entry of level.tree) {
      const path = `${folder}${entry.path}`;
      if (entry.type === 'tree' && !skipped(path)) await read(entry.sha, `${path}/`);
    }
  }

  async function ask(tree_sha: string, recursive: boolean) {
    requests++;
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
      owner,
      repo,
      tree_sha,
      ...(recursive ? { recursive: '1' } : {}),
    });
    return data;
  }

  function take(entries: readonly { path: string; mode: string; sha: string; size?: number }[], folder: string): void {
    for (const { path: name, mode, sha, size = 0 } of entries) {
      const path = `${folder}${name}`;
      if ((mode === '100644' || mode === '100755') && wanted(path)) files.push({ path, sha, size });
    }
  }
}
