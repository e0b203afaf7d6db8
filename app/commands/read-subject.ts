import semver from 'semver';
import type { Subject } from './command.ts';
import { isDate, isDuration } from './read-lasting.ts';
import { nextWord, type Word } from './split-words.ts';

export interface ReadSubject {
  /** What the word adds to the subject; the nearest right thing where there is a problem, undefined where there is none. */
  part?: Partial<Subject>;
  problem?: { expected: string; found: string };
  /** Where the reading goes on. */
  end: number;
}

const PACKAGE = /^(?:@[a-z0-9~-][a-z0-9._~-]{0,200}\/)?[a-z0-9~-][a-z0-9._~-]{0,213}$/i;
const GHSA = /^ghsa(?:-[a-z0-9]{4}){3}$/i;
const NUMBERED = /^(?:cve-\d{4}-\d{4,19}|mal-\d{4}-\d{1,19})$/i;
/** PYSEC-2021-76, OSV-2020-111: a package's name is rarely in capitals and never this. */
const OTHER_OSV = /^[A-Z][A-Z0-9]{1,19}-[A-Za-z0-9._:-]{0,40}\d[A-Za-z0-9._:-]{0,40}$/;
/** What Lockkeeper itself calls a maintainer change. */
const CHANGE = /^maintainer-change-\d{1,10}$/i;
const UNFINISHED = /^(?:GHSA|CVE|MAL)-/;
/** Of a range that is written without quotes: `<6` in `lodash@>=5 <6`. */
const RANGE_WORD = /^(?:[<>=~^|*\d]|-$|[xX](?:$|\.)|v\d)/;
const LONGEST_RANGE = 200;
const LONGEST_NAME = 214;

/** A package, a package with a range of its versions, or an advisory's id. */
export function readSubject(line: string, word: Word): ReadSubject {
  const { text, end } = word;
  const advisoryId = advisoryOf(text);
  if (advisoryId !== undefined) return { part: { advisoryId }, end };
  if (UNFINISHED.test(text)) {
    return { problem: { expected: 'an advisory id such as GHSA-jf85-cpcp-j695 or CVE-2019-10744', found: text }, end };
  }
  const at = text.indexOf('@', 1);
  const packageName = at === -1 ? text : text.slice(0, at);
  if (!PACKAGE.test(packageName) || packageName.length > LONGEST_NAME) {
    const expected = 'the name of a package such as lodash or @babel/core, or an advisory id';
    return { problem: { expected, found: packageName === '' ? text : packageName }, end };
  }
  return at === -1
    ? { part: { packageName }, end }
    : readRange(line, word, { packageName, written: text.slice(at + 1) });
}

/** Ids are written in more ways than one; the databases have one. */
function advisoryOf(text: string): string | undefined {
  if (GHSA.test(text)) return `GHSA${text.slice(4).toLowerCase()}`;
  if (NUMBERED.test(text)) return text.toUpperCase();
  if (CHANGE.test(text)) return text.toLowerCase();
  return OTHER_OSV.test(text) && !UNFINISHED.test(text) ? text : undefined;
}

function readRange(
  line: string,
  word: Word,
  { packageName, written }: { packageName: string; written: string },
): ReadSubject {
  let { end } = word;
  const parts = [written];
  for (;;) {
    const next = nextWord(line, end);
    if (next === undefined || next.quoted || !RANGE_WORD.test(next.text)) break;
    if (isDate(next.text) || isDuration(next.text)) break;
    parts.push(next.text);
    end = next.end;
  }
  const range = parts.join(' ').trim().replace(/\s+/g, ' ');
  if (isRange(range)) return { part: { packageName, range }, end };
  const expected = 'a range of versions after @, as npm has it, such as lodash@">=5 <6"';
  const problem = { expected, found: range === '' ? `nothing after ${packageName}@` : range };
  const withoutCommas = range.replaceAll(',', ' ').replace(/\s+/g, ' ').trim();
  return isRange(withoutCommas) ? { part: { packageName, range: withoutCommas }, problem, end } : { problem, end };
}

function isRange(text: string): boolean {
  // What holds a quote could not be written in quotes.
  return text !== '' && text.length <= LONGEST_RANGE && !/["'`@]/.test(text) && semver.validRange(text) !== null;
}
