import { LIMITS } from './limits.ts';

/** Which ASCII codes a registry name may hold between its `@`, `/`: those that stand in a URL unescaped. */
const NAME_CODES = codes("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()");
const VERSION_CODES = codes('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.+');

/** Whether a text can be the name of a package: `name` or `@scope/name`, legacy names with capitals included. */
export function isPackageName(name: string): boolean {
  if (name.length === 0 || name.length > LIMITS.name) return false;
  let start = 0;
  if (name.charCodeAt(0) === 64) {
    const slash = name.indexOf('/');
    if (slash < 2 || slash === name.length - 1) return false;
    if (!consistsOf(NAME_CODES, name, 1, slash)) return false;
    start = slash + 1;
  }
  return name.charCodeAt(start) !== 46 && consistsOf(NAME_CODES, name, start, name.length);
}

/** Whether a text is a path such as `name/folder`: a folder inside a package, which npm notes when a link leads there. */
export function isFolderInPackage(path: string): boolean {
  return path.length <= LIMITS.name && path.includes('/') && path.split('/').every((part) => isPackageName(part));
}

/** Whether a text is a version as the registry knows it: three numbers, a `v` before and a prerelease or build part after. */
export function isVersion(version: string): boolean {
  if (version.length > LIMITS.version) return false;
  let at = version.charCodeAt(0) === 118 ? 1 : 0;
  for (let part = 0; part < 3; part++) {
    const start = at;
    while (isDigit(version.charCodeAt(at))) at++;
    if (at === start) return false;
    if (part < 2 && version.charCodeAt(at++) !== 46) return false;
  }
  if (at === version.length) return true;
  const next = version.charCodeAt(at);
  return (
    (next === 45 || next === 43) && at + 1 < version.length && consistsOf(VERSION_CODES, version, at, version.length)
  );
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function consistsOf(allowed: Uint8Array, text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (allowed[text.charCodeAt(at)] !== 1) return false;
  return true;
}

function codes(chars: string): Uint8Array {
  const table = new Uint8Array(128);
  for (const char of chars) table[char.charCodeAt(0)] = 1;
  return table;
}
