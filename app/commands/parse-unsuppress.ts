import type { UnsuppressCommand } from './command.ts';
import type { ParsedLine } from './parse-command.ts';
import { printCommand } from './print-command.ts';
import { readSubject } from './read-subject.ts';
import { nextWord } from './split-words.ts';

const LARGEST_ID = 2_147_483_647;

/** `/unsuppress [number | package[@range]] [advisory]`, from what stands behind the word. */
export function parseUnsuppress(line: string): ParsedLine {
  const command: UnsuppressCommand = { kind: 'unsuppress', id: null, packageName: null, range: null, advisoryId: null };
  let at = 0;
  for (let count = 0; ; count++) {
    const word = nextWord(line, at);
    if (word === undefined) return { command };
    const [, digits] = word.quoted ? [] : (/^#?(\d{1,10})$/.exec(word.text) ?? []);
    if (digits !== undefined && count === 0) {
      command.id = Number(digits);
      at = word.end;
      if (command.id >= 1 && command.id <= LARGEST_ID) continue;
      return problem('the number of a suppression', digits, null);
    }
    if (command.id !== null) return problem(`nothing after the number ${command.id}`, word.text);
    const { part, problem: wrong, end } = readSubject(line, word);
    if (wrong !== undefined) {
      if (part !== undefined) Object.assign(command, part);
      return problem(wrong.expected, wrong.found, part === undefined ? null : undefined);
    }
    const taken = part?.packageName !== undefined ? command.packageName : command.advisoryId;
    if (taken !== null) return problem('at most one package and one advisory in a line', word.text);
    Object.assign(command, part);
    at = end;
  }

  function problem(expected: string, found: string, nearest: string | null = printCommand(command)): ParsedLine {
    return { problem: { name: 'unsuppress', expected, found: found.slice(0, 200), nearest } };
  }
}
