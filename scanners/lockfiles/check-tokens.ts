import { LIMITS } from './limits.ts';
import { lineAt } from './line-at.ts';
import { LockfileError } from './lockfile-error.ts';

/**
 * Refuses a YAML or yarn text of more lines, commas and opening brackets than any lockfile has. A YAML parser keeps an event of a
 * hundred bytes for each value, so these are bounded before it starts.
 */
export function checkTokens(path: string, text: string): void {
  let tokens = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char !== 10 && char !== 44 && char !== 91 && char !== 123) continue;
    if (++tokens > LIMITS.tokens) throw tooManyTokens(path, text, at);
  }
}

export function tooManyTokens(path: string, text: string, offset: number): LockfileError {
  return new LockfileError({
    code: 'too-many-entries',
    path,
    line: lineAt(text, offset),
    expected: `at most ${LIMITS.tokens} values`,
    found: 'more',
    cure: 'No package manager writes such a file. Make the lockfile anew, or leave it out with ignore-paths.',
  });
}

export function tooDeep(path: string, line: number | undefined, depth: number): LockfileError {
  return new LockfileError({
    code: 'too-deep',
    path,
    line,
    expected: `at most ${depth} levels of nesting`,
    found: 'more',
    cure: 'No package manager writes such a file. Make the lockfile anew, or leave it out with ignore-paths.',
  });
}
