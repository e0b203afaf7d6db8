import { type Selectable, sql } from 'kysely';
import type { Suppression } from '../scanners/alerts/index.ts';
import { jsonRows } from './json-rows.ts';
import type { Db, Trx } from './open-database.ts';
import { oweInstallationRefresh, oweRepositoryRefresh } from './pending-refreshes.ts';
import type { SuppressionsTable } from './schema/suppressions.ts';
import { recordSuppressions } from './suppression-evidence.ts';

/** A suppression as a configuration file states it. */
export type ConfigSuppression = Omit<Suppression, 'id' | 'range' | 'devOnly'> &
  Partial<Pick<Suppression, 'range' | 'devOnly'>>;

export interface SuppressionScope {
  installationId: number;
  /** Null: those of the organisation's configuration, for every repository. */
  repositoryId: number | null;
}

const SOURCE = 'config';

const COLUMNS =
  'package_name text, advisory_id text, range text, path text, dev_only boolean, reason text, expires_at timestamptz';

/**
 * Makes these the suppressions that a configuration states. Those that stay keep their id; where any came or went, it is
 * said on evidence and every lockfile in their reach is owed a refresh, in the same transaction (also those whose alerts
 * are just being opened elsewhere).
 * @returns whether anything changed.
 */
export async function replaceConfigSuppressions(
  trx: Trx,
  { installationId, repositoryId }: SuppressionScope,
  stated: readonly ConfigSuppression[],
  now: Date,
): Promise<boolean> {
  const rows = stated.map(({ packageName, advisoryId, range = null, path, devOnly = false, reason, expiresAt }) => ({
    package_name: packageName,
    advisory_id: advisoryId,
    range,
    path,
    dev_only: devOnly,
    reason,
    expires_at: expiresAt,
  }));
  const given = jsonRows(rows, 'g', COLUMNS);
  const mine = sql`s.installation_id = ${installationId} and s.repository_id is not distinct from ${repositoryId}::bigint
    and s.source = ${SOURCE}`;
  const same = sql`(s.package_name, s.advisory_id, s.range, s.path, s.dev_only, s.reason, s.expires_at)
    is not distinct from (g.package_name, g.advisory_id, g.range, g.path, g.dev_only, g.reason, g.expires_at)`;
  const removed = await sql<Selectable<SuppressionsTable>>`delete from suppressions s
    where ${mine} and not exists (select from ${given} where ${same}) returning s.*`.execute(trx);
  const added = await sql<Selectable<SuppressionsTable>>`insert into suppressions
      (installation_id, repository_id, source, package_name, advisory_id, range, path, dev_only, reason, expires_at,
       created_at, expiry_noted_at)
    select distinct ${installationId}::bigint, ${repositoryId}::bigint, ${SOURCE}, g.package_name, g.advisory_id, g.range,
      g.path, g.dev_only, g.reason, g.expires_at, ${now}::timestamptz, case when g.expires_at <= ${now} then ${now}::timestamptz end
    from ${given} where not exists (select from suppressions s where ${mine} and ${same}) returning *`.execute(trx);
  if (removed.rows.length + added.rows.length === 0) return false;
  await recordSuppressions(trx, 'removed', removed.rows, { now, by: SOURCE });
  await recordSuppressions(trx, 'created', added.rows, { now });
  if (repositoryId === null) await oweInstallationRefresh(trx, installationId);
  else await oweRepositoryRefresh(trx, repositoryId);
  return true;
}

/** A suppression with who made it: a login, a token's name, or the configuration. */
export interface AuthoredSuppression extends Suppression {
  author: string | null;
}

/** What counts for these repositories: their own suppressions and those of their whole installation. */
export async function listSuppressions(
  db: Db | Trx,
  repositoryIds: readonly number[],
): Promise<Map<number, AuthoredSuppression[]>> {
  const rows = await db
    .selectFrom('repositories as r')
    .innerJoin('suppressions as s', (join) =>
      join
        .onRef('s.installation_id', '=', 'r.installation_id')
        .on((on) => on.or([on('s.repository_id', 'is', null), on('s.repository_id', '=', on.ref('r.id'))])),
    )
    .select(['r.id as repositoryId', 's.id', 's.package_name', 's.advisory_id', 's.range', 's.path', 's.dev_only'])
    .select(['s.reason', 's.expires_at', 's.author', 's.source'])
    .where(sql<boolean>`r.id = any(${repositoryIds}::bigint[])`)
    .orderBy('s.id')
    .execute();
  return Map.groupBy(
    rows.map((row) => ({
      id: row.id,
      repositoryId: row.repositoryId,
      packageName: row.package_name,
      advisoryId: row.advisory_id,
      range: row.range,
      path: row.path,
      devOnly: row.dev_only,
      reason: row.reason,
      expiresAt: row.expires_at,
      author: row.author ?? (row.source === SOURCE ? '.github/lockkeeper.yml' : null),
    })),
    ({ repositoryId }) => repositoryId,
  );
}
