import { stripVTControlCharacters } from 'node:util';
import { EditError } from '../edit-failure.ts';
import type { ProgramEdit } from '../program-edit.ts';
import type { ProgramEnd } from './run-program.ts';

const MISSING =
  /No matching version|couldn't find any versions|YN0082|No candidates found|No version matching|ERR_PNPM_NO_MATCHING_VERSION|404/i;

/** Why a program did not come to an end: the registry's part of it first, then its own last words. */
export function programFailure(
  end: ProgramEnd,
  { program, registry }: Pick<ProgramEdit, 'program' | 'registry'>,
): EditError {
  const trouble = registry.troubles[0];
  if (trouble !== undefined)
    return new EditError('registry', `${program.label}: the registry did not answer (${trouble}).`);
  const words = lastWords(end.said);
  return new EditError(
    MISSING.test(words) ? 'conflict' : 'program',
    `${program.label} ended with ${end.code}: ${words}`,
  );
}

/** The end of what a program said, for people. */
export function lastWords(said: string): string {
  const lines = stripVTControlCharacters(said)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('at '));
  return lines.slice(-6).join(' / ').slice(-800);
}
