import { sql } from 'kysely';
import type { Db, Trx } from './open-database.ts';
import type { RunOutcome } from './schema/update-run-plans.ts';
import type { UpdateRun } from './update-runs.ts';

export interface UpdateRunRow extends UpdateRun {
  /** Null: every repository of the installation. */
  repository_owner: string | null;
  repository_name: string | null;
}

/** A page of runs, the newest first. Those over a repository that the installation lost are left out. */
export async function listUpdateRuns(
  db: Db,
  installationId: number,
  page: { before?: number; limit: number },
): Promise<{ rows: UpdateRunRow[]; next?: number }> {
  const rows = await shownRuns(db, installationId)
    .$if(page.before !== undefined, (query) => query.where('u.id', '<', page.before!))
    .orderBy('u.id', 'desc')
    .limit(page.limit + 1)
    .execute();
  if (rows.length <= page.limit) return { rows };
  const shown = rows.slice(0, page.limit);
  return { rows: shown, next: shown.at(-1)!.id };
}

export async function findUpdateRunRow(
  db: Db | Trx,
  { installationId, id }: { installationId: number; id: number },
): Promise<UpdateRunRow | undefined> {
  return shownRuns(db, installationId).where('u.id', '=', id).executeTakeFirst();
}

function shownRuns(db: Db | Trx, installationId: number) {
  return db
    .selectFrom('update_runs as u')
    .leftJoin('repositories as r', (join) =>
      join
        .onRef('r.id', '=', 'u.repository_id')
        .onRef('r.installation_id', '=', 'u.installation_id')
        .on('r.removed_at', 'is', null),
    )
    .selectAll('u')
    .select(['r.owner as repository_owner', 'r.name as repository_name'])
    .where('u.installation_id', '=', installationId)
    .where((eb) => eb.or([eb('u.repository_id', 'is', null), eb('r.id', 'is not', null)]));
}

export interface RunCounts {
  repositories: number;
  lockfiles: number;
  /** Lockfiles that could not be planned. */
  failed: number;
  /** Packages that it would update. */
  updates: number;
  skipped: number;
  outcomes: Record<RunOutcome, number>;
}

/** What a run planned, in numbers. */
export async function countRunPlans(db: Db, run: Pick<UpdateRun, 'id' | 'installation_id'>): Promise<RunCounts> {
  const { rows } = await sql<Omit<RunCounts, 'outcomes'> & Record<RunOutcome, number>>`
    select count(distinct r.id)::integer as repositories, count(*)::integer as lockfiles, count(p.error)::integer as failed,
      coalesce(sum(jsonb_array_length(p.skipped)), 0)::integer as skipped, coalesce(sum(g.updates), 0)::integer as updates,
      coalesce(sum(g.new), 0)::integer as new, coalesce(sum(g.change), 0)::integer as change,
      coalesce(sum(g.keep), 0)::integer as keep, coalesce(sum(g.leave), 0)::integer as leave,
      coalesce(sum(g.defer), 0)::integer as defer
    from update_run_plans p
    join lockfiles l on l.id = p.lockfile_id
    join repositories r on r.id = l.repository_id and r.installation_id = ${run.installation_id} and r.removed_at is null
    cross join lateral (
      select sum(jsonb_array_length(e.value -> 'updates')) as updates,
        count(*) filter (where e.value ->> 'outcome' = 'new') as new,
        count(*) filter (where e.value ->> 'outcome' = 'change') as change,
        count(*) filter (where e.value ->> 'outcome' = 'keep') as keep,
        count(*) filter (where e.value ->> 'outcome' = 'leave') as leave,
        count(*) filter (where e.value ->> 'outcome' = 'defer') as defer
      from jsonb_array_elements(p.groups) e) g
    where p.run_id = ${run.id}`.execute(db);
  const { new: made, change, keep, leave, defer, ...counts } = rows[0]!;
  return { ...counts, outcomes: { new: made, change, keep, leave, defer } };
}
