import { type Selectable, sql } from 'kysely';
import { appendEvidence } from './evidence.ts';
import { findChange, type StoredChange } from './maintainer-changes.ts';
import type { Db, Trx } from './open-database.ts';
import { listHolders } from './package-holders.ts';
import { oweRefreshes } from './pending-refreshes.ts';
import type { MaintainerDecisionsTable } from './schema/maintainer-decisions.ts';

/** What somebody of an installation decided about a change. */
export interface StoredDecision {
  id: number;
  changeId: number;
  installationId: number;
  kind: 'accept' | 'investigate';
  author: string;
  reason: string | null;
  /** Who is to look into it, for kind investigate. */
  person: string | null;
  /** The last signal that they knew of. */
  signalsUntil: Date;
  decidedAt: Date;
}

export interface DecisionToAdd {
  installationId: number;
  changeId: number;
  kind: StoredDecision['kind'];
  author: string;
  reason: string | null;
  /** For kind investigate; null: the author. */
  person?: string | null;
  now: Date;
}

export type AddedDecision =
  /** `change` is the one that was decided: where the named one is part of another by now, that other. */
  | { kind: 'made' | 'known'; decision: StoredDecision; change: StoredChange }
  /** There is no such change, or nothing of the installation holds its package. */
  | { kind: 'unknown' };

/**
 * Writes down what somebody decided, its evidence, and that the alerts of the installation's lockfiles are owed a look, in the transaction
 * of whoever calls; they send `refresh-alerts` (and `report-maintainers`) in it. The same said again adds nothing (`known`).
 */
export async function addDecision(trx: Trx, toAdd: DecisionToAdd): Promise<AddedDecision> {
  const { installationId, kind, author, reason, person = null, now } = toAdd;
  const change = await findStanding(trx, toAdd.changeId);
  if (change === undefined) return { kind: 'unknown' };
  const holders = await listHolders(trx, [change.packageName], installationId);
  if (holders.length === 0) return { kind: 'unknown' };
  const all =
    (await listDecisions(trx, [change.id], [installationId])).get(decisionKey(change.id, installationId)) ?? [];
  const last = all[0];
  const knows = last !== undefined && last.signalsUntil.getTime() >= Date.parse(change.lastSignalAt);
  if (knows && last.kind === kind && last.person === person) return { kind: 'known', decision: last, change };
  const row = await trx
    .insertInto('maintainer_decisions')
    .values({
      installation_id: installationId,
      change_id: change.id,
      kind,
      author,
      reason,
      person,
      signals_until: change.lastSignalAt,
      decided_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await appendEvidence(trx, installationId, [
    {
      at: now,
      event: kind === 'accept' ? 'maintainers.accepted' : 'maintainers.investigated',
      subject: `maintainer-change:${change.id}`,
      data: {
        package: change.packageName,
        severity: change.level,
        reason,
        person,
        author,
        signals_until: change.lastSignalAt,
      },
    },
  ]);
  await oweRefreshes(trx, holders);
  return { kind: 'made', decision: toDecision(row), change };
}

/** By `decisionKey`, the newest first. */
export async function listDecisions(
  db: Db | Trx,
  changeIds: readonly number[],
  installationIds: readonly number[],
): Promise<Map<string, StoredDecision[]>> {
  if (changeIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('maintainer_decisions')
    .selectAll()
    .where(sql<boolean>`change_id = any(${[...changeIds]}::integer[])`)
    .where(sql<boolean>`installation_id = any(${[...installationIds]}::bigint[])`)
    .orderBy('id', 'desc')
    .execute();
  return Map.groupBy(rows.map(toDecision), (one) => decisionKey(one.changeId, one.installationId));
}

export function decisionKey(changeId: number, installationId: number): string {
  return `${changeId} ${installationId}`;
}

/** Held until the transaction ends, so that no judging moves its last signal meanwhile. */
async function findStanding(trx: Trx, id: number): Promise<StoredChange | undefined> {
  await sql`select from maintainer_changes where id = ${id} for share`.execute(trx);
  const change = await findChange(trx, id);
  if (change?.mergedInto == null) return change;
  return findStanding(trx, change.mergedInto);
}

function toDecision(row: Selectable<MaintainerDecisionsTable>): StoredDecision {
  return {
    id: row.id,
    changeId: row.change_id,
    installationId: row.installation_id,
    kind: row.kind,
    author: row.author,
    reason: row.reason,
    person: row.person,
    signalsUntil: row.signals_until,
    decidedAt: row.decided_at,
  };
}
