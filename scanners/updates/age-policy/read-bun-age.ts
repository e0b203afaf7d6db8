import { ageOf, ageProblem } from './age-of.ts';
import type { AgePolicyReading } from './age-policy.ts';

const FILE = 'bunfig.toml';
const SOURCE = `${FILE} install.minimumReleaseAge`;
const MOST_NAMES = 2_000;

/**
 * bunfig.toml's `[install] minimumReleaseAge` in seconds, and `minimumReleaseAgeExcludes`, which are whole names. No TOML parser: of all
 * the file only these two are of interest, and whoever writes them in an unusual way gets to know it.
 */
export function readBunAge(files: ReadonlyMap<string, string>): AgePolicyReading {
  const lines = (files.get(FILE) ?? '').split(/\r?\n/).map(withoutComment);
  const values = installValues(lines);
  const written = values.get('minimumReleaseAge');
  if (written === undefined) {
    if (!lines.some((line) => /\bminimumReleaseAge\b/.test(line))) return {};
    return ageProblem(SOURCE, 'a line "minimumReleaseAge = seconds" below [install]', 'it elsewhere');
  }
  const minimumMs = ageOf(written.replaceAll('_', ''), 1000);
  if (minimumMs === undefined) return ageProblem(SOURCE, 'a number of seconds', written);
  if (minimumMs === 0) return {};
  const names = [...(values.get('minimumReleaseAgeExcludes') ?? '').matchAll(/"([^"]*)"|'([^']*)'/g)];
  const excludes = names
    .slice(0, MOST_NAMES)
    .map(([, double, single]) => ({ name: double ?? single ?? '' }))
    .filter(({ name }) => name !== '' && !name.includes('*'));
  return { policy: { minimumMs, excludes, source: SOURCE } };
}

/** The values of the table `install`, as text; a list goes on until its bracket closes. */
function installValues(lines: readonly string[]): Map<string, string> {
  const values = new Map<string, string>();
  let table = '';
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    const header = /^\[+\s*([\w.-]+)\s*\]+$/.exec(line)?.[1];
    if (header !== undefined) {
      table = `${header}.`;
      continue;
    }
    const [, key, first] = /^([\w.-]+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (key === undefined || first === undefined) continue;
    const value = [first];
    if (first.startsWith('[')) while (!lines[at]!.endsWith(']') && at + 1 < lines.length) value.push(lines[++at]!);
    const name = `${table}${key}`;
    if (name.startsWith('install.')) values.set(name.slice('install.'.length), value.join('\n'));
  }
  return values;
}

/** A `#` inside of quotes is none. */
function withoutComment(line: string): string {
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const letter = line[at]!;
    if (quote !== '') {
      if (letter === quote) quote = '';
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === '#') return line.slice(0, at).trim();
  }
  return line.trim();
}
