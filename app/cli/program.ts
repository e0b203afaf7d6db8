import { Command } from 'commander';
import { plainText } from '../../scanners/reports/plain-text.ts';
import type { CliContext } from './cli-context.ts';
import { addConfigCommand } from './config-command.ts';
import type { ExitCode } from './exit-code.ts';
import { addGateCommand } from './gate-command.ts';
import { addPlanCommand } from './plan-command.ts';
import { addScanCommand } from './scan-command.ts';
import { addServiceCommands } from './service/service-commands.ts';
import { addTrustCommand } from './trust-command.ts';
import { VERSION } from './version.ts';

/** Tells how a command ended. */
export type Finish = (code: ExitCode) => void;

/** All commands. What a command needs is loaded when it runs: `scan` opens no database. */
export function createProgram(context: CliContext, finish: Finish): Command {
  const program = new Command('lockkeeper')
    .description('Looks after lockfiles: scans them for known vulnerabilities and malware, and keeps the service.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      getOutHelpWidth: () => context.stdout.columns ?? 80,
      getErrHelpWidth: () => context.stderr.columns ?? 80,
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      // Arguments come from scripts, which may have them from anywhere.
      outputError: (text, write) =>
        write(
          text
            .split('\n')
            .map((line) => plainText(line, 500))
            .join('\n'),
        ),
    });
  addScanCommand(program, context, finish);
  addPlanCommand(program, context, finish);
  addTrustCommand(program, context, finish);
  addGateCommand(program, context, finish);
  addConfigCommand(program, context, finish);
  addServiceCommands(program, context, finish);
  return program;
}
