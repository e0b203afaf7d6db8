/** A configuration file in a repository on GitHub. */
export interface ConfigPlace {
  owner: string;
  repo: string;
  path: string;
}

export const CONFIG_PATH = '.github/lockkeeper.yml';

/**
 * Only files named `lockkeeper….yml` can be extended: what is wrong with an extended file is shown to people, and must
 * not become a way to read other files of another repository.
 */
export const EXTENDS_PATTERN =
  /^(?:[A-Za-z0-9][A-Za-z0-9-]{0,38}\/)?[A-Za-z0-9._-]{1,100}(?::(?:[A-Za-z0-9._-]{1,100}\/){0,10}lockkeeper[A-Za-z0-9._-]{0,60}\.ya?ml)?$/;

/** Reads Probot's `_extends`: `repo`, `owner/repo` or `owner/repo:path`. Null for what is none of these. */
export function parseExtends(reference: string, owner: string): ConfigPlace | null {
  if (!EXTENDS_PATTERN.test(reference)) return null;
  const colon = reference.indexOf(':');
  const repository = colon === -1 ? reference : reference.slice(0, colon);
  const path = colon === -1 ? CONFIG_PATH : reference.slice(colon + 1);
  const slash = repository.indexOf('/');
  const place = {
    owner: slash === -1 ? owner : repository.slice(0, slash),
    repo: repository.slice(slash + 1),
    path,
  };
  const climbs = [place.repo, ...path.split('/')].some((part) => part === '.' || part === '..');
  return climbs ? null : place;
}

/** As messages name it: `owner/repo:path`. */
export function showPlace({ owner, repo, path }: ConfigPlace): string {
  return `${owner}/${repo}:${path}`;
}
