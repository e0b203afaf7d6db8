import { existsSync } from 'node:fs';
import { minVersion } from 'semver';
import { EditError } from '../edit-failure.ts';
import type { ChosenProgram } from './choose-program.ts';

/** Where in which npm package a program is. */
export interface Packaged {
  package: string;
  folder: string;
  /** The first that is there. */
  files: readonly string[];
  /** An executable of this machine rather than JavaScript. */
  native: boolean;
}

/** `version` may be a range: then what its lowest version is packaged as. */
export function packagedAs({ name }: ChosenProgram, version: string): Packaged {
  const major = minVersion(version)?.major ?? 0;
  switch (name) {
    case 'yarn':
      return major < 2
        ? { package: 'yarn', folder: 'lib', files: ['cli.js'], native: false }
        : { package: '@yarnpkg/cli-dist', folder: 'bin', files: ['yarn.js'], native: false };
    case 'pnpm':
      return major < 12
        ? { package: 'pnpm', folder: 'bin', files: ['pnpm.mjs', 'pnpm.cjs'], native: false }
        : { package: `@pnpm/exe.${platform()}`, folder: '.', files: ['pnpm'], native: true };
    case 'bun':
      return {
        package: `@oven/bun-${platform().replace('arm64', 'aarch64')}`,
        folder: 'bin',
        files: ['bun'],
        native: true,
      };
  }
}

function platform(): string {
  const { platform: system, arch } = process;
  if (!['linux', 'darwin'].includes(system) || !['x64', 'arm64'].includes(arch)) {
    throw new EditError('unsupported', `There is no program for ${system} on ${arch} that Lockkeeper runs.`);
  }
  // Not from process.report: it looks up the names of open connections, which can block for seconds.
  const loader = `/lib/ld-musl-${arch === 'x64' ? 'x86_64' : 'aarch64'}.so.1`;
  const musl = system === 'linux' && existsSync(loader);
  return `${system}-${arch}${musl ? '-musl' : ''}`;
}
