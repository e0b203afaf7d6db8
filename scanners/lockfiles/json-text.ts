import { printParseErrorCode, visit } from 'jsonc-parser';
import { tooDeep, tooManyTokens } from './check-tokens.ts';
import { LIMITS } from './limits.ts';
import { lineAt } from './line-at.ts';
import { LockfileError } from './lockfile-error.ts';
import { kindOf, shown } from './shown.ts';

const QUOTE = 34;
const SLASH = 47;

export type JsonObject = Record<string, unknown>;

/**
 * A JSON lockfile's root object. `relaxed` allows what bun.lock holds: trailing commas and comments.
 * Throws `LockfileError` with the line where the text stops being JSON, or passes a bound.
 */
export function parseJson(path: string, text: string, { relaxed = false } = {}): JsonObject {
  const strict = checkBounds(path, text, relaxed);
  let value: unknown;
  try {
    value = JSON.parse(strict);
  } catch (cause) {
    throw syntaxError(path, strict, cause);
  }
  if (isObject(value)) return value;
  throw new LockfileError({
    code: 'shape',
    path,
    line: 1,
    expected: 'a JSON object at the top',
    found: kindOf(value),
    cure: 'Make the lockfile anew with the package manager that owns it.',
  });
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * JSON.parse has no bounds of its own: ten megabytes of `[` cost it half a gigabyte. This pass over the structure alone
 * (strings are skipped) costs a fifth of the parsing. Relaxed, it blanks comments and trailing commas, offsets kept.
 */
function checkBounds(path: string, text: string, relaxed: boolean): string {
  let depth = 0;
  let tokens = 0;
  let kept = '';
  let from = 0;
  const blank = (start: number, end: number) => {
    kept += text.slice(from, start) + blanks(text.slice(start, end));
    from = end;
  };
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) at = endOfString(text, at);
    else if (char === 123 || char === 91) {
      if (++depth > LIMITS.depth) throw tooDeep(path, lineAt(text, at), LIMITS.depth);
      if (++tokens > LIMITS.tokens) throw tooManyTokens(path, text, at);
    } else if (char === 125 || char === 93) depth--;
    else if (char === 44) {
      if (++tokens > LIMITS.tokens) throw tooManyTokens(path, text, at);
      if (relaxed && closesAfter(text, at + 1)) blank(at, at + 1);
    } else if (relaxed && char === SLASH) {
      const end = endOfComment(text, at);
      if (end === -1) continue;
      if (++tokens > LIMITS.tokens) throw tooManyTokens(path, text, at);
      blank(at, end);
      at = end - 1;
    }
  }
  return from === 0 ? text : kept + text.slice(from);
}

/** As many spaces, the line breaks kept, so that lines and offsets stay what they are. */
function blanks(text: string): string {
  const lines = text.split('\n');
  return lines.map((line) => ' '.repeat(line.length)).join('\n');
}

function endOfString(text: string, start: number): number {
  let end = start;
  for (;;) {
    end = text.indexOf('"', end + 1);
    if (end === -1) return text.length;
    let slash = end - 1;
    while (text.charCodeAt(slash) === 92) slash--;
    if (((end - slash) & 1) === 1) return end;
  }
}

function endOfComment(text: string, start: number): number {
  const next = text.charCodeAt(start + 1);
  if (next !== SLASH && next !== 42) return -1;
  const end = next === SLASH ? text.indexOf('\n', start) : text.indexOf('*/', start + 2);
  if (end === -1) return text.length;
  return next === SLASH ? end : end + 2;
}

/** Whether the next thing that is neither white space nor comment closes an object or a list. */
function closesAfter(text: string, start: number): boolean {
  for (let at = start; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char <= 32) continue;
    if (char === SLASH) {
      const end = endOfComment(text, at);
      if (end === -1) return false;
      at = end - 1;
    } else return char === 125 || char === 93;
  }
  return false;
}

function syntaxError(path: string, text: string, cause: unknown): LockfileError {
  const { offset, reason } = firstFault(text);
  const rest = text.slice(offset, offset + 40).trim();
  return new LockfileError({
    code: 'syntax',
    path,
    line: lineAt(text, offset),
    expected: 'JSON',
    found: `${rest === '' ? 'the end of the file' : shown(rest)}${reason}`,
    cure: 'The file is damaged or cut off: make it anew with the package manager, and commit it whole.',
    cause,
  });
}

/** Node does not name the position of every fault. A tolerant parser does; it is stopped at the first, for it would find millions. */
function firstFault(text: string): { offset: number; reason: string } {
  const stop = new Error('the first fault is found');
  let fault = { offset: text.length, reason: '' };
  try {
    visit(
      text,
      {
        onError: (code, offset) => {
          fault = { offset, reason: ` (${printParseErrorCode(code)})` };
          throw stop;
        },
      },
      { disallowComments: true, allowTrailingComma: false },
    );
  } catch (error) {
    if (error !== stop) throw error;
  }
  return fault;
}
