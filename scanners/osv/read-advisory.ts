import type { Advisory, AdvisoryProblem, AffectedPackage, SeverityRating } from './advisory.ts';
import { isMalware } from './malware.ts';
import { rateSeverity, readLabel } from './rate-severity.ts';
import { readAffected } from './read-affected.ts';
import {
  collectProblems,
  isAdvisoryId,
  isObject,
  isPlainText,
  type JsonObject,
  type Report,
  readList,
  show,
  toPlainText,
} from './record-fields.ts';
import { compareSeverity } from './severity.ts';

export interface ReadAdvisory {
  /** Null when the record names no npm package, or when it cannot be used at all; then `problems` says why. */
  advisory: Advisory | null;
  problems: AdvisoryProblem[];
}

const MAX_AFFECTED = 10_000;
const MAX_IDS = 1_000;
const MAX_REFERENCES = 200;
const MAX_ADDRESS_LENGTH = 2_048;
const MAX_SUMMARY_LENGTH = 500;

/** What a record without a usable `modified` gets: older than any other, so that a sound copy replaces it. */
const NO_TIME = '1970-01-01T00:00:00Z';

/**
 * Reads a parsed OSV record (https://ossf.github.io/osv-schema/), of which it takes the npm part. Never throws: what
 * cannot be used is left out and named in `problems`, and everything else in the record still counts.
 */
export function readAdvisory(json: unknown): ReadAdvisory {
  if (!isObject(json) || !isAdvisoryId(json.id)) {
    const found = isObject(json) ? `id ${show(json.id)}` : show(json);
    return {
      advisory: null,
      problems: [{ id: '(no id)', message: `expected a record with an OSV id, found ${found}` }],
    };
  }
  const { id } = json;
  const { report, problems } = collectProblems(id);
  const affected = readNpmPackages(json.affected, report);
  if (affected.length === 0) return { advisory: null, problems: problems() };

  const aliases = readIds(json.aliases, report, 'aliases');
  const summary = readSummary(json);
  const malware = isMalware(id, aliases, summary, json.database_specific);
  const severity = rateRecord(json, affected, report);
  const advisory: Advisory = {
    id,
    modified: readTime(json.modified, report, 'modified') ?? NO_TIME,
    aliases,
    upstream: readIds(json.upstream, report, 'upstream'),
    summary,
    malware,
    severity: malware ? critical(severity) : severity,
    affected: malware ? affected.map(withCriticalSeverity) : affected,
    references: readReferences(json.references, report),
  };
  if (json.modified === undefined) report(() => 'modified', 'expected a time, found none; the record counts as old');
  const published = readTime(json.published, report, 'published');
  if (published !== undefined) advisory.published = published;
  const withdrawn = readTime(json.withdrawn, report, 'withdrawn');
  if (withdrawn !== undefined) advisory.withdrawn = withdrawn;
  return { advisory, problems: problems() };
}

function readNpmPackages(value: unknown, report: Report): AffectedPackage[] {
  const packages: AffectedPackage[] = [];
  const list = readList(value, MAX_AFFECTED, report, () => 'affected');
  for (let index = 0; index < list.length; index += 1) {
    const affected = readAffected(list[index], report, () => `affected[${index}]`);
    if (affected) packages.push(affected);
  }
  return packages;
}

/** The record's own vectors, else the worst of those of its packages, else GitHub's label. */
function rateRecord(json: JsonObject, affected: readonly AffectedPackage[], report: Report): SeverityRating {
  const own = rateSeverity(json.severity, report, () => 'severity');
  if (own) return own;
  const ofPackages = affected.flatMap(({ severity }) => severity ?? []);
  const [worst] = ofPackages.sort((a, b) => compareSeverity(a.level, b.level) || (b.score ?? 0) - (a.score ?? 0));
  if (worst) return worst;
  const label = isObject(json.database_specific) ? readLabel(json.database_specific) : undefined;
  return label ?? { level: 'unknown' };
}

/** A lower score beside "critical" would only confuse: it is kept when it says the same. */
function critical(rating: SeverityRating): SeverityRating {
  return rating.level === 'critical' ? rating : { level: 'critical' };
}

function withCriticalSeverity(affected: AffectedPackage): AffectedPackage {
  return affected.severity ? { ...affected, severity: critical(affected.severity) } : affected;
}

function readIds(value: unknown, report: Report, field: string): string[] {
  if (value === undefined) return [];
  const place = (): string => field;
  const ids: string[] = [];
  for (const id of readList(value, MAX_IDS, report, place)) {
    if (isAdvisoryId(id)) ids.push(id);
    else report(place, `expected an advisory id, found ${show(id)}; it is left out`);
  }
  return ids;
}

/** Some records only have a long text: its first line stands in. */
function readSummary(json: JsonObject): string {
  for (const text of [json.summary, json.details]) {
    if (typeof text !== 'string') continue;
    const line = text
      .slice(0, 4 * MAX_SUMMARY_LENGTH)
      .trim()
      .split('\n', 1)[0];
    if (line) return toPlainText(line, MAX_SUMMARY_LENGTH);
  }
  return '';
}

const TIME = /^(?:19[7-9]\d|2\d{3})-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)$/;

function readTime(value: unknown, report: Report, field: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && TIME.test(value) && !Number.isNaN(Date.parse(value)) && hasDay(value)) return value;
  report(() => field, `expected a time such as 2026-01-31T12:00:00Z, found ${show(value)}; it is not used`);
  return undefined;
}

/** JavaScript takes 30 February for 2 March; a database refuses it, and with it the whole batch. */
function hasDay(time: string): boolean {
  const day = Number(time.slice(8, 10));
  return day <= 28 || day <= new Date(Date.UTC(Number(time.slice(0, 4)), Number(time.slice(5, 7)), 0)).getUTCDate();
}

function readReferences(value: unknown, report: Report): string[] {
  if (value === undefined) return [];
  const place = (): string => 'references';
  const addresses: string[] = [];
  for (const reference of readList(value, MAX_REFERENCES, report, place)) {
    const url = isObject(reference) ? reference.url : undefined;
    if (isWebAddress(url)) addresses.push(url);
    else report(place, `expected a web address, found ${show(url)}; it is left out`);
  }
  return addresses;
}

/** Only http and https: these become links. */
function isWebAddress(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > MAX_ADDRESS_LENGTH) return false;
  return /^https?:\/\/[^\s<>"]+$/i.test(value) && isPlainText(value);
}
