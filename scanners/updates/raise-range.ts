import { parse, satisfies } from 'semver';
import { readAsked } from './asked-range.ts';

/**
 * What a manifest asks for, raised to `version` in the style in which it asks: `^1.2.3` becomes `^1.3.0`, `~1.2` `~1.3`, `1.x` stays
 * while it admits the version, `>=1 <2` becomes `>=1.3.0 <2`, an alias keeps its name. The same text where nothing is to be
 * changed; undefined where no version can be written into it (`workspace:`, `catalog:`, an address, a tag).
 */
export function raiseRange(asked: string, version: string): string | undefined {
  const read = readAsked(asked);
  if (read.kind !== 'range') return undefined;
  const raised = raiseAlternatives(read.range, version);
  if (raised === undefined) return undefined;
  return raised === read.range ? asked : `${read.prefix}${raised}`;
}

/** What stands alone after it, so that the package manager cannot choose anything else: `npm:name@^1` becomes `npm:name@1.2.3`. */
export function pinRange(asked: string, version: string): string | undefined {
  const read = readAsked(asked);
  return read.kind === 'range' ? `${read.prefix}${version}` : undefined;
}

/** Of `a || b` the alternative that admits the version is raised, else the last one: the others stand for versions of their own. */
function raiseAlternatives(range: string, version: string): string | undefined {
  const alternatives = range.split('||').map((part) => part.trim());
  const admitting = alternatives.findIndex((part) => satisfies(version, part, { loose: true }));
  const at = admitting === -1 ? alternatives.length - 1 : admitting;
  const raised = raiseOne(alternatives[at]!, version);
  if (raised === undefined) return undefined;
  if (raised === alternatives[at]) return range;
  // Where none admitted it, what was asked for before would let the affected versions back in.
  return admitting === -1 ? raised : alternatives.with(at, raised).join(' || ');
}

function raiseOne(range: string, version: string): string | undefined {
  const hyphen = range.split(/ +- +/);
  const parts = hyphen.length === 2 ? hyphen : joinOperators(range);
  const raised =
    hyphen.length === 2
      ? raiseHyphen(range, version)
      : parts.map((part) => raiseComparator(part, version, parts.length > 1)).join(' ');
  return satisfies(version, raised, { loose: true }) ? raised : `^${version}`;
}

/** `>= 1.2.3 < 2` as `>=1.2.3`, `<2`. */
function joinOperators(range: string): string[] {
  return range.replace(/([<>=^~]) +/g, '$1').split(/ +/);
}

function raiseHyphen(range: string, version: string): string {
  const [, upper = ''] = range.split(/ +- +/);
  return `${version} - ${upper}`;
}

interface Comparator {
  operator: string;
  /** As written: numbers, `x`, `X` or `*`. */
  parts: string[];
}

function raiseComparator(text: string, version: string, several: boolean): string {
  const comparator = readComparator(text);
  if (comparator === undefined) return text;
  const { operator, parts } = comparator;
  if (operator.startsWith('<')) {
    return satisfies(version, text, { loose: true }) ? text : upperBound(comparator, version);
  }
  const lower = operator === '>' ? '>=' : operator;
  const raised = `${lower}${inStyle(parts, version)}`;
  // A bare `1.x` beside others is no lower bound to raise, and `*` asks for nothing.
  if (parts.length < 3 || parts.some(isWild)) {
    return satisfies(version, text, { loose: true }) && (several || raised.length <= 1) ? text : raised;
  }
  return raised;
}

/** The next major, as exactly as the bound was written. */
function upperBound({ parts }: Comparator, version: string): string {
  const major = (parse(version, { loose: true })?.major ?? 0) + 1;
  return `<${parts.map((_, at) => (at === 0 ? String(major) : '0')).join('.')}`;
}

/** The version with as many parts as the range was written with, its wildcards kept. */
function inStyle(parts: readonly string[], version: string): string {
  if (parts.length === 3 && !parts.some(isWild)) return version;
  const parsed = parse(version, { loose: true });
  const numbers = [parsed?.major, parsed?.minor, parsed?.patch];
  return parts.map((part, at) => (isWild(part) ? part : String(numbers[at]))).join('.');
}

function readComparator(text: string): Comparator | undefined {
  const match = /^(\^|~>|~|>=|<=|>|<|=)?v?([^\s-]+)/.exec(text);
  if (!match) return undefined;
  const parts = match[2]!.split('+')[0]!.split('.');
  return parts.length <= 3 && parts.every(isPart) ? { operator: match[1] ?? '', parts } : undefined;
}

function isPart(part: string): boolean {
  return isWild(part) || /^\d+$/.test(part);
}

function isWild(part: string): boolean {
  return part === 'x' || part === 'X' || part === '*';
}
