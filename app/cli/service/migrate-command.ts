import { migrate } from '../../../db/migrate.ts';
import type { CliContext } from '../cli-context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { useDatabase } from './use-database.ts';

export async function migrateCommand(context: CliContext): Promise<ExitCode> {
  const done = await useDatabase(context, migrate, { create: true });
  context.stdout.write(done.length === 0 ? 'The tables are up to date.\n' : `Migrated: ${done.join(', ')}.\n`);
  return EXIT.ok;
}
