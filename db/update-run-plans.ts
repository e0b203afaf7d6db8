import { sql } from 'kysely';
import type { SkippedUpdate } from '../scanners/updates/index.ts';
import { storableJson } from './json-rows.ts';
import type { Db, Trx } from './open-database.ts';
import type { RunGroup } from './schema/update-run-plans.ts';

export interface RunPlan {
  runId: number;
  lockfileId: number;
  groups: RunGroup[];
  skipped: SkippedUpdate[];
  error: string | null;
}

/** Keeps what a run planned for a lockfile; a second time it takes the place of the first. */
export async function saveRunPlan(
  trx: Db | Trx,
  { runId, lockfileId, groups, skipped, error }: RunPlan,
): Promise<void> {
  const said = { groups: storableJson(groups), skipped: storableJson(skipped), error };
  await trx
    .insertInto('update_run_plans')
    .values({ run_id: runId, lockfile_id: lockfileId, ...said })
    .onConflict((conflict) => conflict.columns(['run_id', 'lockfile_id']).doUpdateSet(said))
    .execute();
}

/** Notes of some of a run's pull requests that there was no place for them. */
export async function saveDeferrals(
  trx: Trx,
  runId: number,
  deferred: readonly { lockfileId: number; branch: string }[],
  reason: string,
): Promise<void> {
  if (deferred.length === 0) return;
  const ids = deferred.map(({ lockfileId }) => lockfileId);
  const branches = deferred.map(({ branch }) => branch);
  const noted = storableJson({ outcome: 'defer', reason });
  await sql`
    with deferred as (select * from unnest(${ids}::integer[], ${branches}::text[]) as d (lockfile_id, branch))
    update update_run_plans p set groups = (
      select coalesce(jsonb_agg(case when exists (
          select from deferred d where d.lockfile_id = p.lockfile_id and d.branch = g.value ->> 'branch'
        ) then g.value || ${noted}::jsonb else g.value end order by g.ordinality), '[]')
      from jsonb_array_elements(p.groups) with ordinality as g)
    where p.run_id = ${runId} and p.lockfile_id in (select lockfile_id from deferred)`.execute(trx);
}
