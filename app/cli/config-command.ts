import type { Command } from 'commander';
import type { CliContext } from './cli-context.ts';
import type { Finish } from './program.ts';

export function addConfigCommand(program: Command, context: CliContext, finish: Finish): void {
  program
    .command('config')
    .description('Look at a repository configuration.')
    .command('check')
    .description('Say what is wrong in a .github/lockkeeper.yml. Exit code 0: nothing; 1: problems; 2: no such file.')
    .argument('[path]', 'the file, or a folder that holds .github/lockkeeper.yml', '.')
    .action(async (path: string) => {
      const { checkConfig } = await import('./check-config.ts');
      finish(await checkConfig(context, path));
    });
}
