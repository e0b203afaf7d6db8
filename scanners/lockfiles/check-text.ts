import { LIMITS } from './limits.ts';
import { lineAt } from './line-at.ts';
import { LockfileError } from './lockfile-error.ts';

/**
 * What every lockfile must pass before it is parsed: it is not absurdly large, and no merge conflict is left in it.
 * Gives the text without its byte order mark.
 */
export function checkText(path: string, text: string): string {
  if (text.length > LIMITS.characters) {
    throw new LockfileError({
      code: 'too-large',
      path,
      expected: `a lockfile of at most ${LIMITS.characters / 1024 / 1024} MB`,
      found: `${Math.ceil(text.length / 1024 / 1024)} MB`,
      cure: 'Check that this file really is a lockfile; leave it out with ignore-paths if it is a test fixture.',
    });
  }
  refuseMergeConflict(path, text);
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** Git's marker at the start of a line. No lockfile format can hold a raw line break inside a value, so it is never data. */
function refuseMergeConflict(path: string, text: string): void {
  const marker = '<<<<<<< ';
  for (let at = text.indexOf(marker); at !== -1; at = text.indexOf(marker, at + marker.length)) {
    if (at > 0 && text.charCodeAt(at - 1) !== 10) continue;
    throw new LockfileError({
      code: 'merge-conflict',
      path,
      line: lineAt(text, at),
      expected: 'a lockfile without merge conflicts',
      found: `a merge conflict marker (${marker.trim()})`,
      cure: 'Resolve the conflict (the package manager does it when you run its install command) and commit the result.',
    });
  }
}
