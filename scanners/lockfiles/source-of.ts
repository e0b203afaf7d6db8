import type { DependencySource } from './lockfile.ts';
import { isVersion } from './package-name.ts';

const SCHEMES: readonly (readonly [string, DependencySource])[] = [
  ['file:', 'file'],
  ['link:', 'link'],
  ['portal:', 'link'],
  ['workspace:', 'workspace'],
  ['git+', 'git'],
  ['git:', 'git'],
  ['git@', 'git'],
  ['ssh:', 'git'],
  ['github:', 'git'],
  ['gitlab:', 'git'],
  ['bitbucket:', 'git'],
  ['gist:', 'git'],
  ['./', 'file'],
  ['../', 'file'],
  ['/', 'file'],
  ['~/', 'file'],
];

/** Hosts that make archives of git repositories. */
const GIT_ARCHIVES = ['codeload.github.com/', 'gitlab.com/', 'bitbucket.org/', 'github.com/'];

/**
 * What kind of address a lockfile records (`resolved`, a URL as version, a locator's reference). A tarball whose path has the
 * registry's shape counts as `registry`, on whatever host: mirrors and private registries serve the same packages.
 * Gives `unknown` for a text that is no address, such as a plain version.
 */
export function sourceOf(address: string): DependencySource {
  if (address === '') return 'unknown';
  if (hasRegistryShape(address)) return 'registry';
  if (address.startsWith('https://') || address.startsWith('http://')) return sourceOfUrl(address);
  for (const [prefix, source] of SCHEMES) if (address.startsWith(prefix)) return source;
  return 'unknown';
}

function sourceOfUrl(url: string): DependencySource {
  const path = withoutQuery(url);
  if (path.endsWith('.git')) return 'git';
  const host = path.slice(path.indexOf('//') + 2);
  return GIT_ARCHIVES.some((start) => host.startsWith(start)) ? 'git' : 'tarball';
}

/**
 * `…/<name>/-/<file>.tgz`, whatever comes before (a mirror, a path prefix, an unexpanded `${REGISTRY}`), or the
 * `…/<name>/download/<file>.tgz` of some mirrors. Files in a folder that is called so stay files.
 */
function hasRegistryShape(address: string): boolean {
  if (!address.includes('/-/') && !address.includes('/download/')) return false;
  return !address.startsWith('file:') && withoutQuery(address).endsWith('.tgz');
}

/** Name and version out of a registry tarball's URL, `…/<name>/-/<file>-<version>.tgz`; nothing for any other address. */
export function registryTarball(url: string): { name: string; version: string } | undefined {
  const path = withoutQuery(url);
  if (!path.endsWith('.tgz')) return undefined;
  const dash = path.lastIndexOf('/-/');
  if (dash === -1) return undefined;
  const name = nameBefore(path.slice(0, dash).replace('%2f', '/').replace('%2F', '/').replace('%40', '@'));
  const file = path.slice(path.lastIndexOf('/') + 1, -4);
  const bare = name.slice(name.indexOf('/') + 1);
  if (bare === '' || !file.startsWith(`${bare}-`)) return undefined;
  const version = file.slice(bare.length + 1);
  return isVersion(version) ? { name, version } : undefined;
}

function nameBefore(path: string): string {
  const slash = path.lastIndexOf('/');
  const scope = path.lastIndexOf('/', slash - 1);
  return path.charCodeAt(scope + 1) === 64 ? path.slice(scope + 1) : path.slice(slash + 1);
}

function withoutQuery(url: string): string {
  const hash = url.indexOf('#');
  const path = hash === -1 ? url : url.slice(0, hash);
  const query = path.indexOf('?');
  return query === -1 ? path : path.slice(0, query);
}
