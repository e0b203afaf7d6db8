import type { HeldVersion } from './assess-package.ts';

/** A lockfile at a commit: what it holds, by package name. */
export interface HeldLockfile {
  path: string;
  held: ReadonlyMap<string, readonly HeldVersion[]>;
}

export interface PairedLockfiles {
  /** For each lockfile of the head, by path, those of the base that it goes on from; none: it is new. */
  origins: Map<string, HeldLockfile[]>;
  /** For each lockfile of the base, by path, those of the head that go on from it; none: it is gone. */
  heirs: Map<string, HeldLockfile[]>;
}

/** So much of the smaller one's package versions two lockfiles share where one goes on from the other. */
const SHARED = 0.5;

/**
 * Which lockfile of the base became which of the head. The path tells; where it changed (a folder moved, another package
 * manager, one lockfile for several), the folder or what they hold does. Without it a moved lockfile would be all new. One
 * whose origin is still there is a copy: a project of its own, and new.
 */
export function pairLockfiles(base: readonly HeldLockfile[], head: readonly HeldLockfile[]): PairedLockfiles {
  const origins = new Map<string, HeldLockfile[]>(head.map(({ path }) => [path, []]));
  const heirs = new Map<string, HeldLockfile[]>(base.map(({ path }) => [path, []]));
  const isHead = new Set(head.map(({ path }) => path));
  const before = new Map(base.map((lockfile) => [lockfile.path, lockfile]));
  const gone = base.filter(({ path }) => !isHead.has(path)).map(withKeys);
  for (const lockfile of head) {
    const same = before.get(lockfile.path);
    const found = same === undefined ? movedFrom(lockfile, gone) : [same];
    origins.set(lockfile.path, found);
    for (const { path } of found) heirs.get(path)!.push(lockfile);
  }
  return { origins, heirs };
}

interface WithKeys {
  lockfile: HeldLockfile;
  keys: Set<string>;
}

function withKeys(lockfile: HeldLockfile): WithKeys {
  const keys = new Set<string>();
  for (const [name, versions] of lockfile.held) for (const { version } of versions) keys.add(`${name}@${version}`);
  return { lockfile, keys };
}

function movedFrom(lockfile: HeldLockfile, gone: readonly WithKeys[]): HeldLockfile[] {
  const { keys } = withKeys(lockfile);
  return gone
    .filter((one) => folderOf(one.lockfile.path) === folderOf(lockfile.path) || share(keys, one.keys) >= SHARED)
    .map((one) => one.lockfile);
}

/** Of the smaller set, so that one lockfile that is split, or several that are joined, are known again. */
function share(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  if (small.size === 0) return 0;
  let shared = 0;
  for (const key of small) if (large.has(key)) shared++;
  return shared / small.size;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
