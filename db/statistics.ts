import { sql } from 'kysely';
import type { Db } from './open-database.ts';

/** Those that grow large, and whose size decides how a query is best answered. */
const TABLES = [
  'advisories',
  'advisory_packages',
  'alerts',
  'dependencies',
  'epss_scores',
  'findings',
  'lockfiles',
  'package_versions',
  'pending_refreshes',
  'repositories',
];

/**
 * Lets the planner look at tables that have grown to twice what it knows of. A server does so by itself, but only
 * minutes after a first ingest has begun; the embedded database never does. Costs a look into the catalog otherwise.
 * @returns the tables that were looked at.
 */
export async function refreshStatistics(db: Db): Promise<string[]> {
  const grown = await sql<{ name: string }>`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relname = any(${TABLES}::name[])
      and pg_relation_size(oid) / current_setting('block_size')::integer > 2 * relpages + 8
    order by relname`.execute(db);
  const names = grown.rows.map(({ name }) => name);
  if (names.length > 0) await sql`analyze ${sql.join(names.map((name) => sql.table(name)))}`.execute(db);
  return names;
}
