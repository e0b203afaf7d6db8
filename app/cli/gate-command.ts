import type { Command } from 'commander';
import type { CliContext } from './cli-context.ts';
import type { Finish } from './program.ts';

export interface GateOptions {
  repository: string;
  environment: string;
  policy?: string;
  installation?: string;
  json?: boolean;
}

export function addGateCommand(program: Command, context: CliContext, finish: Finish): void {
  program
    .command('gate')
    .description('Say whether a deploy may go ahead, by what the service knows now, and why. Nothing is kept of it.')
    .requiredOption('--repository <name>', 'owner/name of the repository that is deployed')
    .requiredOption('--environment <name>', 'where it is deployed to')
    .option('--policy <file>', "a proposed .github/lockkeeper.yml to go by, instead of the repository's own")
    .option('--installation <account>', 'login or id of the account, where several have the App')
    .option('--json', 'the verdict as JSON, as the action and the API give it')
    .addHelpText('after', EXIT_HELP)
    .action(async (options: GateOptions) => {
      const { gate } = await import('./gate/gate.ts');
      finish(await gate(context, options));
    });
}

const EXIT_HELP = `
Exit codes:
  0  it may go ahead, with warnings or without
  1  it is blocked
  2  it could not be decided, or the command could not be carried out (stderr says what, and the cure)

It uses the settings of the service (DATABASE_URL and the like). docs/gate-policy.md says how a policy is written.`;
