import type { Lasting, PinCommand, Reading } from './command.ts';
import type { ParsedLine } from './parse-command.ts';
import { printCommand } from './print-command.ts';
import { readChangedPackage } from './read-changed-package.ts';
import { byDefault, endOf, isDate, isDuration, type Limits, readFor, readUntil } from './read-lasting.ts';
import { readReason } from './read-reason.ts';
import { readSubject } from './read-subject.ts';
import { nextWord, type Word } from './split-words.ts';

const KEYWORDS = ['until', 'for', 'because'] as const;

/** `/pin [package] [until … | for …] [because …]`, from what stands behind the word. */
export function parsePin(line: string, limits: Limits): ParsedLine {
  let packageName: string | null = null;
  let lasting: Lasting | undefined;
  let reason: string | null = null;
  let first: { expected: string; found: string } | undefined;
  let guessed = true;
  const fault = (expected: string, found: string) => {
    first ??= { expected, found: found.slice(0, 200) };
  };

  for (let at = 0; ; ) {
    const word = nextWord(line, at);
    if (word === undefined) break;
    if (word.unclosed) fault('a closing quote', word.text);
    const keyword = word.quoted ? undefined : KEYWORDS.find((known) => known === word.text.toLowerCase());
    if (keyword === 'because') {
      takeReason(line.slice(word.end));
      break;
    }
    at = keyword === undefined ? readWord(word) : readTime(keyword, word);
  }
  const held = lasting ?? byDefault(limits);
  const command: PinCommand = { kind: 'pin', packageName, lasting: held, end: endOf(held, limits.now), reason };
  if (first === undefined) return { command };
  return { problem: { name: 'pin', ...first, nearest: guessed ? printCommand(command) : null } };

  function readTime(keyword: 'until' | 'for', word: Word): number {
    const value = nextWord(line, word.end);
    const isNext = value !== undefined && !value.quoted && KEYWORDS.some((known) => known === value.text.toLowerCase());
    if (value === undefined || isNext) {
      take(keyword, '');
      return word.end;
    }
    // `for 3 months` is two words.
    const second = nextWord(line, value.end);
    const joined = `${value.text} ${second?.text ?? ''}`;
    const isTwo = keyword === 'for' && second !== undefined && /^\d+$/.test(value.text) && isDuration(joined);
    take(keyword, isTwo ? joined : value.text);
    return isTwo ? second.end : value.end;
  }

  function take(keyword: 'until' | 'for', text: string): void {
    const read: Reading<Lasting> = keyword === 'until' ? readUntil(text, limits) : readFor(text, limits);
    if (read.problem !== undefined) fault(read.problem.expected, read.problem.found);
    if (lasting !== undefined) fault('one until or for', 'another');
    else if (read.value !== null) lasting = read.value;
  }

  function takeReason(text: string): void {
    const read = readReason(text);
    if (read.problem !== undefined) fault(read.problem.expected, read.problem.found);
    reason = read.value;
  }

  /** The package, or something whose keyword is missing. */
  function readWord(word: Word): number {
    const missing = word.quoted ? undefined : isDate(word.text) ? 'until' : isDuration(word.text) ? 'for' : undefined;
    if (missing !== undefined) {
      fault(`${missing} before it`, word.text);
      take(missing, word.text);
      return word.end;
    }
    if (packageName !== null) {
      // Most likely the reason.
      fault(`one of ${KEYWORDS.join(', ')}`, word.text);
      takeReason(line.slice(word.start));
      return line.length;
    }
    const about = readChangedPackage(word, limits);
    if (about.name !== undefined) {
      if (about.problem !== undefined) fault(about.problem.expected, about.problem.found);
      packageName = about.name;
      return word.end;
    }
    const { part, end } = readSubject(line, word);
    if (part?.packageName != null && part.range === undefined) packageName = part.packageName;
    else {
      fault('the name of a package', word.text);
      guessed = false;
    }
    return end;
  }
}
