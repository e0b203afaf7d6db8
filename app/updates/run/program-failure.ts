import { stripVTControlCharacters } from 'node:util';
import { EditError } from '../edit-failure.ts';
import type { Program } from '../programs/obtain-program.ts';
import type { ProgramEnd } from './run-program.ts';

const MISSING =
  /No matching version|couldn't find any versions|YN0082|No candidates found|No version matching|ERR_PNPM_NO_MATCHING_VERSION|404/i;

/** Why a program did not come to an end, in its own last words. */
export function programFailure(end: ProgramEnd, { label }: Program): EditError {
  const words = lastWords(end.said);
  const text = `${label} ended with ${end.code}: ${words}`;
  return new EditError(MISSING.test(words) ? 'conflict' : 'program', text, { missing: missingIn(words) });
}

/** How yarn 1, yarn 2 and later, and bun name a version that they look for in vain. */
const MISSED = [
  /Couldn't find any versions for "(?<name>[^"\s]{1,214})" that matches "(?<range>[^"]{1,200})"/,
  /(?<name>(?:@[\w.~-]{1,100}\/)?[\w.~-]{1,214})@npm:(?<range>[^:]{1,200}): No candidates found/,
  /No version matching "(?<range>[^"]{1,200})" found for specifier "(?<name>[^"\s]{1,214})"/,
];

function missingIn(words: string): EditError['missing'] {
  for (const pattern of MISSED) {
    const { name, range } = pattern.exec(words)?.groups ?? {};
    if (name !== undefined && range !== undefined) return { name, range };
  }
  return undefined;
}

/** The end of what a program said, for people. */
function lastWords(said: string): string {
  const lines = stripVTControlCharacters(said)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('at '));
  return lines.slice(-6).join(' / ').slice(-800);
}
