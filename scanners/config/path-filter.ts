import ignore from 'ignore';

/**
 * The library's expressions take time that grows with the folders of a path to the power of the `**` in a pattern, and
 * both come from a repository. Within these bounds a path costs a pattern at most a millisecond or so.
 */
const MAX_DEPTH = 50;
export const MAX_GLOBSTARS = 3;

/**
 * Says which paths gitignore-style patterns match. Paths are relative to the repository's root, with `/` between
 * folders; a path that is not (`../x`, `/x`), or that lies deeper than fifty folders, is matched by nothing.
 */
export function pathFilter(patterns: readonly string[]): (path: string) => boolean {
  if (patterns.length === 0) return () => false;
  const rules = ignore().add([...patterns]);
  return (path) => ignore.isPathValid(path) && path.split('/').length <= MAX_DEPTH && rules.ignores(path);
}

export function globstars(pattern: string): number {
  return pattern.split('**').length - 1;
}
