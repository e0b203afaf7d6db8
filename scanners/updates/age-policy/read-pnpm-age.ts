import { valid } from 'semver';
import { ageOf, ageProblem } from './age-of.ts';
import type { AgeExclude, AgePolicyReading } from './age-policy.ts';
import { npmrcLines } from './npmrc-lines.ts';
import { packageManagerMajor } from './package-manager-major.ts';
import { readSettings, stringsOf } from './read-settings.ts';

const MINUTE = 60 * 1000;
const FILE = 'pnpm-workspace.yaml';

/** `minimumReleaseAge` in minutes, in pnpm-workspace.yaml or (`minimum-release-age`) .npmrc. From pnpm 11 on it is a day by itself. */
export function readPnpmAge(files: ReadonlyMap<string, string>): AgePolicyReading {
  const settings = readSettings(FILE, files.get(FILE));
  if ('problem' in settings) return settings;
  const npmrc = npmrcLines(files.get('.npmrc') ?? '');
  const written = settings.value['minimumReleaseAge'] ?? undefined;
  const line = npmrc.get('minimum-release-age')?.at(-1);
  const [value, source] =
    written === undefined ? [line, '.npmrc minimum-release-age'] : [written, `${FILE} minimumReleaseAge`];
  const named = settings.value['minimumReleaseAgeExclude'] ?? npmrc.get('minimum-release-age-exclude');
  const excludes = stringsOf(named).flatMap(excludeOf);
  if (value === undefined) {
    if ((packageManagerMajor(files, 'pnpm') ?? 0) < 11) return {};
    return { policy: { minimumMs: 24 * 60 * MINUTE, excludes, source: "pnpm 11's own minimumReleaseAge" } };
  }
  const minimumMs = ageOf(value, MINUTE);
  if (minimumMs === undefined) return ageProblem(source, 'a number of minutes', value);
  return minimumMs === 0 ? {} : { policy: { minimumMs, excludes, source } };
}

/** `name`, `@scope/*`, `name@1.2.3 || 1.2.4`: its star crosses slashes, and it takes exact versions alone. */
function excludeOf(text: string): AgeExclude[] {
  const at = text.indexOf('@', 1);
  const name = (at === -1 ? text : text.slice(0, at)).replace(/\*+/g, '**');
  // What is left out by a `!` is left in by all the others: an exclude less is the safe side.
  if (name === '' || name.startsWith('!')) return [];
  if (at === -1) return [{ name }];
  const versions = text.slice(at + 1).split('||');
  return versions.every((version) => valid(version.trim()) !== null) ? [{ name, range: versions.join('||') }] : [];
}
