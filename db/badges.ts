import { type Selectable, sql } from 'kysely';
import { appendEvidence } from './evidence.ts';
import type { Db, Trx } from './open-database.ts';
import { lockOwnRepository } from './repositories.ts';
import type { BadgesTable } from './schema/badges.ts';

export type Badge = Selectable<BadgesTable>;

export interface NewBadge {
  installationId: number;
  repositoryId: number;
  environment: string;
  /** SHA-256 of the token in its address, hex. */
  hash: string;
  by: string;
  now: Date;
}

/** So many of one repository: more are of no use, and each is an address that gives its score away. */
const MOST = 20;

export type MadeBadge = { kind: 'made'; badge: Badge } | { kind: 'unknown-repository' | 'too-many' };

/** From then on whoever has its address sees the score: so that is on evidence. */
export async function createBadge(trx: Trx, given: NewBadge): Promise<MadeBadge> {
  const { installationId, repositoryId, environment, hash, by, now } = given;
  if ((await lockOwnRepository(trx, given)) === undefined) return { kind: 'unknown-repository' };
  const { count } = await trx
    .selectFrom('badges')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('repository_id', '=', repositoryId)
    .executeTakeFirstOrThrow();
  if (Number(count) >= MOST) return { kind: 'too-many' };
  const badge = await trx
    .insertInto('badges')
    .values({
      installation_id: installationId,
      repository_id: repositoryId,
      environment,
      hash,
      created_by: by,
      created_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await record(trx, 'created', badge, { by, now });
  return { kind: 'made', badge };
}

/** Its address shows nothing any more. @returns false where the installation has no such badge. */
export async function deleteBadge(
  trx: Trx,
  { installationId, id }: { installationId: number; id: number },
  { by, now }: { by: string; now: Date },
): Promise<boolean> {
  const badge = await trx
    .deleteFrom('badges')
    .where('id', '=', id)
    .where('installation_id', '=', installationId)
    .returningAll()
    .executeTakeFirst();
  if (badge === undefined) return false;
  await record(trx, 'removed', badge, { by, now });
  return true;
}

export interface BadgeRow extends Badge {
  repository_owner: string;
  repository_name: string;
}

/** By the hash of the token in an address. Nothing is shown of what an installation lost, or of one that was removed or suspended. */
export function findBadge(db: Db, hash: string): Promise<BadgeRow | undefined> {
  return shown(db)
    .where('b.hash', '=', hash)
    .where(sql<boolean>`exists (select from installations i where i.id = b.installation_id and i.state = 'active')`)
    .executeTakeFirst();
}

/** Those of an installation, or of one repository of it. */
export function listBadges(
  db: Db,
  { installationId, repositoryId }: { installationId: number; repositoryId?: number },
): Promise<BadgeRow[]> {
  return shown(db)
    .where('b.installation_id', '=', installationId)
    .$if(repositoryId !== undefined, (query) => query.where('b.repository_id', '=', repositoryId!))
    .orderBy('b.id')
    .limit(1000)
    .execute();
}

function shown(db: Db) {
  return db
    .selectFrom('badges as b')
    .innerJoin('repositories as r', (join) =>
      join.onRef('r.id', '=', 'b.repository_id').onRef('r.installation_id', '=', 'b.installation_id'),
    )
    .selectAll('b')
    .select(['r.owner as repository_owner', 'r.name as repository_name'])
    .where('r.removed_at', 'is', null);
}

async function record(
  trx: Trx,
  event: 'created' | 'removed',
  badge: Badge,
  { by, now }: { by: string; now: Date },
): Promise<void> {
  const data = { repository: { id: badge.repository_id }, environment: badge.environment, by };
  const subject = `badge:${badge.id}`;
  await appendEvidence(trx, badge.installation_id, [{ at: now, event: `badge.${event}`, subject, data }]);
}
