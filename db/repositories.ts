import { type Selectable, sql } from 'kysely';
import { jsonRows, storableJson } from './json-rows.ts';
import type { Db, Trx } from './open-database.ts';
import type { RepositoriesTable } from './schema/repositories.ts';

export type Repository = Selectable<RepositoriesTable>;

/** What GitHub says of a repository. */
export interface RepositoryFacts {
  id: number;
  owner: string;
  name: string;
  defaultBranch: string;
  private: boolean;
  archived: boolean;
}

/** What a scan leaves in the repository's row. */
export interface ScanOutcome {
  sha: string | null;
  at: Date;
  tags: readonly string[];
  config: unknown;
  configProblems: readonly unknown[];
  /** Why not everything could be scanned. */
  error: string | null;
}

export async function findRepository(db: Db | Trx, id: number): Promise<Repository | undefined> {
  return db.selectFrom('repositories').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Of what the installation has now. By GitHub's id, or the full name, in which case does not matter. */
export async function findOwnRepository(
  db: Db | Trx,
  { installationId, repository }: { installationId: number; repository: number | { owner: string; name: string } },
): Promise<Repository | undefined> {
  return db
    .selectFrom('repositories')
    .selectAll()
    .where('installation_id', '=', installationId)
    .where('removed_at', 'is', null)
    .$if(typeof repository === 'number', (query) => query.where('id', '=', repository as number))
    .$if(typeof repository === 'object', (query) => {
      const { owner, name } = repository as { owner: string; name: string };
      return query.where(sql`lower(owner)`, '=', owner.toLowerCase()).where(sql`lower(name)`, '=', name.toLowerCase());
    })
    .executeTakeFirst();
}

/** What the configurations of repositories say, as they were read last. */
export async function listConfigs(db: Db | Trx, ids: readonly number[]): Promise<Pick<Repository, 'id' | 'config'>[]> {
  return db
    .selectFrom('repositories')
    .select(['id', 'config'])
    .where(sql<boolean>`id = any(${[...ids]}::bigint[])`)
    .execute();
}

/** Keeps others from writing the repository until the transaction ends. */
export async function lockRepository(trx: Trx, id: number): Promise<Repository | undefined> {
  return trx.selectFrom('repositories').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

/** The same, of what the installation has now. */
export async function lockOwnRepository(
  trx: Trx,
  { installationId, repositoryId }: { installationId: number; repositoryId: number },
): Promise<Repository | undefined> {
  const found = await lockRepository(trx, repositoryId);
  return found?.installation_id === installationId && found.removed_at === null ? found : undefined;
}

/** All of an installation's, removed ones too. */
export async function listRepositoryRows(db: Db | Trx, installationId: number): Promise<Repository[]> {
  return db
    .selectFrom('repositories')
    .selectAll()
    .where('installation_id', '=', installationId)
    .orderBy('id')
    .execute();
}

/**
 * Inserts and updates. One that another installation held is forgotten and starts anew: what one owner's alerts and
 * tokens say is not the next owner's.
 */
export async function saveRepositories(
  trx: Trx,
  installationId: number,
  facts: readonly RepositoryFacts[],
  now: Date,
): Promise<void> {
  if (facts.length === 0) return;
  const columns = 'id bigint, owner text, name text, default_branch text, private boolean, archived boolean';
  const rows = facts.map(({ defaultBranch, ...rest }) => ({ ...rest, default_branch: defaultBranch }));
  await sql`delete from repositories using ${jsonRows(rows, 'given', columns)}
    where repositories.id = given.id and repositories.installation_id <> ${installationId}`.execute(trx);
  await sql`insert into repositories
      (id, installation_id, owner, name, default_branch, private, archived, created_at, updated_at)
    select id, ${installationId}, owner, name, default_branch, private, archived, ${now}::timestamptz, ${now}::timestamptz
    from ${jsonRows(rows, 'given', columns)}
    on conflict (id) do update set owner = excluded.owner, name = excluded.name,
      default_branch = excluded.default_branch, private = excluded.private, archived = excluded.archived,
      removed_at = null, updated_at = excluded.updated_at`.execute(trx);
}

/** Starts the grace period of repositories; one that runs goes on. */
export async function markRepositoriesRemoved(trx: Trx, ids: readonly number[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await trx
    .updateTable('repositories')
    .set({ removed_at: now, updated_at: now })
    .where('id', 'in', ids)
    .where('removed_at', 'is', null)
    .execute();
}

export async function saveScan(trx: Trx, id: number, outcome: ScanOutcome): Promise<void> {
  const { sha, at, tags, config, configProblems, error } = outcome;
  await trx
    .updateTable('repositories')
    .set({
      scanned_sha: sha,
      scanned_at: at,
      tags: [...tags],
      config: storableJson(config),
      config_problems: configProblems.length === 0 ? null : storableJson(configProblems),
      scan_error: error,
      updated_at: at,
    })
    .where('id', '=', id)
    .execute();
}

/** Says why a scan could not be done; what the last one found stays. */
export async function saveScanError(db: Db, id: number, error: string, now: Date): Promise<void> {
  await db.updateTable('repositories').set({ scan_error: error, updated_at: now }).where('id', '=', id).execute();
}

/**
 * Repositories of the installation whose configuration was read with other files of this one than it has now: they
 * are to be scanned again. `files` are this repository's, by path and blob sha.
 */
export async function listDependents(
  trx: Trx,
  installationId: number,
  { id, owner, name }: Pick<RepositoryFacts, 'id' | 'owner' | 'name'>,
  files: readonly { path: string; sha: string }[],
): Promise<number[]> {
  const repo = `${owner}/${name}`.toLowerCase();
  const { rows } = await sql<{ id: number; sources: { repo: string; path: string; sha: string | null }[] }>`
    select id, config->'sources' as sources from repositories
    where installation_id = ${installationId} and id <> ${id} and removed_at is null
      and config->'sources' @> ${JSON.stringify([{ repo }])}::jsonb`.execute(trx);
  const shas = new Map(files.map(({ path, sha }) => [path, sha]));
  return rows
    .filter(({ sources }) =>
      sources.some((source) => source.repo === repo && (shas.get(source.path) ?? null) !== source.sha),
    )
    .map((row) => row.id);
}

export interface UnreadableLockfile {
  path: string;
  /** `LockfileErrorDetail` (JSON); null where the format is one that is not read. */
  error: unknown;
  unreadReason: string | null;
}

/** The repository's lockfiles that could not be read, by path. */
export async function listUnreadable(db: Db, repositoryId: number): Promise<UnreadableLockfile[]> {
  const rows = await db
    .selectFrom('lockfiles')
    .leftJoin('lockfile_contents', 'lockfile_contents.id', 'lockfiles.content_id')
    .select(['lockfiles.path', 'lockfile_contents.error', 'lockfiles.unread_reason'])
    .where('lockfiles.repository_id', '=', repositoryId)
    .where('lockfiles.removed_at', 'is', null)
    .where((where) =>
      where.or([where('lockfile_contents.error', 'is not', null), where('unread_reason', 'is not', null)]),
    )
    .orderBy('lockfiles.path')
    .execute();
  return rows.map(({ path, error, unread_reason }) => ({ path, error, unreadReason: unread_reason }));
}
