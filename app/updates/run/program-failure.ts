import { stripVTControlCharacters } from 'node:util';
import { EditError } from '../edit-failure.ts';
import type { Program } from '../programs/obtain-program.ts';
import type { ProgramEnd } from './run-program.ts';

const MISSING =
  /No matching version|couldn't find any versions|YN0082|No candidates found|No version matching|ERR_PNPM_NO_MATCHING_VERSION|404/i;

/** Why a program did not come to an end, in its own last words. */
export function programFailure(end: ProgramEnd, { label }: Program): EditError {
  const words = lastWords(end.said);
  return new EditError(MISSING.test(words) ? 'conflict' : 'program', `${label} ended with ${end.code}: ${words}`);
}

/** The end of what a program said, for people. */
function lastWords(said: string): string {
  const lines = stripVTControlCharacters(said)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('at '));
  return lines.slice(-6).join(' / ').slice(-800);
}
