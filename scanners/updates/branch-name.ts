import type { LockfileFormat } from '../lockfiles/index.ts';

/** Longer names say nothing more, and GitHub shows none of them whole. */
const LONGEST = 60;

const MANAGERS: Record<LockfileFormat, string> = {
  npm: 'npm',
  pnpm: 'pnpm',
  bun: 'bun',
  'yarn-v1': 'yarn',
  'yarn-berry': 'yarn',
};

/** Every branch of ours is below it, and nobody else's should be. */
export const BRANCH_PREFIX = 'lockkeeper/';

export interface BranchOf {
  /** The lockfile's, in the repository. */
  path: string;
  format: LockfileFormat;
  /** With `group: package`: the packages that the pull request is about. */
  packages?: readonly string[];
}

/**
 * `lockkeeper/<package manager>/<project>`, `root` for the project at the top. Names that a branch cannot have, or that two projects
 * could share, get a part of their hash; no branch is ever a folder of another.
 */
export function branchName({ path, format, packages }: BranchOf): string {
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
  const file = path.slice(folder === '' ? 0 : folder.length + 1);
  const manager = file === 'npm-shrinkwrap.json' ? 'npm-shrinkwrap' : MANAGERS[format];
  const project = folder === '' ? 'root' : slug(folder);
  const group = packages === undefined ? '' : `+${slug([...packages].sort().join('+'))}`;
  return `${BRANCH_PREFIX}${manager}/${project}${group}`;
}

function slug(text: string): string {
  const plain = text
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, LONGEST);
  return plain === text && text !== 'root' ? text : `${plain === '' ? 'x' : plain}-${hash(text)}`;
}

/** FNV-1a, 32 bits: enough to tell the projects of a repository apart. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193);
  return (value >>> 0).toString(36);
}
