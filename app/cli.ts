import { systemContext } from './cli/cli-context.ts';
import { runCli } from './cli/run-cli.ts';

// A reader that has seen enough (`| head`) closes the pipe: that is no fault, and nobody is left to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
process.exitCode = await runCli(process.argv.slice(2), systemContext());
