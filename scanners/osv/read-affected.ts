import type { AffectedPackage, AffectedRange, RangeEvent } from './advisory.ts';
import { readUpperBound } from './compile-affected.ts';
import { rateSeverity } from './rate-severity.ts';
import { isObject, isPlainText, type JsonObject, type Report, readList, show } from './record-fields.ts';
import { isVersion, MAX_VERSION_LENGTH } from './version-precedence.ts';

const MAX_NAME_LENGTH = 512;
const MAX_VERSIONS = 100_000;
const MAX_RANGES = 1_000;
const MAX_EVENTS = 10_000;

/**
 * Reads one entry of `affected`: null when it is not about an npm package. Ranges of commits (GIT) are left out
 * without a word, they say nothing about versions; whatever else cannot be used is reported and the rest kept.
 */
export function readAffected(entry: unknown, report: Report, place: () => string): AffectedPackage | null {
  if (!isObject(entry) || !isObject(entry.package)) {
    report(place, `expected an object with a package, found ${show(entry)}; it is left out`);
    return null;
  }
  const { ecosystem, name } = entry.package;
  if (ecosystem !== 'npm') return null;
  if (typeof name !== 'string' || name === '' || name.length > MAX_NAME_LENGTH || !isPlainText(name)) {
    report(place, `expected the name of an npm package, found ${show(name)}; the entry is left out`);
    return null;
  }

  const affected: AffectedPackage = {
    name,
    versions: readVersions(entry.versions, report, place),
    ranges: readRanges(entry.ranges, report, place),
  };
  const lastKnown = readLastKnown(entry.database_specific, report, place);
  if (lastKnown !== undefined) affected.lastKnownAffected = lastKnown;
  const severity = rateSeverity(entry.severity, report, () => `${place()}.severity`);
  if (severity) affected.severity = severity;
  return affected;
}

/** A spelling that is no semantic version is kept, since an identical one may be installed, and reported. */
function readVersions(value: unknown, report: Report, place: () => string): string[] {
  const at = (): string => `${place()}.versions`;
  const versions: string[] = [];
  for (const version of readList(value, MAX_VERSIONS, report, at)) {
    if (typeof version !== 'string' || version === '' || version.length > MAX_VERSION_LENGTH || !isPlainText(version)) {
      report(at, `expected a version, found ${show(version)}; it is left out`);
      continue;
    }
    if (!isVersion(version))
      report(at, `expected a version, found ${show(version)}; only the identical one matches it`);
    versions.push(version);
  }
  return versions;
}

function readRanges(value: unknown, report: Report, place: () => string): AffectedRange[] {
  const ranges: AffectedRange[] = [];
  const list = readList(value, MAX_RANGES, report, () => `${place()}.ranges`);
  for (let index = 0; index < list.length; index += 1) {
    const range = list[index];
    const at = (): string => `${place()}.ranges[${index}]`;
    if (isObject(range) && range.type === 'GIT') continue;
    if (!isObject(range) || (range.type !== 'SEMVER' && range.type !== 'ECOSYSTEM')) {
      const found = isObject(range) ? `a range of type ${show(range.type)}` : show(range);
      report(at, `expected a SEMVER, ECOSYSTEM or GIT range, found ${found}; it is left out`);
      continue;
    }
    const events = readEvents(range, report, at);
    if (events.length > 0) ranges.push({ events });
  }
  return ranges;
}

/**
 * An event whose version cannot be read is skipped. Without its `fixed` a range goes on to the end, and so may say
 * too much; that is the safe side, and the report says why.
 */
function readEvents(range: JsonObject, report: Report, place: () => string): RangeEvent[] {
  const events: RangeEvent[] = [];
  for (const event of readList(range.events, MAX_EVENTS, report, () => `${place()}.events`)) {
    if (!isObject(event)) {
      report(place, `expected an event, found ${show(event)}; it is skipped`);
      continue;
    }
    let known = false;
    for (const [field, key] of EVENT_KINDS) {
      const version = event[field];
      if (version === undefined || version === null) continue;
      known = true;
      if (typeof version === 'string' && (isVersion(version) || (key === 'limit' && version === '*'))) {
        events.push({ [key]: version });
      } else {
        report(place, `expected a version in ${field}, found ${show(version)}; the event is skipped`);
      }
    }
    if (!known) report(place, 'expected introduced, fixed, last_affected or limit in an event, found none');
  }
  return events;
}

const EVENT_KINDS = [
  ['introduced', 'introduced'],
  ['fixed', 'fixed'],
  ['last_affected', 'lastAffected'],
  ['limit', 'limit'],
] as const;

function readLastKnown(databaseSpecific: unknown, report: Report, place: () => string): string | undefined {
  if (!isObject(databaseSpecific)) return undefined;
  const range = databaseSpecific.last_known_affected_version_range;
  if (range === undefined || range === null) return undefined;
  if (typeof range === 'string' && range.length <= MAX_VERSION_LENGTH && isPlainText(range) && readUpperBound(range)) {
    return range;
  }
  report(place, `expected a last known affected version such as "<= 1.2.3", found ${show(range)}; it is not used`);
  return undefined;
}
