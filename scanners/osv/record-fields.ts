import type { AdvisoryProblem } from './advisory.ts';

/**
 * Record fields are read by hand and not through a schema library: the export holds some 220,000 records, and a
 * schema per record costs more than parsing its JSON. These few functions are the schema's stand-in: each checks the
 * type, bounds the size, and says what it had to leave out.
 */
export type JsonObject = Readonly<Record<string, unknown>>;

/** `place` is only worked out when there is something to say. */
export type Report = (place: () => string, message: string) => void;

const PROBLEMS_PER_RECORD = 20;

/** Collects a record's problems; past the twentieth they are only counted. */
export function collectProblems(id: string): { report: Report; problems: () => AdvisoryProblem[] } {
  const problems: AdvisoryProblem[] = [];
  let left = 0;
  return {
    report: (place, message) => {
      if (problems.length < PROBLEMS_PER_RECORD) problems.push({ id, message: `${place()}: ${message}` });
      else left += 1;
    },
    problems: () => (left === 0 ? problems : [...problems, { id, message: `and ${left} more such places` }]),
  };
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An absent list is an empty one; a list that is too long is cut, and what is no list at all is left out. */
export function readList(value: unknown, max: number, report: Report, place: () => string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    report(place, `expected a list, found ${show(value)}; it is left out`);
    return [];
  }
  if (value.length <= max) return value;
  report(place, `expected at most ${max} items, found ${value.length}; those after the first ${max} are left out`);
  return value.slice(0, max);
}

const ID = /^[A-Za-z0-9][A-Za-z0-9._:/+-]{0,127}$/;

/** Ids go into addresses, keys and messages: plain characters only, and no path that climbs (`..`). */
export function isAdvisoryId(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value) && !value.includes('..');
}

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const CONTROLS = new RegExp(CONTROL.source, 'gu');

/** No control characters, no marks that turn the direction of text, no broken surrogate pairs. */
export function isPlainText(value: string): boolean {
  return !CONTROL.test(value) && value.isWellFormed();
}

/** Text for people on one line, fit for a database. */
export function toPlainText(value: string, maxLength: number): string {
  const cut = value.length > maxLength ? `${value.slice(0, maxLength - 1)}…` : value;
  return isPlainText(cut) ? cut : cut.replace(CONTROLS, ' ').toWellFormed();
}

/** What was found, short and on one line. */
export function show(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'string') return JSON.stringify(toPlainText(value, 60));
  return String(value);
}
