import { satisfies, validRange } from 'semver';

/** What a manifest asks for, taken apart. `prefix` stands before the range: `npm:` or `npm:name@`. */
export type AskedRange =
  | { kind: 'range'; prefix: string; range: string }
  | { kind: 'tag'; prefix: string; tag: string }
  /** Something that no registry version can be written into: `workspace:`, `catalog:`, a path, an address. */
  | { kind: 'other'; protocol: string };

/** No real range comes near it, and npm's own parser need not see more. */
const LONGEST = 1000;

/** Reads npm's, yarn's, pnpm's and bun's ways to ask for a package. */
export function readAsked(asked: string): AskedRange {
  const text = asked.trim();
  if (text.length > LONGEST) return { kind: 'other', protocol: 'an absurdly long range' };
  if (text.startsWith('npm:')) return readAlias(text.slice('npm:'.length).trim());
  return readPlain('', text);
}

/** Whether a parent that asks so is content with the version: npm's own meaning of ranges. */
export function admits(asked: string, version: string, latest?: string): boolean {
  const read = readAsked(asked);
  if (read.kind === 'range') return satisfies(version, read.range, { loose: true });
  return read.kind === 'tag' && read.tag === 'latest' && version === latest;
}

/** `npm:name@range` installs under another name; berry also writes `npm:range`. */
function readAlias(text: string): AskedRange {
  const at = text.indexOf('@', 1);
  if (at > 0) return readPlain(`npm:${text.slice(0, at + 1)}`, text.slice(at + 1).trim());
  if (validRange(text, { loose: true }) !== null) return readPlain('npm:', text);
  return isName(text) ? { kind: 'range', prefix: `npm:${text}@`, range: '*' } : readPlain('npm:', text);
}

function readPlain(prefix: string, text: string): AskedRange {
  if (text === '') return { kind: 'range', prefix, range: '*' };
  if (validRange(text, { loose: true }) !== null) return { kind: 'range', prefix, range: text };
  const colon = text.indexOf(':');
  if (colon > 0) return { kind: 'other', protocol: text.slice(0, colon + 1) };
  if (text.includes('/')) return { kind: 'other', protocol: 'an address' };
  return { kind: 'tag', prefix, tag: text };
}

/** A dist-tag has neither slash nor dot; what berry writes as `npm:latest` is one. */
function isName(text: string): boolean {
  return text.startsWith('@') || text.includes('/');
}
