import { parseBun } from './bun.ts';
import { checkText } from './check-text.ts';
import { detectLockfile, formatOf, type LockfileFamily } from './detect-lockfile.ts';
import type { Lockfile, LockfileFormat, LockfileInput } from './lockfile.ts';
import { LockfileError } from './lockfile-error.ts';
import { parseNpm } from './npm.ts';
import { parsePnpm } from './pnpm.ts';
import { shown } from './shown.ts';
import { parseYarnBerry } from './yarn-berry.ts';
import { parseYarnV1 } from './yarn-v1.ts';

/** Goes up whenever the same text gives another result, so that what was read before is read again. */
export const PARSER_VERSION = 1;

/** Families whose lockfiles do not say what is direct or dev: give `parseLockfile` the package.json texts beside them. */
export const MANIFEST_FORMATS: ReadonlySet<LockfileFamily> = new Set(['yarn']);

/**
 * Whether a text says less without the package.json texts beside it. Besides yarn's that is npm's lockfile version 1: it lists
 * dev and optional packages, but not what the project asks for itself.
 */
export function needsManifests(family: LockfileFamily, text: string): boolean {
  return MANIFEST_FORMATS.has(family) || (family === 'npm' && !/"packages"\s*:/.test(text));
}

const PARSERS: Record<LockfileFormat, (input: LockfileInput) => Lockfile> = {
  npm: parseNpm,
  'yarn-v1': parseYarnV1,
  'yarn-berry': parseYarnBerry,
  pnpm: parsePnpm,
  bun: parseBun,
};

/**
 * Reads a lockfile's text into its packages, projects and graph. Its file name tells the format; `family` stands in where the
 * name does not. Entries that make no sense become `problems`; a file that makes none throws a `LockfileError`.
 */
export function parseLockfile(input: LockfileInput, family = familyOf(input.path)): Lockfile {
  const text = checkText(input.path, input.text);
  return PARSERS[formatOf(family, text)]({ ...input, text });
}

function familyOf(path: string): LockfileFamily {
  const detected = detectLockfile(path);
  if (detected?.supported) return detected.family;
  throw new LockfileError({
    code: 'unsupported-format',
    path,
    expected: 'package-lock.json, npm-shrinkwrap.json, yarn.lock, pnpm-lock.yaml or bun.lock',
    found: detected === undefined ? `a file called ${shown(path.slice(path.lastIndexOf('/') + 1))}` : detected.name,
    cure: detected === undefined ? 'Give the path of a lockfile.' : `Not read: ${detected.reason}. ${detected.cure}`,
  });
}
