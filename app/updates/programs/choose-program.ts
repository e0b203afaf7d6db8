import { basename } from 'node:path';
import { satisfies, valid } from 'semver';
import type { LockfileFormat } from '../../../scanners/lockfiles/index.ts';
import { EditError } from '../edit-failure.ts';

export type ProgramName = 'pnpm' | 'yarn' | 'bun';

/** Which program edits the lockfile: a version where the repository names one, else the line that wrote the lockfile. */
export interface ChosenProgram {
  format: Exclude<LockfileFormat, 'npm'>;
  name: ProgramName;
  /** A version or a range. */
  wanted: string;
  exact: boolean;
}

export interface ProgramQuestion {
  files: ReadonlyMap<string, string>;
  format: Exclude<LockfileFormat, 'npm'>;
  /** As the lockfile says it. */
  formatVersion: string;
  lockfileText: string;
}

/** Takes `packageManager` at its word only as `name@version`, with or without a checksum: nothing else is ever obtained. */
export function chooseProgram({ files, format, formatVersion, lockfileText }: ProgramQuestion): ChosenProgram {
  const name = format === 'pnpm' || format === 'bun' ? format : 'yarn';
  const asked = readPackageManager(files.get('package.json'));
  // Bun added a field without giving its lockfile another version.
  const written =
    format === 'bun' && lockfileText.includes('"configVersion"') && formatVersion === '1'
      ? '1 configVersion'
      : formatVersion;
  const byLine = (): ChosenProgram => ({ format, name, wanted: lineOf(format, written), exact: false });
  if (asked === undefined) {
    const checkedIn = format === 'yarn-berry' ? yarnPathVersion(files.get('.yarnrc.yml') ?? '') : undefined;
    return checkedIn === undefined ? byLine() : { format, name, wanted: checkedIn, exact: true };
  }
  if (asked.name !== name) {
    throw new EditError(
      'package-manager',
      `package.json: packageManager asks for ${asked.name}, but the lockfile is ${name}'s. Correct one of them.`,
    );
  }
  const isYarn1 = asked.version.startsWith('0.') || asked.version.startsWith('1.');
  if (name === 'yarn' && isYarn1 !== (format === 'yarn-v1')) {
    throw new EditError(
      'package-manager',
      `package.json: packageManager asks for yarn ${asked.version}, which writes another lockfile than the one that is there. Correct one of them.`,
    );
  }
  // One that cannot run is stood in for by one that writes the same lockfile.
  if (name === 'pnpm' && !satisfies(asked.version, PNPM_THAT_RUNS, { includePrerelease: true })) return byLine();
  return { format, name, wanted: asked.version, exact: true };
}

/** Older ones send no request on Node 20 and later (ERR_INVALID_THIS). */
const PNPM_THAT_RUNS = '>=7.32.2 <8.0.0-0 || >=8.3.1';

function readPackageManager(text: string | undefined): { name: string; version: string } | undefined {
  let manifest: unknown;
  try {
    manifest = JSON.parse((text ?? '{}').replace(/^\uFEFF/, ''));
  } catch {
    throw new EditError('input', 'package.json: expected JSON, found something else. Correct the file.');
  }
  const asked =
    manifest !== null && Object.hasOwn(manifest as object, 'packageManager')
      ? (manifest as { packageManager: unknown }).packageManager
      : undefined;
  if (asked === undefined) return undefined;
  const match = typeof asked === 'string' ? /^(npm|pnpm|yarn|bun)@([\w.-]{1,64})(\+[\w.-]{1,256})?$/.exec(asked) : null;
  if (match !== null && valid(match[2]) === match[2]) return { name: match[1]!, version: match[2]! };
  throw new EditError(
    'package-manager',
    `package.json: expected packageManager to be a name and a version, such as pnpm@10.4.1, found ${JSON.stringify(asked).slice(0, 100)}. Only versions from the npm registry are run.`,
  );
}

/** A checked-in yarn is never run, but its file's name says which version is meant. */
function yarnPathVersion(text: string): string | undefined {
  const path = /^yarnPath:\s*["']?([^"'\n]{1,300})/m.exec(text)?.[1]?.trim();
  const version = path === undefined ? undefined : /^yarn-(\d{1,4}\.\d{1,4}\.\d{1,4})\.c?js$/.exec(basename(path))?.[1];
  return version?.startsWith('1.') ? undefined : version;
}

const LINES: Record<ProgramQuestion['format'], [lockfile: RegExp, line: string][]> = {
  pnpm: [
    [/^9\./, '^10.0.0'],
    [/^6\./, '^8.3.1'],
    [/^5\.4/, '^7.32.2'],
  ],
  'yarn-v1': [[/./, '^1.22.0']],
  'yarn-berry': [
    [/^4$/, '~3.0.0'],
    [/^5$/, '~3.1.0'],
    [/^6$/, '^3.2.0'],
    [/^8$/, '>=4.0.0 <4.14.0'],
    [/^9$/, '~4.14.0'],
    [/^\d+$/, '^4.15.0'],
  ],
  bun: [
    [/^0$/, '~1.1.39'],
    [/^1$/, '>=1.2.0 <1.3.2'],
    [/^1 configVersion$/, '>=1.3.2 <1.4.0'],
    [/./, '^1.4.0'],
  ],
};

function lineOf(format: ProgramQuestion['format'], formatVersion: string): string {
  const line = LINES[format].find(([lockfile]) => lockfile.test(formatVersion));
  if (line !== undefined) return line[1];
  throw new EditError(
    'unsupported',
    `The lockfile's version is ${formatVersion}, which no ${format === 'bun' || format === 'pnpm' ? format : 'yarn'} writes that still runs here (Node ${process.versions.node}). Have a newer one write it once (its install command), and commit that.`,
  );
}
