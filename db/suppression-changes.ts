import { type Selectable, sql } from 'kysely';
import type { Db, Trx } from './open-database.ts';
import { findOwnRepository } from './repositories.ts';
import type { SuppressionsTable } from './schema/suppressions.ts';
import { recordSuppressions } from './suppression-evidence.ts';

/** What a person says. At least one of package and advisory is set, and a package where there is a range. */
export interface NewSuppression {
  installationId: number;
  /** Null: every repository. GitHub's id, or the full name, in which case does not matter. */
  repository: number | { owner: string; name: string } | null;
  /** How it was asked for: `api`, `comment`. */
  source: string;
  ecosystem: 'npm';
  packageName: string | null;
  advisoryId: string | null;
  range: string | null;
  path: string | null;
  devOnly: boolean;
  reason: string;
  author: string;
  expiresAt: Date;
}

export type SuppressionRow = Selectable<SuppressionsTable>;

export type Insertion =
  | { kind: 'made'; row: SuppressionRow }
  | { kind: 'unknown-repository' }
  /** So many of people's hold in the installation already. */
  | { kind: 'too-many'; most: number };

/** Every decision on an alert looks at all that hold, so there is an end to them. */
const MOST = 1000;

/** Stores what a person says, with its evidence. The alerts in its reach are owed by `oweSuppression`. */
export async function insertSuppression(trx: Trx, given: NewSuppression, now: Date): Promise<Insertion> {
  const repositoryId = await findRepositoryId(trx, given);
  if (repositoryId === undefined) return { kind: 'unknown-repository' };
  const held = await trx
    .selectFrom('suppressions')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('installation_id', '=', given.installationId)
    .where('source', '<>', 'config')
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow();
  if (Number(held.count) >= MOST) return { kind: 'too-many', most: MOST };
  const row = await trx
    .insertInto('suppressions')
    .values({
      installation_id: given.installationId,
      repository_id: repositoryId,
      source: given.source,
      ecosystem: given.ecosystem,
      package_name: given.packageName,
      advisory_id: given.advisoryId,
      range: given.range,
      path: given.path,
      dev_only: given.devOnly,
      reason: given.reason,
      author: given.author,
      expires_at: given.expiresAt,
      created_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await recordSuppressions(trx, 'created', [row], { now });
  return { kind: 'made', row };
}

export type Deletion = { kind: 'removed'; row: SuppressionRow } | { kind: 'none' } | { kind: 'config' };

/** Takes back what a person said, with its evidence. What a configuration says is only the configuration's to take back. */
export async function deleteSuppression(
  trx: Trx,
  { installationId, id }: { installationId: number; id: number },
  { by, now }: { by: string; now: Date },
): Promise<Deletion> {
  const own = { id, installation_id: installationId };
  const row = await trx
    .deleteFrom('suppressions')
    .where((where) => where.and(own))
    .where('source', '<>', 'config')
    .where(inSight)
    .returningAll()
    .executeTakeFirst();
  if (row !== undefined) {
    await recordSuppressions(trx, 'removed', [row], { now, by });
    return { kind: 'removed', row };
  }
  const left = await trx
    .selectFrom('suppressions')
    .select('id')
    .where((where) => where.and(own))
    .where(inSight)
    .executeTakeFirst();
  return { kind: left === undefined ? 'none' : 'config' };
}

/** Those of a repository that the installation lost are not shown. */
const inSight = sql<boolean>`not exists (
  select from repositories r where r.id = suppressions.repository_id and r.removed_at is not null)`;

/** Where a suppression holds, and for which package; null: for every one. */
export type SuppressionReach = Pick<SuppressionRow, 'installation_id' | 'repository_id' | 'package_name'>;

/**
 * Owes a new decision wherever the suppression can be about an alert: its package, or whatever has findings, in the
 * lockfiles in its reach.
 */
export async function oweSuppression(db: Db | Trx, row: SuppressionReach): Promise<void> {
  const reach =
    row.repository_id === null
      ? sql`r.installation_id = ${row.installation_id}`
      : sql`r.installation_id = ${row.installation_id} and r.id = ${row.repository_id}`;
  const named = row.package_name === null ? sql`` : sql`and v.name = ${row.package_name}`;
  await sql`
    with affected as materialized (
      select v.id, v.name from package_versions v
      where exists (select from findings f where f.package_version_id = v.id) ${named}
    )
    insert into pending_refreshes (lockfile_id, package_name)
    select distinct l.id, a.name
    from affected a
    join dependencies d on d.package_version_id = a.id
    join lockfiles l on l.content_id = d.content_id and l.removed_at is null
    join repositories r on r.id = l.repository_id and r.removed_at is null
    where ${reach}`.execute(db);
}

async function findRepositoryId(
  trx: Trx,
  { installationId, repository }: Pick<NewSuppression, 'installationId' | 'repository'>,
): Promise<number | null | undefined> {
  if (repository === null) return null;
  return (await findOwnRepository(trx, { installationId, repository }))?.id;
}
