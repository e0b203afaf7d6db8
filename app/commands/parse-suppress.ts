import { editDistance } from '../../scanners/config/index.ts';
import type { CommandScope, Lasting, Reading, Subject, SuppressCommand } from './command.ts';
import type { ParsedLine } from './parse-command.ts';
import { KEYWORDS, printCommand } from './print-command.ts';
import { byDefault, endOf, isDate, isDuration, type Limits, readFor, readUntil } from './read-lasting.ts';
import { readReason } from './read-reason.ts';
import { readScope, SCOPE_WORDS } from './read-scope.ts';
import { readSubject } from './read-subject.ts';
import { nextWord, type Word } from './split-words.ts';

type Keyword = (typeof KEYWORDS)[number];

interface Draft extends Subject {
  scope?: CommandScope;
  lasting?: Lasting;
  reason?: string;
}

/**
 * `/suppress [package[@range]] [advisory] [until … | for …] [scope …] [because …]`, from what stands behind the word. Reads on
 * after a mistake, taking what was most likely meant: the first mistake is told, with the line as it could have been.
 */
export function parseSuppress(line: string, limits: Limits): ParsedLine {
  const draft: Draft = { packageName: null, range: null, advisoryId: null };
  let first: { expected: string; found: string } | undefined;
  let guessed = true;
  const fault = (expected: string, found: string) => {
    first ??= { expected, found: found.slice(0, 200) };
  };

  let at = 0;
  for (;;) {
    const word = nextWord(line, at);
    if (word === undefined) break;
    if (word.unclosed) fault('a closing quote', word.text);
    const keyword = keywordOf(word, draft);
    at = keyword === undefined ? readWord(word) : readClause(keyword, word);
  }
  const lasting = draft.lasting ?? byDefault(limits);
  const command: SuppressCommand = {
    kind: 'suppress',
    packageName: draft.packageName,
    range: draft.range,
    advisoryId: draft.advisoryId,
    scope: draft.scope ?? { kind: 'repository' },
    lasting,
    end: endOf(lasting, limits.now),
    reason: draft.reason ?? null,
  };
  if (first === undefined) return { command };
  return { problem: { name: 'suppress', ...first, nearest: guessed ? printCommand(command) : null } };

  function readClause(keyword: Keyword, word: Word): number {
    if (word.text.toLowerCase() !== keyword) fault(keyword, word.text);
    const field = keyword === 'because' ? 'reason' : keyword === 'scope' ? 'scope' : 'lasting';
    if (draft[field] !== undefined) fault(field === 'lasting' ? 'one until or for' : `one ${keyword}`, 'another');
    if (keyword === 'because') {
      take('reason', readReason(line.slice(word.end)));
      return line.length;
    }
    const value = nextWord(line, word.end);
    const isNext = value !== undefined && !value.quoted && KEYWORDS.some((known) => known === value.text.toLowerCase());
    if (value === undefined || isNext) {
      readValue(keyword, '');
      return word.end;
    }
    if (value.unclosed) fault('a closing quote', value.text);
    // `for 3 months` and `scope path: pattern` are two words.
    const second = nextWord(line, value.end);
    const open = keyword === 'for' ? /^\d+$/ : /^path:$/i;
    const glue = keyword === 'for' ? ' ' : '';
    const joined = `${value.text}${glue}${second?.text ?? ''}`;
    const fits = keyword === 'for' ? isDuration(joined) : keyword === 'scope';
    if (second !== undefined && open.test(value.text) && fits) {
      readValue(keyword, joined);
      return second.end;
    }
    readValue(keyword, value.text);
    return value.end;
  }

  function readValue(keyword: Exclude<Keyword, 'because'>, text: string): void {
    if (keyword === 'scope') take('scope', readScope(text));
    else take('lasting', keyword === 'until' ? readUntil(text, limits) : readFor(text, limits));
  }

  function take<Field extends 'scope' | 'lasting' | 'reason'>(field: Field, read: Reading<Draft[Field]>): void {
    if (read.problem !== undefined) fault(read.problem.expected, read.problem.found);
    if (read.value !== null) draft[field] ??= read.value;
    // Without its reason a command says the same; with another scope it does not.
    else if (field !== 'reason') guessed = false;
  }

  /** A word without a keyword before it: the subject, or something whose keyword is missing. */
  function readWord(word: Word): number {
    const missing = word.quoted ? undefined : missingKeyword(word.text);
    if (missing !== undefined) {
      fault(`${missing} before it`, word.text);
      readValue(missing, word.text);
      return word.end;
    }
    const { part, problem, end } = readSubject(line, word);
    if (part !== undefined && !taken(part)) {
      if (problem !== undefined) fault(problem.expected, problem.found);
      Object.assign(draft, part);
      return end;
    }
    if (draft.packageName === null && draft.advisoryId === null && problem !== undefined) {
      fault(problem.expected, problem.found);
      guessed = false;
      return end;
    }
    if (part?.advisoryId !== undefined || part?.range !== undefined) {
      fault('at most one package and one advisory in a line: others go in lines of their own', word.text);
      return end;
    }
    // Most likely the reason.
    fault(`one of ${KEYWORDS.join(', ')}`, word.text);
    take('reason', readReason(line.slice(word.start)));
    return line.length;
  }

  function taken({ packageName, advisoryId }: Partial<Subject>): boolean {
    return packageName !== undefined
      ? draft.packageName !== null
      : advisoryId !== undefined && draft.advisoryId !== null;
  }
}

/** Behind the subject also a word that is nearly a keyword. */
function keywordOf({ text, quoted }: Word, { packageName, advisoryId }: Draft): Keyword | undefined {
  if (quoted || text.length > 12 || /\d/.test(text)) return undefined;
  const plain = text.toLowerCase();
  const exact = KEYWORDS.find((known) => known === plain);
  if (exact !== undefined || (packageName === null && advisoryId === null) || plain.length < 3) return exact;
  return KEYWORDS.find((known) => editDistance(plain, known) <= (known.length > 4 ? 2 : 1));
}

function missingKeyword(text: string): Exclude<Keyword, 'because'> | undefined {
  if (isDate(text)) return 'until';
  if (isDuration(text)) return 'for';
  return /^path:/i.test(text) || SCOPE_WORDS.some((word) => word !== 'dev' && word === text) ? 'scope' : undefined;
}
