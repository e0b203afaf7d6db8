import type { AffectedPackage } from './advisory.ts';
import { compileOnce, holdsVersion } from './compile-affected.ts';
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
  for (const candidate of fixesAbove(current, affected)) {
    const spelling = canonicalVersion(candidate);
    if (!entries.some((entry) => holdsVersion(entry, spelling, candidate))) return spelling;
  }
  return undefined;
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
