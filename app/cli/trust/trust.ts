import type { CliContext } from '../cli-context.ts';
import { CliError } from '../cli-error.ts';
import type { ExitCode } from '../exit-code.ts';
import type { TrustOptions } from '../trust-command.ts';
import { rankLockfile } from './rank-lockfile.ts';
import { trustPackage } from './trust-package.ts';

/** `lockkeeper trust`: of a package, or of all that a lockfile holds. */
export async function trust(context: CliContext, name: string | undefined, given: TrustOptions): Promise<ExitCode> {
  const options: TrustOptions = given.json === true ? { ...given, format: 'json' } : given;
  const { lockfile } = options;
  if (lockfile !== undefined && options.stored === true) {
    throw new CliError('trust: expected --stored with the name of a package, found it with --lockfile.');
  }
  if (name !== undefined && lockfile === undefined) return trustPackage(context, name, options);
  if (name === undefined && lockfile !== undefined) return rankLockfile(context, lockfile, options);
  const found = name === undefined ? 'neither' : 'both';
  throw new CliError(`trust: expected the name of a package, or --lockfile with a path; found ${found}.`);
}
