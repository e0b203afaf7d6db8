import type { AffectedPackage } from './advisory.ts';
import { compileOnce, isBefore, type Segment } from './compile-affected.ts';
import { canonicalVersion, compareParsed, type ParsedVersion, parseVersion } from './version-precedence.ts';

/**
 * The lowest version above `version` that a record names as fixed and that none of the entries affects; undefined when
 * there is none. Give it every entry of every finding on this one package.
 *
 * Taking the lowest above the current version keeps an update on the release line that holds it: a fix for an older
 * line is below and never offered, one for a newer line only when this line got none. A fix of one advisory that
 * another one affects is passed over. Only `fixed` events are candidates: after `last_affected` nobody says which
 * version is the next one, and `limit` and the last known affected version say where knowledge ends, not the flaw.
 */
export function lowestFix(version: string, affected: readonly AffectedPackage[]): string | undefined {
  const current = parseVersion(version);
  if (!current) return undefined;
  const entries = affected.map(compileOnce);
  const listed = new Set(entries.flatMap(({ versions }) => [...versions]));
  const isCovered = sweep(entries.flatMap(({ segments }) => segments));
  for (const candidate of fixesAbove(current, affected)) {
    const spelling = canonicalVersion(candidate);
    if (!isCovered(candidate) && !listed.has(spelling)) return spelling;
  }
  return undefined;
}

/**
 * Is a version inside any of the segments? To be asked in ascending order: each segment is then looked at once, however
 * many fixes and segments a record has.
 */
function sweep(segments: readonly Segment[]): (version: ParsedVersion) => boolean {
  const ahead = segments.toSorted((a, b) => compareParsed(a.from, b.from));
  let next = 0;
  let furthest: Segment | undefined;
  return (version) => {
    for (; next < ahead.length && compareParsed(ahead[next]!.from, version) <= 0; next += 1) {
      const segment = ahead[next]!;
      if (furthest === undefined || endsLater(segment, furthest)) furthest = segment;
    }
    return furthest !== undefined && (!furthest.to || isBefore(version, furthest.to, furthest.inclusive));
  };
}

function endsLater(a: Segment, b: Segment): boolean {
  if (!a.to || !b.to) return b.to !== undefined;
  return isBefore(b.to, a.to, a.inclusive && !b.inclusive);
}

/** In ascending order. */
function fixesAbove(current: ParsedVersion, affected: readonly AffectedPackage[]): ParsedVersion[] {
  const fixes = new Set<string>();
  for (const { ranges } of affected) {
    for (const { events } of ranges) for (const { fixed } of events) if (fixed !== undefined) fixes.add(fixed);
  }
  return [...fixes]
    .map(parseVersion)
    .filter((fix) => fix !== null)
    .filter((fix) => compareParsed(fix, current) > 0)
    .sort(compareParsed);
}
