import { type Command, Option } from 'commander';
import { REPORT_FORMATS, type ReportFormat } from '../../scanners/reports/render-report.ts';
import type { CliContext } from './cli-context.ts';
import type { Finish } from './program.ts';
import { FAIL_ON, type FailOn } from './scan/scan-exit-code.ts';

export interface ScanOptions {
  osv: string;
  osvUrl?: string;
  format: ReportFormat;
  output?: string;
  failOn: FailOn;
  prod?: boolean;
  quiet?: boolean;
}

export function addScanCommand(program: Command, context: CliContext, finish: Finish): void {
  program
    .command('scan')
    .description('Match lockfiles with OSV advisories.')
    .argument('[path...]', 'folders, searched for lockfiles, or single lockfiles (default: this folder)')
    .addOption(
      new Option(
        '--osv <source>',
        'api: ask api.osv.dev, which gets package names and versions; export:<path>: a zip, a folder or an .ndjson of OSV records, read here',
      ).default('api'),
    )
    .addOption(new Option('--osv-url <address>', 'another address of the OSV API').env('LOCKKEEPER_OSV_URL'))
    .addOption(new Option('--format <format>', 'how to write what was found').choices(REPORT_FORMATS).default('table'))
    .option('--output <file>', 'write there instead of to stdout')
    .addOption(
      new Option('--fail-on <severity>', 'least severity that makes the exit code 1; unknown severity always counts')
        .choices(FAIL_ON)
        .default('low'),
    )
    .option('--prod', 'leave out what only development needs')
    .option('--quiet', 'no progress and no notes on stderr; errors are shown')
    .addHelpText('after', EXIT_HELP)
    .action(async (paths: string[], options: ScanOptions) => {
      const { scan } = await import('./scan/scan.ts');
      finish(await scan(context, paths, options));
    });
}

const EXIT_HELP = `
Exit codes, the highest that applies:
  0  nothing at or above the threshold
  1  findings at or above the threshold
  2  something could not be scanned (stderr says what, and the cure): a lockfile that cannot be read,
     bun.lockb, a path without lockfiles, a wrong configuration, advisories out of reach.
     Findings are printed all the same, but an incomplete scan never looks clean.

The root of a path is the folder that holds .git, or else the path itself. Its .github/lockkeeper.yml
counts: ignore-paths and suppressions. Lockfiles in node_modules and .git are not looked at, those of
other ecosystems are named.`;
