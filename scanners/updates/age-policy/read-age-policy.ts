import type { Lockfile } from '../../lockfiles/index.ts';
import type { AgePolicyReading } from './age-policy.ts';
import { readBunAge } from './read-bun-age.ts';
import { readNpmAge } from './read-npm-age.ts';
import { readPnpmAge } from './read-pnpm-age.ts';
import { readYarnAge } from './read-yarn-age.ts';

/**
 * The age that the repository's own package manager asks of versions. Files: texts by path relative to the lockfile's folder. Never
 * throws, whatever the files hold.
 */
export function readAgePolicy(
  files: ReadonlyMap<string, string>,
  { format, formatVersion }: Pick<Lockfile, 'format' | 'formatVersion'>,
): AgePolicyReading {
  switch (format) {
    case 'npm':
      return readNpmAge(files);
    case 'pnpm':
      return readPnpmAge(files);
    case 'yarn-berry':
      return readYarnAge(files, formatVersion);
    case 'bun':
      return readBunAge(files);
    // It has no such setting.
    case 'yarn-v1':
      return {};
  }
}
