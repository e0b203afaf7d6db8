import { type Selectable, sql } from 'kysely';
import type { GrantedOverride } from '../gate/facts.ts';
import { appendEvidence } from './evidence.ts';
import { hurryHolds } from './gate-holds.ts';
import { storableJson } from './json-rows.ts';
import type { Db, Trx } from './open-database.ts';
import { lockOwnRepository } from './repositories.ts';
import type { GateOverridesTable } from './schema/gate-overrides.ts';

export type GateOverride = Selectable<GateOverridesTable>;

export interface NewOverride {
  installationId: number;
  repositoryId: number;
  environment: string;
  reason: string;
  /** A login, and its permission on the repository (or the approver's entry of the policy) as it is now. */
  by: { login: string; permission: string };
  url?: string;
  expiresAt: Date;
  now: Date;
}

/** Overrides of one repository that hold at a time: every look at the gate reads them all. */
const MOST = 50;

export type MadeOverride = { kind: 'made'; row: GateOverride } | { kind: 'unknown-repository' | 'too-many' };

/** Writes an override down, with its evidence; runs that wait in the repository are looked at anew. */
export async function createOverride(trx: Trx, given: NewOverride): Promise<MadeOverride> {
  const { installationId, repositoryId, now, by } = given;
  if ((await lockOwnRepository(trx, given)) === undefined) return { kind: 'unknown-repository' };
  const { count } = await trx
    .selectFrom('gate_overrides')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('repository_id', '=', repositoryId)
    .where('expires_at', '>', now)
    .where('revoked_at', 'is', null)
    .executeTakeFirstOrThrow();
  if (Number(count) >= MOST) return { kind: 'too-many' };
  const row = await trx
    .insertInto('gate_overrides')
    .values({
      installation_id: installationId,
      repository_id: repositoryId,
      environment: given.environment,
      reason: given.reason,
      created_by: by.login,
      approvals: storableJson([{ ...by, at: now.toISOString() }]),
      url: given.url ?? null,
      created_at: now,
      expires_at: given.expiresAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await record(trx, 'created', row, { login: by.login, now });
  return { kind: 'made', row };
}

export type ChangedOverride = { kind: 'changed' | 'known'; row: GateOverride } | { kind: 'none' };

interface Which {
  installationId: number;
  id: number;
}

/** Another person agrees. The same person twice is still one (`known`); one that has ended is none. */
export async function approveOverride(
  trx: Trx,
  which: Which,
  { login, permission, now }: { login: string; permission: string; now: Date },
): Promise<ChangedOverride> {
  const found = await lockStanding(trx, which, now);
  if (found === undefined) return { kind: 'none' };
  if (found.approvals.some((one) => sameLogin(one.login, login))) return { kind: 'known', row: found };
  const approvals = storableJson([...found.approvals, { login, permission, at: now.toISOString() }]);
  const row = await trx
    .updateTable('gate_overrides')
    .set({ approvals })
    .where('id', '=', found.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await record(trx, 'approved', row, { login, now });
  return { kind: 'changed', row };
}

/** From then on it does not hold. */
export async function revokeOverride(
  trx: Trx,
  which: Which,
  { login, now }: { login: string; now: Date },
): Promise<ChangedOverride> {
  const found = await lockStanding(trx, which, now);
  if (found === undefined) return { kind: 'none' };
  const row = await trx
    .updateTable('gate_overrides')
    .set({ revoked_by: login, revoked_at: now })
    .where('id', '=', found.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await record(trx, 'revoked', row, { login, now });
  return { kind: 'changed', row };
}

/** Those of an environment that have not ended, as the gate's facts have them. Which of them hold is the policy's to say. */
export async function openOverrides(
  db: Db | Trx,
  { installationId, repositoryId, environment, now }: PlaceOf & { now: Date },
): Promise<GrantedOverride[]> {
  const rows = await db
    .selectFrom('gate_overrides')
    .selectAll()
    .where('installation_id', '=', installationId)
    .where('repository_id', '=', repositoryId)
    .where(sql`lower(environment)`, '=', environment.toLowerCase())
    .where('expires_at', '>', now)
    .where('revoked_at', 'is', null)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: String(row.id),
    environment,
    reason: row.reason,
    people: row.approvals.map(({ login }) => login),
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    ...(row.url === null ? {} : { url: row.url }),
  }));
}

interface PlaceOf {
  installationId: number;
  repositoryId: number;
  environment: string;
}

/** How many were made since then, whatever became of them: for the trust score. */
export async function countOverrides(
  db: Db | Trx,
  { installationId, repositoryId, environment, since }: PlaceOf & { since: Date },
): Promise<number> {
  const { count } = await db
    .selectFrom('gate_overrides')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('installation_id', '=', installationId)
    .where('repository_id', '=', repositoryId)
    .where(sql`lower(environment)`, '=', environment.toLowerCase())
    .where('created_at', '>=', since)
    .executeTakeFirstOrThrow();
  return Number(count);
}

export interface OverrideRow extends GateOverride {
  repository_owner: string;
  repository_name: string;
}

/** A page of an installation's, the newest first. */
export async function listOverrides(
  db: Db,
  { installationId }: { installationId: number },
  page: { before?: number; limit: number },
): Promise<{ rows: OverrideRow[]; next?: number }> {
  const rows = await db
    .selectFrom('gate_overrides as o')
    .innerJoin('repositories as r', 'r.id', 'o.repository_id')
    .selectAll('o')
    .select(['r.owner as repository_owner', 'r.name as repository_name'])
    .where('o.installation_id', '=', installationId)
    .where('r.installation_id', '=', installationId)
    .where('r.removed_at', 'is', null)
    .$if(page.before !== undefined, (query) => query.where('o.id', '<', page.before!))
    .orderBy('o.id', 'desc')
    .limit(page.limit + 1)
    .execute();
  if (rows.length <= page.limit) return { rows };
  const kept = rows.slice(0, page.limit);
  return { rows: kept, next: kept.at(-1)!.id };
}

function lockStanding(trx: Trx, { installationId, id }: Which, now: Date): Promise<GateOverride | undefined> {
  return trx
    .selectFrom('gate_overrides')
    .selectAll()
    .where('id', '=', id)
    .where('installation_id', '=', installationId)
    .where('expires_at', '>', now)
    .where('revoked_at', 'is', null)
    .where(
      sql<boolean>`not exists (select from repositories r where r.id = repository_id and r.removed_at is not null)`,
    )
    .forUpdate()
    .executeTakeFirst();
}

async function record(
  trx: Trx,
  event: 'created' | 'approved' | 'revoked',
  row: GateOverride,
  { login, now }: { login: string; now: Date },
): Promise<void> {
  const { owner, name } = await trx
    .selectFrom('repositories')
    .select(['owner', 'name'])
    .where('id', '=', row.repository_id)
    .executeTakeFirstOrThrow();
  const data = {
    repository: { id: row.repository_id, name: `${owner}/${name}` },
    environment: row.environment,
    reason: row.reason,
    by: login,
    approvals: row.approvals,
    expires_at: row.expires_at,
  };
  const subject = `override:${row.id}`;
  await appendEvidence(trx, row.installation_id, [{ at: now, event: `override.${event}`, subject, data }]);
  await hurryHolds(trx, { installationId: row.installation_id, repositoryId: row.repository_id, now });
}

/** GitHub sees no difference between upper and lower case in a login. */
function sameLogin(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
