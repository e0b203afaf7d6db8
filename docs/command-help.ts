import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { systemContext } from '../app/cli/cli-context.ts';
import { runCli } from '../app/cli/run-cli.ts';

/** What `lockkeeper <command> --help` prints, as a block of README. */
export async function commandHelp(command: string): Promise<string> {
  const stdout = new PassThrough();
  const printed = text(stdout);
  await runCli([command, '--help'], { ...systemContext(), stdout: Object.assign(stdout, { columns: 110 }) });
  stdout.end();
  return `\`\`\`text\n${(await printed).trim()}\n\`\`\``;
}
