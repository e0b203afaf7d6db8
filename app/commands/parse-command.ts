import { editDistance } from '../../scanners/config/index.ts';
import { COMMAND_NAMES, type Command, type CommandName, type CommandProblem } from './command.ts';
import { type CommandLine, findCommandLines } from './find-command-lines.ts';
import { parseAccept } from './parse-accept.ts';
import { parseInvestigate } from './parse-investigate.ts';
import { parsePin } from './parse-pin.ts';
import { parseSuppress } from './parse-suppress.ts';
import { parseUnsuppress } from './parse-unsuppress.ts';
import type { Limits } from './read-lasting.ts';
import { nextWord } from './split-words.ts';

export type ParsedLine = { command: Command } | { problem: CommandProblem };

export interface ParsedComment {
  /** In the order of the comment. */
  lines: ParsedLine[];
  /** How many more there are than are carried out. */
  left: number;
}

export const MOST_COMMANDS = 10;

/** The commands of a comment. Other programs' commands are passed over; what was nearly one of ours is a problem. */
export function parseComment(text: string, limits: Limits): ParsedComment {
  const lines = findCommandLines(text).flatMap((line) => {
    const parsed = parseLine(line, limits);
    return parsed === undefined ? [] : [parsed];
  });
  return { lines: lines.slice(0, MOST_COMMANDS), left: Math.max(0, lines.length - MOST_COMMANDS) };
}

function parseLine({ word, rest }: CommandLine, limits: Limits): ParsedLine | undefined {
  const name = COMMAND_NAMES.find((known) => known === word);
  if (name !== undefined) return parseAs(name, rest, limits);
  const meant = COMMAND_NAMES.find((known) => isNear(word, known));
  if (meant === undefined) return undefined;
  const parsed = parseAs(meant, rest, limits);
  const nearest = 'problem' in parsed ? parsed.problem.nearest : `/${meant}${rest.trimEnd()}`;
  return { problem: { name: meant, expected: `/${meant}`, found: `/${word}`, nearest } };
}

function parseAs(name: CommandName, rest: string, limits: Limits): ParsedLine {
  if (name === 'suppress') return parseSuppress(rest, limits);
  if (name === 'unsuppress') return parseUnsuppress(rest);
  if (name === 'accept') return parseAccept(rest, limits);
  if (name === 'pin') return parsePin(rest, limits);
  if (name === 'investigate') return parseInvestigate(rest, limits);
  const more = nextWord(rest, 0);
  if (more === undefined) return { command: { kind: name } };
  return {
    problem: { name, expected: `nothing after /${name}`, found: rest.trim().slice(0, 200), nearest: `/${name}` },
  };
}

/** One wrong letter, two in a long word: `/release` is another program's, and not our `/rebase`, nor is `/ping` our `/pin`. */
function isNear(word: string, known: string): boolean {
  if (known.length < 4) return false;
  return editDistance(word, known) <= (known.length >= 8 && known !== 'recreate' ? 2 : 1);
}
