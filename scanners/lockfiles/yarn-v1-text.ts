import { checkTokens } from './check-tokens.ts';
import { lineAt } from './line-at.ts';
import { LockfileError } from './lockfile-error.ts';
import { shown } from './shown.ts';

/** One block of a yarn v1 lockfile: the descriptors above it, its fields, and the maps among them. */
export interface YarnBlock {
  descriptors: string[];
  line: number;
  fields: Map<string, string>;
  lists: Map<string, [name: string, range: string][]>;
}

/**
 * Reads the text of a yarn v1 lockfile, which is like YAML and is not: no colon stands between a name and its value.
 * Lines are indented by 0 (descriptors), 2 (fields) or 4 spaces (members of a map). Throws `LockfileError` with the line.
 */
export function readYarnV1Text(path: string, text: string): YarnBlock[] {
  checkTokens(path, text);
  const blocks: YarnBlock[] = [];
  let block: YarnBlock | undefined;
  let list: [string, string][] | undefined;
  let number = 0;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const after = newline === -1 ? text.length : newline;
    const end = after > start && text.charCodeAt(after - 1) === 13 ? after - 1 : after;
    number++;
    let first = start;
    while (first < end && text.charCodeAt(first) === 32) first++;
    const indent = first - start;
    start = after + 1;
    if (first === end || text.charCodeAt(first) === 35) continue;
    const tokens = tokensOf(text, first, end);
    if (indent === 0 && tokens?.colon && tokens.commas === tokens.words.length - 1) {
      block = { descriptors: tokens.words, line: number, fields: new Map(), lists: new Map() };
      blocks.push(block);
      list = undefined;
    } else if (
      indent === 2 &&
      block !== undefined &&
      tokens?.words.length === 1 &&
      tokens.colon &&
      tokens.commas === 0
    ) {
      list = [];
      block.lists.set(tokens.words[0]!, list);
    } else if (
      indent === 2 &&
      block !== undefined &&
      tokens?.words.length === 2 &&
      !tokens.colon &&
      tokens.commas === 0
    ) {
      block.fields.set(tokens.words[0]!, tokens.words[1]!);
      list = undefined;
    } else if (
      indent === 4 &&
      list !== undefined &&
      tokens?.words.length === 2 &&
      !tokens.colon &&
      tokens.commas === 0
    ) {
      list.push([tokens.words[0]!, tokens.words[1]!]);
    } else throw strangeLine(path, text, first, end);
  }
  return blocks;
}

interface Tokens {
  words: string[];
  colon: boolean;
  commas: number;
}

/** The words of a line, quoted or bare, and whether a colon ends it. Nothing when the line is no such thing. */
function tokensOf(text: string, start: number, end: number): Tokens | undefined {
  const tokens: Tokens = { words: [], colon: false, commas: 0 };
  let at = start;
  while (at < end) {
    const char = text.charCodeAt(at);
    if (tokens.colon || tokens.words.length > tokens.commas + 2) return undefined;
    if (char === 32) at++;
    else if (char === 44) {
      tokens.commas++;
      at++;
    } else if (char === 58) {
      tokens.colon = true;
      at++;
    } else {
      const close = char === 34 ? closingQuote(text, at, end) : endOfWord(text, at, end);
      const word = close === -1 ? undefined : char === 34 ? unquote(text.slice(at, close)) : text.slice(at, close);
      if (word === undefined || (char !== 34 && !startsBareWord(char))) return undefined;
      tokens.words.push(word);
      at = close;
    }
  }
  return tokens;
}

/** Letters, digits, and `/ . - _ @ * ^ ~ < > =`, as older yarn versions left more words bare than newer ones. */
function startsBareWord(char: number): boolean {
  return (
    (char >= 64 && char <= 90) ||
    (char >= 94 && char <= 122 && char !== 96) ||
    (char >= 42 && char <= 62) ||
    char === 126
  );
}

function endOfWord(text: string, start: number, end: number): number {
  let at = start;
  for (; at < end; at++) {
    const char = text.charCodeAt(at);
    if (char === 32 || char === 44 || char === 58 || char === 34) break;
  }
  return at;
}

/** The offset after the quote that closes the one at `start`, or -1. */
function closingQuote(text: string, start: number, end: number): number {
  for (let at = start + 1; at < end; at++) {
    const char = text.charCodeAt(at);
    if (char === 92) at++;
    else if (char === 34) return at + 1;
  }
  return -1;
}

function unquote(quoted: string): string | undefined {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}

function strangeLine(path: string, text: string, start: number, end: number): LockfileError {
  return new LockfileError({
    code: 'syntax',
    path,
    line: lineAt(text, start),
    expected: 'a yarn v1 lockfile: descriptors with a colon at the end, below them fields indented by two spaces',
    found: shown(text.slice(start, end)),
    cure: 'The file is damaged or was edited: make it anew with yarn install, and commit it whole.',
  });
}
