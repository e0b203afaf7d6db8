import type { AffectedPackage, AffectedRange } from './advisory.ts';
import { canonicalVersion, compareParsed, LOWEST, type ParsedVersion, parseVersion } from './version-precedence.ts';

/** Versions from `from` on and up to `to`: with it when `inclusive`, before it otherwise, without end when left out. */
export interface Segment {
  from: ParsedVersion;
  to?: ParsedVersion;
  inclusive: boolean;
}

/** An `affected` entry made ready to be asked about many versions. */
export interface CompiledAffected {
  /** As the record spells them, and as `canonicalVersion` does. */
  versions: ReadonlySet<string>;
  segments: readonly Segment[];
}

export function compileAffected(affected: AffectedPackage): CompiledAffected {
  const { versions, ranges, lastKnownAffected } = affected;
  const segments: Segment[] = [];
  for (const range of ranges) segments.push(...toSegments(range, lastKnownAffected));
  return { versions: spellings(versions), segments };
}

const kept = new WeakMap<AffectedPackage, CompiledAffected>();

/** The same, kept for as long as the entry lives: an entry must not be changed once it was asked about. */
export function compileOnce(affected: AffectedPackage): CompiledAffected {
  let compiled = kept.get(affected);
  if (!compiled) {
    compiled = compileAffected(affected);
    kept.set(affected, compiled);
  }
  return compiled;
}

/**
 * `parsed` is `parseVersion(version)`. A version that cannot be put in order is affected when it is listed by its very
 * spelling, or when a range holds all versions there are.
 */
export function holdsVersion(entry: CompiledAffected, version: string, parsed: ParsedVersion | null): boolean {
  if (entry.versions.size > 0) {
    if (entry.versions.has(version)) return true;
    if (parsed && entry.versions.has(canonicalVersion(parsed))) return true;
  }
  for (const segment of entry.segments) if (isWithin(segment, parsed)) return true;
  return false;
}

function isWithin(segment: Segment, version: ParsedVersion | null): boolean {
  if (version === null) return segment.from === LOWEST && segment.to === undefined;
  if (compareParsed(version, segment.from) < 0) return false;
  return segment.to === undefined || isBefore(version, segment.to, segment.inclusive);
}

export function isBefore(version: ParsedVersion, end: ParsedVersion, inclusive: boolean): boolean {
  const order = compareParsed(version, end);
  return order < 0 || (inclusive && order === 0);
}

const NO_VERSIONS: ReadonlySet<string> = new Set();

function spellings(versions: readonly string[]): ReadonlySet<string> {
  if (versions.length === 0) return NO_VERSIONS;
  const all = new Set<string>();
  for (const version of versions) {
    all.add(version);
    const parsed = parseVersion(version);
    if (parsed) all.add(canonicalVersion(parsed));
  }
  return all;
}

type Boundary = { kind: 'introduced' | 'fixed' | 'lastAffected'; at: ParsedVersion };

/**
 * Walks the events in order of precedence, as the schema's evaluation algorithm does for one version, and notes where
 * it turns on and off. Events at the same version keep the record's order.
 * Source: https://ossf.github.io/osv-schema/#evaluation
 */
function toSegments(range: AffectedRange, lastKnownAffected: string | undefined): Segment[] {
  const { boundaries, limit, opensOnly } = readEvents(range);
  const bound = opensOnly && lastKnownAffected !== undefined ? readUpperBound(lastKnownAffected) : undefined;
  const segments: Segment[] = [];
  const add = (segment: Segment): void => {
    const cut = limit ? cutAt(segment, limit) : segment;
    if (cut.to === undefined || isBefore(cut.from, cut.to, cut.inclusive)) segments.push(cut);
  };

  let from: ParsedVersion | undefined;
  for (const { kind, at } of boundaries) {
    if (kind === 'introduced') {
      from ??= at;
    } else if (from) {
      add({ from, to: at, inclusive: kind === 'lastAffected' });
      from = undefined;
    }
  }
  // A bound that lies before the beginning contradicts the range, and the range then counts.
  if (from) add(bound && isBefore(from, bound.to, bound.inclusive) ? { from, ...bound } : { from, inclusive: false });
  return segments;
}

interface ReadEvents {
  /** In order of precedence; those of one version in the order of the record. */
  boundaries: Boundary[];
  limit?: ParsedVersion;
  opensOnly: boolean;
}

function readEvents({ events }: AffectedRange): ReadEvents {
  const boundaries: Boundary[] = [];
  let limit: ParsedVersion | undefined;
  let unlimited = false;
  let opensOnly = true;
  const add = (kind: Boundary['kind'], version: string): void => {
    const at = parseVersion(version);
    if (!at) return;
    boundaries.push({ kind, at });
    if (kind !== 'introduced') opensOnly = false;
  };

  for (const event of events) {
    if (event.introduced !== undefined) add('introduced', event.introduced);
    if (event.fixed !== undefined) add('fixed', event.fixed);
    if (event.lastAffected !== undefined) add('lastAffected', event.lastAffected);
    if (event.limit === undefined) continue;
    if (event.limit === '*') unlimited = true;
    const at = parseVersion(event.limit);
    // A version counts when it is before any of the limits: the highest is the one that bounds.
    if (at && (limit === undefined || compareParsed(at, limit) > 0)) limit = at;
  }
  boundaries.sort((a, b) => compareParsed(a.at, b.at));
  return { boundaries, limit: unlimited ? undefined : limit, opensOnly };
}

function cutAt(segment: Segment, limit: ParsedVersion): Segment {
  if (segment.to && isBefore(segment.to, limit, !segment.inclusive)) return segment;
  return { from: segment.from, to: limit, inclusive: false };
}

/** `<= 1.2.3`, `< 2.0.0`, `= 1.0.0`, or several of them parted by commas, of which the upper end is taken. */
export function readUpperBound(range: string): { to: ParsedVersion; inclusive: boolean } | undefined {
  for (const comparator of range.split(',', 8)) {
    const text = comparator.trim();
    const operator = text.startsWith('<=') ? '<=' : text.startsWith('<') ? '<' : text.startsWith('=') ? '=' : '';
    if (operator === '' && !/^[v\d]/.test(text)) continue;
    const to = parseVersion(text.slice(operator.length).trim());
    if (to) return { to, inclusive: operator !== '<' };
  }
  return undefined;
}
