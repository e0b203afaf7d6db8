import { type ContentItems, readContentItems } from '../../../db/content-items.ts';
import type { HeldLockfile } from '../../../scanners/alerts/index.ts';
import { detectLockfile, type LockfileErrorDetail } from '../../../scanners/lockfiles/index.ts';
import type { Octokit } from '../../github/github.ts';
import { listTree, type Tree, type TreeFile } from '../../github/list-tree.ts';
import { readBlob } from '../../github/read-file.ts';
import { type ChosenLockfile, chooseLockfiles, inNodeModules, isWanted } from '../scan/choose-files.ts';
import { readContents } from '../scan/read-contents.ts';
import type { ShellContext } from '../shell-context.ts';
import { chooseChanged } from './choose-changed.ts';

/** Why something of a change is not known. Texts from outside are not escaped. */
export interface Doubt {
  /** Empty where it is about all. */
  path: string;
  line?: number;
  why: string;
}

/** The lockfiles that a change touches, on both sides. */
export interface Change {
  base: HeldLockfile[];
  head: HeldLockfile[];
  doubts: Doubt[];
  /** Paths of the head's lockfiles of which it is not known what they held before. */
  uncertain: Set<string>;
  /** Changed lockfiles that Lockkeeper does not read, and why: nobody has to act on them. */
  passedOver: { path: string; why: string }[];
  headFiles: TreeFile[];
}

export interface ChangeToRead {
  owner: string;
  repo: string;
  mergeBase: string;
  head: string;
  /** Files that differ, where GitHub shows them all. */
  changedPaths: readonly string[] | undefined;
  /** Of the default branch: what the head ignores is the head's wish. */
  ignorePaths: readonly string[];
}

/** Reads the changed lockfiles at both commits, each text once for the whole database. */
export async function readChange(context: ShellContext, octokit: Octokit, toRead: ChangeToRead): Promise<Change> {
  const { owner, repo, ignorePaths } = toRead;
  const tree = (sha: string) => listTree(octokit, { owner, repo, tree: sha, wanted: isWanted, skipped: inNodeModules });
  const [baseTree, headTree] = await Promise.all([tree(toRead.mergeBase), tree(toRead.head)]);
  const differs = toRead.changedPaths === undefined ? undefined : new Set(toRead.changedPaths);
  const choose = ({ files }: Tree) =>
    chooseLockfiles(differs === undefined ? files : files.filter(({ path }) => differs.has(path)), ignorePaths);
  const base = choose(baseTree);
  const head = choose(headTree);
  const changed = chooseChanged(base.lockfiles, head.lockfiles);
  const read = (lockfiles: readonly ChosenLockfile[], files: readonly TreeFile[]) =>
    readSide(context, { lockfiles, files, readBlob: (sha) => readBlob(octokit, { owner, repo }, sha) });
  const before = await read(changed.base, baseTree.files);
  const after = await read(changed.head, headTree.files);

  const doubts: Doubt[] = [];
  const unread = baseTree.unread.length + headTree.unread.length;
  if (unread > 0 && !foundAll(toRead.changedPaths, [baseTree, headTree]))
    doubts.push({ path: '', why: `the tree is too large: ${unread} folders were not read` });
  const left = base.left + head.left + changed.left;
  if (left > 0) doubts.push({ path: '', why: `${left} more lockfiles changed, or are there, than are read` });
  if (head.tooLong > 0)
    doubts.push({ path: '', why: `${head.tooLong} lockfiles have a path of more than 1,000 bytes` });
  for (const side of after) if (side.fault !== undefined) doubts.push(side.fault);
  doubts.push(...leftOut(before, after));

  const unreadable = new Set(after.filter(({ held }) => held === undefined).map(({ path }) => path));
  return {
    // What became unreadable is not fixed.
    base: before.flatMap(({ path, held }) => (held === undefined || unreadable.has(path) ? [] : [{ path, held }])),
    head: after.flatMap(({ path, held }) => (held === undefined ? [] : [{ path, held }])),
    doubts,
    uncertain: uncertainPaths(before, after),
    passedOver: after.flatMap(({ path, passedOver }) => (passedOver === undefined ? [] : [{ path, why: passedOver }])),
    headFiles: headTree.files,
  };
}

/** What was not read of a large tree is no matter where every lockfile that differs was. */
function foundAll(changedPaths: readonly string[] | undefined, trees: readonly Tree[]): boolean {
  const there = new Set(trees.flatMap(({ files }) => files.map(({ path }) => path)));
  const lockfiles = changedPaths?.filter((path) => detectLockfile(path) !== undefined && !inNodeModules(path));
  return lockfiles?.every((path) => there.has(path)) ?? false;
}

interface ReadLockfile {
  path: string;
  /** Undefined where it was not read. */
  held?: ContentItems['held'];
  problems: ContentItems['problems'];
  fault?: Doubt;
  passedOver?: string;
}

async function readSide(
  context: ShellContext,
  given: {
    lockfiles: readonly ChosenLockfile[];
    files: readonly TreeFile[];
    readBlob: (sha: string) => Promise<string>;
  },
): Promise<ReadLockfile[]> {
  const found = await readContents({ ...context, ...given });
  const ids = found.flatMap(({ contentId }) => contentId ?? []);
  const contents = await readContentItems(context.db, ids);
  return found.map(({ path, contentId, unreadReason }) => {
    if (contentId === null) {
      const why = unreadReason ?? 'it is not read';
      return { path, problems: [], ...(path.endsWith('bun.lockb') ? { fault: { path, why } } : { passedOver: why }) };
    }
    const content = contents.get(contentId);
    if (content === undefined)
      throw new Error(`expected content ${contentId} of a lockfile, found it deleted: run again`);
    if (content.error !== null) return { path, problems: [], fault: describeError(path, content.error) };
    return { path, held: content.held, problems: content.problems };
  });
}

function describeError(path: string, { line, expected, found, cure }: LockfileErrorDetail): Doubt {
  const doubt: Doubt = { path, why: `expected ${expected}, found ${found}. ${cure}` };
  if (line !== undefined) doubt.line = line;
  return doubt;
}

/** Entries that could not be read and that the base did not have: anything may be behind them. */
function leftOut(before: readonly ReadLockfile[], after: readonly ReadLockfile[]): Doubt[] {
  const known = new Set(before.flatMap(({ problems }) => problems.map(({ key }) => key)));
  return after.flatMap(({ path, problems }) => {
    const added = problems.filter(({ key }) => !known.has(key));
    const [first] = added;
    if (first === undefined) return [];
    const more = added.length > 1 ? `, and ${added.length - 1} more` : '';
    return [{ path, why: `entries could not be read: ${first.key}: ${first.message}${more}` }];
  });
}

/** Where the base's lockfile of the same path, or one that is gone from the same folder, could not be read. */
function uncertainPaths(before: readonly ReadLockfile[], after: readonly ReadLockfile[]): Set<string> {
  const here = new Set(after.map(({ path }) => path));
  const there = new Set(before.map(({ path }) => path));
  const unknown = before.filter(({ fault }) => fault !== undefined).map(({ path }) => path);
  const folders = new Set(unknown.filter((path) => !here.has(path)).map(folderOf));
  const uncertain = after.filter(
    ({ path }) => unknown.includes(path) || (!there.has(path) && folders.has(folderOf(path))),
  );
  return new Set(uncertain.map(({ path }) => path));
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
