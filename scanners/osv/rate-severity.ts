import cvss from 'ae-cvss-calculator';
import type { Severity, SeverityRating } from './advisory.ts';
import { isObject, type JsonObject, type Report, readList, show } from './record-fields.ts';

type CvssVersion = '4.0' | '3.1' | '3.0' | '2.0';

const TYPES = ['CVSS_V4', 'CVSS_V3', 'CVSS_V2'];
const MAX_VECTOR_LENGTH = 400;
const MAX_RATINGS = 50;

/**
 * Reads a `severity` list: the CVSS v4 score with threat metrics if there is one, else the v3 base score, else v2's.
 * A vector that cannot be read is reported and the next one taken. Undefined when no entry gave a rating.
 * Levels: v3 and v4 by their specifications' qualitative scale, v2 as NVD does; a score of 0.0 counts as low.
 */
export function rateSeverity(list: unknown, report: Report, place: () => string): SeverityRating | undefined {
  if (list === undefined || list === null) return undefined;
  const entries = readList(list, MAX_RATINGS, report, place).filter(isObject);
  for (const type of TYPES) {
    for (const entry of entries) {
      if (entry.type !== type) continue;
      const rating = typeof entry.score === 'string' ? rateVector(entry.score, type) : undefined;
      if (rating) return rating;
      report(place, `expected a ${type} vector, found ${show(entry.score)}; it is passed over`);
    }
  }
  return undefined;
}

const LABELS: ReadonlyMap<unknown, Severity> = new Map<unknown, Severity>([
  ['CRITICAL', 'critical'],
  ['HIGH', 'high'],
  ['MODERATE', 'medium'],
  ['MEDIUM', 'medium'],
  ['LOW', 'low'],
]);

/** GitHub's own label, `database_specific.severity`. */
export function readLabel(databaseSpecific: JsonObject): SeverityRating | undefined {
  const label = databaseSpecific.severity;
  const level = typeof label === 'string' ? LABELS.get(label.toUpperCase()) : undefined;
  return level ? { level } : undefined;
}

/** The same few thousand vectors come back over and over; a score is worked out once. */
const rated = new Map<string, SeverityRating | undefined>();
const MAX_RATED = 20_000;

function rateVector(vector: string, type: string): SeverityRating | undefined {
  if (vector.length > MAX_VECTOR_LENGTH) return undefined;
  const version = versionOf(vector, type);
  if (!version) return undefined;
  if (rated.has(vector)) return rated.get(vector);
  const score = scoreOf(vector, version);
  const rating = score === undefined ? undefined : { level: levelOf(score, version), score, vector };
  if (rated.size >= MAX_RATED) rated.clear();
  rated.set(vector, rating);
  return rating;
}

/** The prefix counts, not the entry's type: `CVSS_V3` holds 3.0 and 3.1 alike. Only v2 vectors may go without one. */
function versionOf(vector: string, type: string): CvssVersion | undefined {
  if (vector.startsWith('CVSS:4.0/')) return '4.0';
  if (vector.startsWith('CVSS:3.1/')) return '3.1';
  if (vector.startsWith('CVSS:3.0/')) return '3.0';
  if (vector.startsWith('CVSS:2.0/') || (type === 'CVSS_V2' && !vector.startsWith('CVSS:'))) return '2.0';
  return undefined;
}

function scoreOf(vector: string, version: CvssVersion): number | undefined {
  if (!hasVectorShape(vector)) return undefined;
  try {
    const score = baseOrFullScore(vector, version);
    return score !== undefined && score >= 0 && score <= 10 ? score : undefined;
  } catch {
    // The library throws on metrics and values that it does not know: the caller reports the vector.
    return undefined;
  }
}

function baseOrFullScore(vector: string, version: CvssVersion): number | undefined {
  if (version === '4.0') {
    const parsed = new cvss.Cvss4P0(vector);
    return parsed.isBaseFullyDefined() ? parsed.calculateScores().overall : undefined;
  }
  const Calculator = version === '3.1' ? cvss.Cvss3P1 : version === '3.0' ? cvss.Cvss3P0 : cvss.Cvss2;
  const parsed = new Calculator(vector);
  return parsed.isBaseFullyDefined() ? parsed.calculateScores().base : undefined;
}

/** The library writes warnings to the console about parts that are no `metric:value`: it never gets to see them. */
function hasVectorShape(vector: string): boolean {
  const metrics = vector.replace(/^\(|\)$/g, '').split('/');
  return metrics.every((metric) => /^[A-Za-z]{1,4}:[A-Za-z0-9.]{1,8}$/.test(metric));
}

function levelOf(score: number, version: CvssVersion): Severity {
  if (version !== '2.0' && score >= 9) return 'critical';
  if (score >= 7) return 'high';
  return score >= 4 ? 'medium' : 'low';
}
