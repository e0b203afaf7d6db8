import type { Octokit } from '../github.ts';
import { statusOf } from '../status-of.ts';
import { branchHead, type Place } from './branch-head.ts';

export interface CommitToPush {
  branch: string;
  /** The commit that it is made upon. */
  base: string;
  message: string;
  /** New texts by path in the repository. */
  files: ReadonlyMap<string, string>;
  /** What the commit is made from: a commit with the same key is not made again. */
  key: string;
  /** The commit that we made last on this branch. */
  ours: string | null;
  /** The branch is made anew whoever pushed to it. */
  force: boolean;
}

/** `foreign`: the branch's head is not ours, and stays. */
export type PushOutcome = { sha: string } | { foreign: string };

/** Characters. */
const LARGE = 1_000_000;

const TRAILER = 'Lockkeeper-Content';

/**
 * Puts one commit on top of the base, through GitHub's own git API, so that GitHub signs it. The branch is ours: it is moved to the
 * new commit, unless somebody else has pushed to it.
 */
export async function pushCommit(octokit: Octokit, place: Place, commit: CommitToPush): Promise<PushOutcome> {
  const { branch, key, ours, force } = commit;
  const head = await branchHead(octokit, place, branch);
  if (head !== undefined) {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', {
      ...place,
      commit_sha: head,
    });
    const made = keyIn(data.message);
    // One of ours that was made when nobody could write it down any more.
    const isOurs = head === ours || (ours === null && made !== undefined);
    if (!isOurs && !force) return { foreign: head };
    if (made === key && data.parents[0]?.sha === commit.base && data.parents.length === 1) return { sha: head };
  }
  const sha = await createCommit(octokit, place, commit);
  if (head === undefined) await createBranch(octokit, place, branch, sha);
  else {
    await octokit.request('PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
      ...place,
      ref: `heads/${branch}`,
      sha,
      force: true,
    });
  }
  return { sha };
}

async function createBranch(octokit: Octokit, place: Place, branch: string, sha: string): Promise<void> {
  await octokit.request('POST /repos/{owner}/{repo}/git/refs', { ...place, ref: `refs/heads/${branch}`, sha });
}

async function createCommit(
  octokit: Octokit,
  place: Place,
  { base, files, message, key }: CommitToPush,
): Promise<string> {
  const { data: parent } = await octokit.request('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', {
    ...place,
    commit_sha: base,
  });
  const tree: TreeEntry[] = [];
  for (const [path, content] of files) tree.push(await treeEntry(octokit, place, path, content));
  const { data: made } = await octokit.request('POST /repos/{owner}/{repo}/git/trees', {
    ...place,
    base_tree: parent.tree.sha,
    tree,
  });
  // No author: then it is the App's, and GitHub signs it.
  const { data: commit } = await octokit.request('POST /repos/{owner}/{repo}/git/commits', {
    ...place,
    message: `${message}\n\n${TRAILER}: ${key}`,
    tree: made.sha,
    parents: [base],
  });
  return commit.sha;
}

interface TreeEntry {
  path: string;
  mode: '100644';
  type: 'blob';
  content?: string;
  sha?: string;
}

/** GitHub wants a second between writes: a text goes along with the tree, unless it is large. */
async function treeEntry(octokit: Octokit, place: Place, path: string, content: string): Promise<TreeEntry> {
  const entry = { path, mode: '100644', type: 'blob' } as const;
  if (content.length < LARGE) return { ...entry, content };
  const { data } = await octokit.request('POST /repos/{owner}/{repo}/git/blobs', {
    ...place,
    content,
    encoding: 'utf-8',
  });
  return { ...entry, sha: data.sha };
}

/** What a commit of ours was made from. */
function keyIn(message: string): string | undefined {
  const last = message.trimEnd().split('\n').at(-1) ?? '';
  return last.startsWith(`${TRAILER}: `) ? last.slice(TRAILER.length + 2).trim() : undefined;
}

/** A branch that is gone already is as good. */
export async function deleteBranch(octokit: Octokit, place: Place, branch: string): Promise<void> {
  try {
    await octokit.request('DELETE /repos/{owner}/{repo}/git/refs/{ref}', { ...place, ref: `heads/${branch}` });
  } catch (error) {
    if (statusOf(error) !== 404 && statusOf(error) !== 422) throw error;
  }
}
