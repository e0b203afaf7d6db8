import type { ProjectFiles } from '../edit-request.ts';

/** npm's library takes a lockfile only under this name; npm-shrinkwrap.json holds the same. */
export const LOCKFILE = 'package-lock.json';

/** What of a project npm's library gets to see. */
export function npmFiles({ files, lockfilePath }: ProjectFiles): [path: string, text: string][] {
  const manifests = [...files].filter(([path]) => path === 'package.json' || path.endsWith('/package.json'));
  return [[LOCKFILE, files.get(lockfilePath)!], ...manifests];
}
