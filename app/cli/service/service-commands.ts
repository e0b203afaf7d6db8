import { type Command, Option } from 'commander';
import { EVIDENCE_FORMATS } from '../../../scanners/reports/evidence-report.ts';
import type { CliContext } from '../cli-context.ts';
import type { Finish } from '../program.ts';
import type { VerifyEvidenceOptions } from './evidence-command.ts';
import type { EvidenceReportOptions } from './evidence-report.ts';

/** Commands on the service's own database: they use the same settings as `npm start` (DATABASE_URL and the like). */
export function addServiceCommands(program: Command, context: CliContext, finish: Finish): void {
  const token = program.command('token').description('API tokens of the service.');
  token
    .command('create')
    .description('Make a token. It is printed once, on stdout; only its hash is kept.')
    .requiredOption('--installation <login or id>', 'the installation that it may reach')
    .requiredOption('--name <name>', 'what it is for')
    .requiredOption('--scope <scopes...>', 'what it may do, such as alerts:read')
    .option('--expires <when>', 'a span such as 90d, 12w or 8h, a date such as 2030-12-31, or never', '90d')
    .action(async (options: { installation: string; name: string; scope: string[]; expires: string }) => {
      const { createTokenCommand } = await import('./token-commands.ts');
      finish(await createTokenCommand(context, options));
    });
  token
    .command('list')
    .description('Show tokens, without their secrets.')
    .option('--installation <login or id>', 'only those of one installation')
    .action(async (options: { installation?: string }) => {
      const { listTokensCommand } = await import('./token-commands.ts');
      finish(await listTokensCommand(context, options));
    });
  token
    .command('revoke')
    .description('End a token at once.')
    .argument('<id>', 'its number in token list')
    .action(async (id: string) => {
      const { revokeTokenCommand } = await import('./token-commands.ts');
      finish(await revokeTokenCommand(context, id));
    });

  const evidence = program.command('evidence').description('The record of what was decided.');
  evidence
    .command('verify')
    .description('Prove that no entry was changed, added or taken out. Exit code 1: a chain is broken.')
    .option('--installation <login or id>', 'only the chain of one installation')
    .option('--expect <number:hash>', 'a head printed earlier and kept elsewhere: it must still be in the chain')
    .action(async (options: VerifyEvidenceOptions) => {
      const { verifyEvidenceCommand } = await import('./evidence-command.ts');
      finish(await verifyEvidenceCommand(context, options));
    });
  evidence
    .command('report')
    .description('Print what was decided in a month: fixed, skipped and why, suppressed, expired, reopened, opened.')
    .requiredOption('--month <month>', 'the month, in UTC, such as 2026-11')
    .option('--installation <login or id>', 'whose; not needed where there is only one')
    .addOption(new Option('--format <format>', 'how to write it').choices(EVIDENCE_FORMATS).default('markdown'))
    .action(async (options: EvidenceReportOptions) => {
      const { evidenceReportCommand } = await import('./evidence-report.ts');
      finish(await evidenceReportCommand(context, options));
    });

  program
    .command('migrate')
    .description("Bring the database's tables up to date. The service does it by itself when it starts.")
    .action(async () => {
      const { migrateCommand } = await import('./migrate-command.ts');
      finish(await migrateCommand(context));
    });
}
