import { isObject, own } from './own-field.ts';

const LONGEST = 300;
const OWNER = '[A-Za-z0-9][A-Za-z0-9-]{0,38}';
const NAME = '[\\w.-]{1,100}';
const ON_GITHUB = new RegExp(`^(?:www\\.)?github\\.com[/:](${OWNER})/(${NAME})(?:[/?#].*)?$`, 'i');
const SHORT = new RegExp(`^(?:github:)?(${OWNER})/(${NAME})(?:#.*)?$`);

/**
 * A manifest's `repository`, in any of the ways in which people write it, as an https address. Without sign-ins, and without what
 * comes after the repository on GitHub. Undefined where it is no place on the web.
 */
export function repositoryAddress(repository: unknown): string | undefined {
  const written = isObject(repository) ? own(repository, 'url') : repository;
  if (typeof written !== 'string' || written.length > LONGEST) return undefined;
  const text = written.trim();
  const short = SHORT.exec(text);
  if (short !== null) return onGitHub(short);
  const place = /^(?:(?:git\+)?(?:https?|ssh|git):\/\/)?(?:[^/@\s]*@)?([^\s]+)$/i.exec(text)?.[1];
  const found = place === undefined ? null : ON_GITHUB.exec(place);
  if (found !== null) return onGitHub(found);
  const address = text.replace(/^git\+(?=https?:)/i, '').replace(/^git:/i, 'https:');
  if (!URL.canParse(address)) return undefined;
  const { protocol, host, pathname } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  // Whatever could end a link, or be another one, is in no repository's path.
  if (!/^[\w./~+-]*$/.test(pathname)) return undefined;
  return `https://${host}${pathname.replace(/\.git$/, '')}`;
}

function onGitHub([, owner, written]: RegExpExecArray): string | undefined {
  const name = written!.replace(/\.git$/i, '');
  return /^\.{0,2}$/.test(name) ? undefined : `https://github.com/${owner}/${name}`;
}
