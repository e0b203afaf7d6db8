import { type Command, InvalidArgumentError, Option } from 'commander';
import { UPDATE_GROUPINGS, type UpdateGrouping } from '../../scanners/updates/group-updates.ts';
import type { CliContext } from './cli-context.ts';
import type { Finish } from './program.ts';

export interface PlanOptions {
  osv: string;
  osvUrl?: string;
  format: 'table' | 'json';
  minReleaseAge: number;
  allowOverrides?: boolean;
  group: UpdateGrouping;
  registry?: string;
  write?: boolean;
  quiet?: boolean;
}

export function addPlanCommand(program: Command, context: CliContext, finish: Finish): void {
  program
    .command('plan')
    .description('Say which updates would clear the findings of a project, and what stands in the way of the others.')
    .argument('[path]', 'a folder, searched for lockfiles, or a single lockfile', '.')
    .addOption(
      new Option('--osv <source>', 'as for scan: api, or export:<path> of OSV records that are read here').default(
        'api',
      ),
    )
    .addOption(new Option('--osv-url <address>', 'another address of the OSV API').env('LOCKKEEPER_OSV_URL'))
    .addOption(new Option('--format <format>', 'how to write the plan').choices(['table', 'json']).default('table'))
    .addOption(new Option('--min-release-age <days>', 'propose no version that is younger').argParser(days).default(3))
    .option('--allow-overrides', 'override in package.json what no update of a parent frees')
    .addOption(
      new Option('--group <how>', 'all: one set of updates; package: as many sets as can stand alone')
        .choices(UPDATE_GROUPINGS)
        .default('all'),
    )
    .addOption(
      new Option('--registry <address>', 'the registry to ask about packages (default: the public one)').env(
        'LOCKKEEPER_REGISTRY',
      ),
    )
    .option('--write', 'carry the plan out on the files here; what cannot be proven afterwards is not written')
    .option('--quiet', 'no progress and no notes on stderr; errors are shown')
    .addHelpText('after', EXIT_HELP)
    .action(async (path: string, options: PlanOptions) => {
      const { plan } = await import('./plan/plan.ts');
      finish(await plan(context, path, options));
    });
}

function days(text: string): number {
  const number = Number(text);
  if (/^\d{1,4}(\.\d{1,4})?$/.test(text) && number <= 3650) return number;
  throw new InvalidArgumentError('Expected a number of days from 0 to 3650.');
}

const EXIT_HELP = `
Exit codes, the highest that applies:
  0  nothing to do, or with --write nothing left to do
  1  there are updates, or findings that wait for something
  2  something could not be planned or written (stderr says why, and the cure)

LOCKKEEPER_REGISTRIES holds the registries of scopes and their sign-ins as JSON:
{"default": "…", "scopes": {"@team": "https://…"}, "credentials": {"https://…": {"token": "…"}}}`;
