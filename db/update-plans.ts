import { createHash } from 'node:crypto';
import type { SkippedUpdate } from '../scanners/updates/index.ts';
import { appendEvidence } from './evidence.ts';
import { storableJson } from './json-rows.ts';
import type { Db, Trx } from './open-database.ts';
import type { StoredPlan } from './schema/update-plans.ts';

/** A lockfile, as evidence names it. */
export interface PlannedLockfile {
  installationId: number;
  repositoryId: number;
  /** `owner/name`. */
  repository: string;
  lockfileId: number;
  path: string;
}

export interface PlanToSave extends PlannedLockfile {
  runId: number | null;
  commitSha: string;
  plan: StoredPlan;
  /** Why it could not be planned. */
  error: string | null;
  now: Date;
}

/**
 * Keeps what was planned for a lockfile. What is skipped goes on evidence with its reason whenever that changes, and once a day as
 * long as it lasts.
 */
export async function saveUpdatePlan(trx: Trx, given: PlanToSave): Promise<void> {
  const { lockfileId, repositoryId, runId, commitSha, plan, error, now } = given;
  const skipsKey = keyOfSkips(plan.skipped, now);
  const before = await trx
    .selectFrom('update_plans')
    .select('skips_key')
    .where('lockfile_id', '=', lockfileId)
    .forUpdate()
    .executeTakeFirst();
  const said = {
    run_id: runId,
    commit_sha: commitSha,
    plan: storableJson(plan),
    skips_key: skipsKey,
    error,
    planned_at: now,
  };
  await trx
    .insertInto('update_plans')
    .values({ lockfile_id: lockfileId, repository_id: repositoryId, ...said })
    .onConflict((conflict) => conflict.column('lockfile_id').doUpdateSet(said))
    .execute();
  if (before?.skips_key === skipsKey) return;
  const entries = plan.skipped.map((skip) => ({
    at: now,
    event: 'update.skipped',
    subject: `lockfile:${lockfileId}`,
    data: skipData(given, skip),
  }));
  await appendEvidence(trx, given.installationId, entries);
}

/** Plans of lockfiles that hold nothing to be planned any more. */
export async function deleteUpdatePlans(trx: Trx, repositoryId: number, keep: readonly number[]): Promise<void> {
  await trx
    .deleteFrom('update_plans')
    .where('repository_id', '=', repositoryId)
    .$if(keep.length > 0, (query) => query.where('lockfile_id', 'not in', keep))
    .execute();
}

/** What was planned for a repository's lockfiles last, by path. */
export async function listUpdatePlans(db: Db | Trx, repositoryId: number) {
  return db
    .selectFrom('update_plans as p')
    .innerJoin('lockfiles as l', 'l.id', 'p.lockfile_id')
    .select(['p.lockfile_id', 'l.path', 'p.commit_sha', 'p.plan', 'p.error', 'p.planned_at'])
    .where('p.repository_id', '=', repositoryId)
    .orderBy('l.path')
    .execute();
}

function keyOfSkips(skipped: readonly SkippedUpdate[], now: Date): string {
  const told = skipped.map(({ name, versions, groups, reason, text }) => [name, versions, groups, reason, text]);
  return createHash('sha256')
    .update(JSON.stringify([now.toISOString().slice(0, 10), told]))
    .digest('hex');
}

function skipData({ repository, path }: PlanToSave, skip: SkippedUpdate) {
  const { name, versions, groups, reason, text, until } = skip;
  return {
    repository,
    lockfile: path,
    package: name,
    versions,
    advisories: groups,
    why: reason,
    reason: text,
    ...(until === undefined ? {} : { expires_at: until }),
    ...('by' in skip && typeof skip.by === 'string' ? { by: skip.by } : {}),
  };
}
