import { systemContext } from './cli/cli-context.ts';
import { EXIT } from './cli/exit-code.ts';
import { runCli } from './cli/run-cli.ts';

// A reader that has seen enough (`| head`) closes the pipe: that is no fault, and nobody is left to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  // Whoever reads a report that is cut short must not take it for the whole: 1 would say "findings", 0 "none".
  process.stderr.write(
    `error: expected to write to stdout, found: ${error.message}. Free its disk, or use --output.\n`,
  );
  process.exit(EXIT.failed);
});
// Where stderr cannot be written, the exit code still says what it has to.
process.stderr.on('error', () => {});
process.exitCode = await runCli(process.argv.slice(2), systemContext());
