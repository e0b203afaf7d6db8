import { type Migration, Migrator } from 'kysely/migration';
import * as first from './migrations/0001-first.ts';
import * as suppressionsByPeople from './migrations/0002-suppressions-by-people.ts';
import * as updates from './migrations/0003-updates.ts';
import * as exploitFeeds from './migrations/0004-exploit-feeds.ts';
import * as comments from './migrations/0005-comments.ts';
import * as maintainers from './migrations/0006-maintainers.ts';
import * as gate from './migrations/0007-gate.ts';
import type { Db } from './open-database.ts';

const migrations: Record<string, Migration> = {
  '0001-first': first,
  '0002-suppressions-by-people': suppressionsByPeople,
  '0003-updates': updates,
  '0004-exploit-feeds': exploitFeeds,
  '0005-comments': comments,
  '0006-maintainers': maintainers,
  '0007-gate': gate,
};

/**
 * Brings the schema up to date. Safe from several processes at once: Kysely's migrator holds a lock.
 * @returns the names of the migrations that were run, empty when there was nothing to do.
 */
export async function migrate(db: Db): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  return results.map((result) => result.migrationName);
}
