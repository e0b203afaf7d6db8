/** A package key of a pnpm lockfile, taken apart. `reference` is a version, or for what no registry holds an address. */
export interface PnpmKey {
  name: string;
  reference: string;
  patched: boolean;
}

/**
 * Reads a package key of any lockfile version: `/name/1.0.0/peer@2` (3 and 4), `/name/1.0.0_peer@2` (5), `/name@1.0.0(peer@2)` (6),
 * `name@1.0.0(peer@2)` (9). Before 9, a key without a slash in front names another registry or an address, so `bare` keys
 * are only understood from 9 on. Nothing when the key holds no name and reference.
 */
export function readPnpmKey(key: string, bare: boolean): PnpmKey | undefined {
  const start = key.charCodeAt(0) === 47 ? 1 : 0;
  if (start === 0 && !bare) return undefined;
  const name = nameEnd(key, start);
  if (name <= start || name >= key.length - 1) return undefined;
  const paren = key.indexOf('(', name);
  const peers = paren === -1 ? key.length : paren;
  return {
    name: key.slice(start, name),
    reference: start === 1 ? firstPart(key.slice(name + 1, peers)) : key.slice(name + 1, peers),
    patched: paren !== -1 && key.includes('(patch_hash=', paren),
  };
}

/** The key without its peers, under which lockfile version 9 describes the package. */
export function withoutPeers(key: string): string {
  const paren = key.indexOf('(');
  return paren === -1 ? key : key.slice(0, paren);
}

/** Where the name ends: at the `@` or `/` after it; a scope's own slash does not count. */
function nameEnd(key: string, start: number): number {
  let at = start;
  if (key.charCodeAt(at) === 64) at = key.indexOf('/', at) + 1;
  for (; at < key.length; at++) {
    const char = key.charCodeAt(at);
    if (char === 64 || char === 47) return at;
  }
  return -1;
}

/** A version holds neither `_` nor `/`, with which older lockfiles add the peers. */
function firstPart(reference: string): string {
  for (let at = 0; at < reference.length; at++) {
    const char = reference.charCodeAt(at);
    if (char === 95 || char === 47) return reference.slice(0, at);
  }
  return reference;
}
