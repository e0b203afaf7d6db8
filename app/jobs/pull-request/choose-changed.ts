import type { ChosenLockfile } from '../scan/choose-files.ts';

export interface ChangedLockfiles {
  base: ChosenLockfile[];
  head: ChosenLockfile[];
  /** How many more changed than are compared. */
  left: number;
}

/** Of both sides together. */
const MOST = 400;

/**
 * The lockfiles whose text changed. One of the same text holds the same versions wherever it lies, so it introduces and
 * fixes nothing: also where it was moved. A text that went away counts for one move, and for no copies of it.
 */
export function chooseChanged(base: readonly ChosenLockfile[], head: readonly ChosenLockfile[]): ChangedLockfiles {
  const before = new Map(base.map((file) => [file.path, file]));
  const after = new Map(head.map((file) => [file.path, file]));
  const gone = Map.groupBy(
    base.filter(({ path }) => !after.has(path)),
    ({ sha }) => sha,
  );
  const moved = new Set<ChosenLockfile>();
  const changed = head.filter((file) => {
    const same = before.get(file.path);
    if (same !== undefined) return same.sha !== file.sha;
    const origin = gone.get(file.sha)?.pop();
    if (origin !== undefined) moved.add(origin);
    return origin === undefined;
  });
  const changedPaths = new Set(changed.map(({ path }) => path));
  const changedBase = base.filter((file) => changedPaths.has(file.path) || (!after.has(file.path) && !moved.has(file)));
  if (changed.length + changedBase.length <= MOST) return { base: changedBase, head: changed, left: 0 };
  const kept = changed.slice(0, MOST / 2);
  const keptPaths = new Set(kept.map(({ path }) => path));
  return {
    base: changedBase.filter(({ path }) => keptPaths.has(path)),
    head: kept,
    left: changed.length - kept.length,
  };
}
