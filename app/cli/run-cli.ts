import { CommanderError } from 'commander';
import type { CliContext } from './cli-context.ts';
import { CliError } from './cli-error.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { createMessages } from './messages.ts';
import { createProgram } from './program.ts';

/** Runs a command line (without `node` and the script) to its end. Never throws, never exits the process. */
export async function runCli(args: readonly string[], context: CliContext): Promise<ExitCode> {
  let outcome: ExitCode = EXIT.ok;
  const program = createProgram(context, (code) => {
    outcome = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return outcome;
  } catch (error) {
    // Commander has said itself what is wrong with the arguments. Its own code is 1, which here means "findings".
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.failed;
    createMessages(context).error(describe(error, context));
    return EXIT.failed;
  }
}

/** Errors of ours say all that there is to say; any other is a fault, and its stack helps whoever mends it. */
function describe(error: unknown, { env }: CliContext): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof CliError || OURS.has(error.name)) return error.message;
  if (env['LOCKKEEPER_DEBUG']) return error.stack ?? error.message;
  return `${error.message}\nThis was not foreseen. LOCKKEEPER_DEBUG=1 shows where it happened.`;
}

const OURS = new Set(['ConfigError', 'FolderInUseError', 'ApiError', 'OsvError', 'LockfileError', 'RegistryError']);
