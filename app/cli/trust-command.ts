import { type Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_REPORT_LEVEL } from '../../scanners/maintainers/weights.ts';
import type { CliContext } from './cli-context.ts';
import type { Finish } from './program.ts';
import { FAIL_ON, type FailOn } from './scan/scan-exit-code.ts';

export interface TrustOptions {
  lockfile?: string;
  format: 'table' | 'json';
  json?: boolean;
  days: number;
  failOn: FailOn;
  all?: boolean;
  stored?: boolean;
  registry?: string;
  quiet?: boolean;
}

export function addTrustCommand(program: Command, context: CliContext, finish: Finish): void {
  program
    .command('trust')
    .description('Say who publishes a package and how that changed, and how risky that is; or rank a lockfile by it.')
    .argument('[package]', 'name of an npm package, with its scope')
    .addOption(new Option('--lockfile <path>', 'rank the packages of a lockfile, or of all lockfiles in a folder'))
    .addOption(
      new Option('--days <days>', 'how far back a change counts as a risk of today').argParser(days).default(90),
    )
    .addOption(
      new Option('--fail-on <level>', 'least level of risk that makes the exit code 1')
        .choices(FAIL_ON)
        .default(DEFAULT_REPORT_LEVEL),
    )
    .addOption(new Option('--format <format>', 'how to write it').choices(['table', 'json']).default('table'))
    .option('--json', 'the same as --format json')
    .option('--all', 'the whole ledger, and every package; else what was last, and what has any risk')
    .option('--stored', "what the service's database knows of the package: its registry is not asked")
    .addOption(
      new Option('--registry <address>', 'the registry to ask about packages (default: the public one)').env(
        'LOCKKEEPER_REGISTRY',
      ),
    )
    .option('--quiet', 'no progress and no notes on stderr; errors are shown')
    .addHelpText('after', EXIT_HELP)
    .action(async (name: string | undefined, options: TrustOptions) => {
      const { trust } = await import('./trust/trust.ts');
      finish(await trust(context, name, options));
    });
}

function days(text: string): number {
  if (/^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= 3650) return Number(text);
  throw new InvalidArgumentError('Expected a whole number of days from 1 to 3650.');
}

const EXIT_HELP = `
Exit codes, the highest that applies:
  0  no risk at or above the threshold
  1  a risk at or above it
  2  something could not be asked or read (stderr says what, and the cure)

No service and no database is needed: everything comes from the package's document in its registry. What that
does not tell is listed, never guessed. --stored uses the settings of the service (DATABASE_URL and the like).
docs/maintainer-risk.md says what each signal weighs.
LOCKKEEPER_REGISTRIES holds the registries of scopes and their sign-ins, as for plan.`;
