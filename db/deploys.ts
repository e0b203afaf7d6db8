import { sql } from 'kysely';
import type { Deploy } from '../gate/facts.ts';
import type { Db, Trx } from './open-database.ts';
import type { DeploySource } from './schema/deploys.ts';

export interface DeployToRecord {
  installationId: number;
  repositoryId: number;
  environment: string;
  at: Date;
  sha?: string;
  url?: string;
  source: DeploySource;
  /** What tells it from others of the repository, such as `deployment:123` or `run:45 production`. */
  key: string;
}

/** Writes down a deploy that succeeded. @returns false where it was known, or the repository is none of the installation's. */
export async function recordDeploy(db: Db | Trx, deploy: DeployToRecord): Promise<boolean> {
  const { installationId, repositoryId, environment, at, sha = null, url = null, source, key } = deploy;
  const { numAffectedRows = 0n } = await sql`insert into deploys
    (installation_id, repository_id, environment, at, sha, url, source, key)
    select installation_id, id, ${environment}::text, ${at}::timestamptz, ${sha}::text, ${url}::text, ${source}::text, ${key}::text
    from repositories where id = ${repositoryId} and installation_id = ${installationId} and removed_at is null
    on conflict (repository_id, key) do nothing`.execute(db);
  return numAffectedRows > 0n;
}

/** The last one to an environment; null: there was none yet. */
export async function lastDeploy(db: Db | Trx, of: DeploysOf): Promise<Deploy | null> {
  const row = await deploysOf(db, of).orderBy('at', 'desc').orderBy('id', 'desc').limit(1).executeTakeFirst();
  return row === undefined ? null : toDeploy(row);
}

/** Those within a time (inclusive, exclusive), the oldest first: for a replay. */
export async function listDeploys(
  db: Db | Trx,
  { from, until, limit, ...of }: DeploysOf & { from: Date; until: Date; limit: number },
): Promise<Deploy[]> {
  const rows = await deploysOf(db, of)
    .where('at', '>=', from)
    .where('at', '<', until)
    .orderBy('at')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(toDeploy);
}

interface DeploysOf {
  installationId: number;
  repositoryId: number;
  environment: string;
}

function deploysOf(db: Db | Trx, { installationId, repositoryId, environment }: DeploysOf) {
  return db
    .selectFrom('deploys')
    .select(['at', 'sha', 'url'])
    .where('installation_id', '=', installationId)
    .where('repository_id', '=', repositoryId)
    .where(sql`lower(environment)`, '=', environment.toLowerCase());
}

function toDeploy({ at, sha, url }: { at: Date; sha: string | null; url: string | null }): Deploy {
  return { at: at.toISOString(), ...(sha === null ? {} : { sha }), ...(url === null ? {} : { url }) };
}
