import { stat } from 'node:fs/promises';
import { lockFolder } from '../../../db/lock-folder.ts';
import { type Db, openDatabase } from '../../../db/open-database.ts';
import { type Config, parseConfig } from '../../config/config.ts';
import { readEnv } from '../../config/env.ts';
import type { CliContext } from '../cli-context.ts';
import { CliError } from '../cli-error.ts';

/**
 * Opens the service's database for one command. The embedded one can be open in one process only, so its folder is
 * locked meanwhile.
 * @throws FolderInUseError while the service itself runs on the embedded database; CliError where there is none.
 */
export async function useDatabase<Result>(
  { env, folder }: CliContext,
  act: (db: Db) => Promise<Result>,
  { create = false }: { create?: boolean } = {},
): Promise<Result> {
  const config = parseConfig(readEnv(env, folder), folder);
  if (!create) await checkThere(config);
  await using _lock = config.database.kind === 'pglite' ? await lockFolder(config.dataFolder) : undefined;
  await using database = await openDatabase(config.database);
  try {
    return await act(database.db);
  } catch (error) {
    throw explained(error) ?? error;
  }
}

async function checkThere({ database }: Config): Promise<void> {
  if (database.kind !== 'pglite' || database.folder === undefined) return;
  if (await stat(database.folder).catch(() => undefined)) return;
  throw new CliError(
    `${database.folder}: expected the embedded database, found nothing. Run this in the service's folder, name its data with LOCKKEEPER_DATA_FOLDER, or set DATABASE_URL.`,
  );
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ECONNRESET',
  '28P01',
  '28000',
  '3D000',
]);
const UNDEFINED_TABLE = '42P01';

/** What goes wrong before any question is answered. The address is not shown: it holds a password. */
function explained(error: unknown): CliError | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === UNDEFINED_TABLE) {
    return new CliError("The database has no tables of Lockkeeper's. Run: lockkeeper migrate");
  }
  if (typeof code !== 'string' || !UNREACHABLE.has(code)) return undefined;
  return new CliError(
    `DATABASE_URL: expected a server that lets us in, found ${code}. Check address, user and password.`,
  );
}
