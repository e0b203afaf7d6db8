import { validRange } from 'semver';
import { ageOf, ageProblem } from './age-of.ts';
import type { AgeExclude, AgePolicyReading } from './age-policy.ts';
import { isMap, readSettings, stringsOf } from './read-settings.ts';

const FILE = '.yarnrc.yml';
const KEY = 'npmMinimalAgeGate';
const MINUTE = 60 * 1000;
const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: MINUTE,
  h: 60 * MINUTE,
  d: 24 * 60 * MINUTE,
  w: 7 * 24 * 60 * MINUTE,
};

/** The lockfiles of yarn 4.15 and later, which have a gate of a day by themselves; into older projects they write that there is none. */
const GATED_LOCKFILE = 10;

/** `npmMinimalAgeGate`: minutes, or a number with its unit (`3d`); scopes may have their own. */
export function readYarnAge(files: ReadonlyMap<string, string>, formatVersion: string): AgePolicyReading {
  const settings = readSettings(FILE, files.get(FILE));
  if ('problem' in settings) return settings;
  const { value } = settings;
  const written = value[KEY] ?? undefined;
  const byItself = Number.parseInt(formatVersion, 10) >= GATED_LOCKFILE ? '1d' : 0;
  const source = written === undefined ? `yarn's own ${KEY}` : `${FILE} ${KEY}`;
  const minimumMs = gateOf(written ?? byItself);
  if (minimumMs === undefined) return ageProblem(source, 'minutes, or a time such as 3d', written);
  const scopes: Record<string, number> = Object.create(null);
  for (const [scope, own] of Object.entries(isMap(value['npmScopes']) ? value['npmScopes'] : {})) {
    const gate = isMap(own) ? (own[KEY] ?? undefined) : undefined;
    const age = gate === undefined ? undefined : gateOf(gate);
    if (gate !== undefined && age === undefined)
      return ageProblem(`${FILE} npmScopes.${scope.slice(0, 100)}.${KEY}`, 'minutes, or a time such as 3d', gate);
    if (age !== undefined) scopes[`@${scope}`] = age;
  }
  if (minimumMs === 0 && Object.values(scopes).every((age) => age === 0)) return {};
  const excludes = stringsOf(value['npmPreapprovedPackages']).flatMap(excludeOf);
  return { policy: { minimumMs, ...(Object.keys(scopes).length === 0 ? {} : { scopes }), excludes, source } };
}

function gateOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return ageOf(value, MINUTE);
  const [, number, unit = 'm'] = /^(\d{0,15}\.?\d{1,15})(ms|[smhdw])?$/.exec(value.trim()) ?? [];
  return number === undefined ? undefined : ageOf(Number(number), UNITS[unit]!);
}

/** A name or a glob, with a range or without. Globs beyond stars are not read: an exclude less is the safe side. */
function excludeOf(text: string): AgeExclude[] {
  const at = text.indexOf('@', 1);
  const name = at === -1 ? text : text.slice(0, at);
  if (name === '' || /[^\w@/.~*-]/.test(name)) return [];
  if (at === -1) return [{ name }];
  const range = text.slice(at + 1).replace(/^npm:/, '');
  return validRange(range) === null || range.length > 1000 ? [] : [{ name, range }];
}
