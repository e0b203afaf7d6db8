import type { AcceptCommand } from './command.ts';
import type { ParsedLine } from './parse-command.ts';
import { printCommand } from './print-command.ts';
import { readChangedPackage } from './read-changed-package.ts';
import type { Limits } from './read-lasting.ts';
import { readReason } from './read-reason.ts';
import { nextWord } from './split-words.ts';

/**
 * `/accept [package] [reason]`, from what stands behind the word. The first word is a package only where the conversation is about it;
 * behind `because` everything is the reason.
 */
export function parseAccept(line: string, limits: Limits): ParsedLine {
  const command: AcceptCommand = { kind: 'accept', packageName: null, reason: null };
  let problem: { expected: string; found: string } | undefined;
  let guessed = true;
  let word = nextWord(line, 0);
  let at = 0;
  if (word !== undefined && !isBecause(word)) {
    const read = readChangedPackage(word, limits);
    if (read.problem !== undefined) {
      problem = read.problem;
      guessed = read.name !== undefined;
    }
    if (read.name !== undefined || read.problem !== undefined) {
      command.packageName = read.name ?? null;
      at = word.end;
      word = nextWord(line, at);
      const another = word === undefined || word.unclosed ? undefined : readChangedPackage(word, limits);
      if (another?.name !== undefined && nextWord(line, word!.end) === undefined) {
        problem ??= { expected: 'at most one package in a line: others go in lines of their own', found: word!.text };
        at = line.length;
        word = undefined;
      }
    }
  }
  if (word !== undefined) {
    const isClause = isBecause(word);
    const reason = readReason(line.slice(isClause ? word.end : at), 1);
    if (reason.problem !== undefined) problem ??= reason.problem;
    command.reason = reason.value;
  }
  if (problem === undefined) return { command };
  const nearest = guessed ? printCommand(command) : null;
  return { problem: { name: 'accept', expected: problem.expected, found: problem.found.slice(0, 200), nearest } };
}

function isBecause({ text, quoted }: { text: string; quoted: boolean }): boolean {
  return !quoted && text.toLowerCase() === 'because';
}
