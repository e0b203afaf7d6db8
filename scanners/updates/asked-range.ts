import { Range, validRange } from 'semver';

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
  let known = answers.get(asked);
  if (known === undefined) {
    if (answers.size >= MOST_KNOWN) answers.clear();
    const read = readAsked(asked);
    known = read.kind === 'range' ? { range: new Range(read.range, { loose: true }), admitted: new Map() } : read;
    answers.set(asked, known);
  }
  if ('admitted' in known) return admittedBy(known, version);
  return known.kind === 'tag' && known.tag === 'latest' && version === latest;
}

/**
 * A plan asks the same thousands of times, and reading ranges is what takes time. The answers never change, so that they are kept
 * for everyone, within bounds.
 */
const answers = new Map<string, ReadRange | AskedRange>();
const MOST_KNOWN = 20_000;
const MOST_VERSIONS = 5_000;

interface ReadRange {
  range: Range;
  admitted: Map<string, boolean>;
}

function admittedBy({ range, admitted }: ReadRange, version: string): boolean {
  const known = admitted.get(version);
  if (known !== undefined) return known;
  if (admitted.size >= MOST_VERSIONS) admitted.clear();
  const answer = range.test(version);
  admitted.set(version, answer);
  return answer;
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
