import type { AffectedPackage, AffectedRange } from './advisory.ts';
import { canonicalVersion, compareParsed, LOWEST, type ParsedVersion, parseVersion } from './version-precedence.ts';

/** Versions from `from` on and up to `to`: with it when `inclusive`, before it otherwise, without end when left out. */
interface Segment {
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

/** Compiled entries are kept for as long as the entry itself lives; an entry must not be changed once it was asked about. */
const compiled = new WeakMap<AffectedPackage, CompiledAffected>();

export function compileAffected(affected: AffectedPackage): CompiledAffected {
  const known = compiled.get(affected);
  if (known) return known;
  const made: CompiledAffected = {
    versions: spellings(affected.versions),
    segments: affected.ranges.flatMap((range) => toSegments(range, affected.lastKnownAffected)),
  };
  compiled.set(affected, made);
  return made;
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

function isBefore(version: ParsedVersion, end: ParsedVersion, inclusive: boolean): boolean {
  const order = compareParsed(version, end);
  return order < 0 || (inclusive && order === 0);
}

function spellings(versions: readonly string[]): ReadonlySet<string> {
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
  const { boundaries, limit } = readEvents(range);
  const segments: Segment[] = [];
  let from: ParsedVersion | undefined;
  for (const { kind, at } of boundaries) {
    if (kind === 'introduced') {
      from ??= at;
    } else if (from) {
      segments.push({ from, to: at, inclusive: kind === 'lastAffected' });
      from = undefined;
    }
  }
  if (from) segments.push({ from, inclusive: false });

  const opensOnly = boundaries.every(({ kind }) => kind === 'introduced');
  const bound = opensOnly && lastKnownAffected !== undefined ? readUpperBound(lastKnownAffected) : undefined;
  return segments
    .map((segment) => (bound && endsAfterStart(segment.from, bound) ? { ...segment, ...bound } : segment))
    .map((segment) => (limit ? cutAt(segment, limit) : segment))
    .filter((segment) => segment.to === undefined || endsAfterStart(segment.from, { ...segment, to: segment.to }));
}

function readEvents(range: AffectedRange): { boundaries: Boundary[]; limit?: ParsedVersion } {
  const boundaries: Boundary[] = [];
  let limit: ParsedVersion | undefined;
  let unlimited = false;
  for (const event of range.events) {
    for (const kind of ['introduced', 'fixed', 'lastAffected'] as const) {
      const version = event[kind];
      const at = version === undefined ? null : parseVersion(version);
      if (at) boundaries.push({ kind, at });
    }
    if (event.limit === '*') unlimited = true;
    const at = event.limit === undefined ? null : parseVersion(event.limit);
    // A version counts when it is before any of the limits: the highest is the one that bounds.
    if (at && (limit === undefined || compareParsed(at, limit) > 0)) limit = at;
  }
  boundaries.sort((a, b) => compareParsed(a.at, b.at));
  return unlimited ? { boundaries } : { boundaries, limit };
}

function cutAt(segment: Segment, limit: ParsedVersion): Segment {
  if (segment.to && isBefore(segment.to, limit, !segment.inclusive)) return segment;
  return { from: segment.from, to: limit, inclusive: false };
}

function endsAfterStart(from: ParsedVersion, end: { to: ParsedVersion; inclusive: boolean }): boolean {
  return isBefore(from, end.to, end.inclusive);
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
