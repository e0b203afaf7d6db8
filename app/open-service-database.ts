import type { Logger } from 'pino';
import { lockFolder } from '../db/lock-folder.ts';
import { migrate } from '../db/migrate.ts';
import { type Database, openDatabase } from '../db/open-database.ts';
import type { Config } from './config/config.ts';

/** Opens the configured database and brings its schema up to date. An embedded one is locked for this process. */
export async function openServiceDatabase(
  config: Pick<Config, 'database' | 'dataFolder'>,
  log: Logger,
): Promise<Database> {
  await using opened = new AsyncDisposableStack();
  const embedded = config.database.kind === 'pglite';
  if (embedded) opened.use(await lockFolder(config.dataFolder));
  const database = opened.use(await openDatabase(config.database));
  const migrations = await migrate(database.db);
  log.info({ kind: database.kind, migrations }, 'database open');
  const all = opened.move();
  return { ...database, [Symbol.asyncDispose]: () => all.disposeAsync() };
}
