import { type Selectable, sql } from 'kysely';
import type { Db } from './open-database.ts';
import type { UpdateRunPlansTable } from './schema/update-run-plans.ts';
import type { UpdatePullRequest } from './update-pull-requests.ts';
import type { UpdateRun } from './update-runs.ts';

export interface RunPlanRow extends Omit<Selectable<UpdateRunPlansTable>, 'run_id'> {
  repository_id: number;
  repository_owner: string;
  repository_name: string;
  path: string;
  format: string | null;
}

export interface RunPlanPlace {
  repositoryId: number;
  lockfileId: number;
}

/** A page of what a run planned, lockfile by lockfile. What the installation has lost since is left out. */
export async function listRunPlans(
  db: Db,
  run: Pick<UpdateRun, 'id' | 'installation_id'>,
  page: { after?: RunPlanPlace; limit: number },
): Promise<{ rows: RunPlanRow[]; next?: RunPlanPlace }> {
  const { after } = page;
  const rows = await db
    .selectFrom('update_run_plans as p')
    .innerJoin('lockfiles as l', 'l.id', 'p.lockfile_id')
    .innerJoin('repositories as r', 'r.id', 'l.repository_id')
    .leftJoin('lockfile_contents as c', 'c.id', 'l.content_id')
    .select(['p.lockfile_id', 'p.groups', 'p.skipped', 'p.error', 'l.path', 'c.format', 'r.id as repository_id'])
    .select(['r.owner as repository_owner', 'r.name as repository_name'])
    .where('p.run_id', '=', run.id)
    .where('r.installation_id', '=', run.installation_id)
    .where('r.removed_at', 'is', null)
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(r.id, l.id) > (${after!.repositoryId}::bigint, ${after!.lockfileId}::integer)`),
    )
    .orderBy('r.id')
    .orderBy('l.id')
    .limit(page.limit + 1)
    .execute();
  if (rows.length <= page.limit) return { rows };
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1)!;
  return { rows: shown, next: { repositoryId: last.repository_id, lockfileId: last.lockfile_id } };
}

/** What has become of a pull request that a run planned. */
export type PlannedPullRequest = Pick<UpdatePullRequest, 'id' | 'state' | 'number' | 'reason'>;

/**
 * The pull requests of a run's groups as they are now, by repository and branch. A branch can have had several: the one of the run's
 * time counts.
 */
export async function loadPlannedPullRequests(
  db: Db,
  run: Pick<UpdateRun, 'created_at' | 'finished_at'>,
  rows: readonly RunPlanRow[],
): Promise<(repositoryId: number, branch: string) => PlannedPullRequest | undefined> {
  const branches = [...new Set(rows.flatMap(({ groups }) => groups.map(({ branch }) => branch)))];
  if (branches.length === 0) return () => undefined;
  const numbers = new Map<string, number | null>(
    rows.flatMap(({ repository_id, groups }) =>
      groups.map(({ branch, number }) => [`${repository_id} ${branch}`, number] as const),
    ),
  );
  const known = await db
    .selectFrom('update_pull_requests')
    .select(['id', 'repository_id', 'branch', 'state', 'number', 'reason', 'created_at', 'ended_at'])
    .where('repository_id', 'in', [...new Set(rows.map(({ repository_id }) => repository_id))])
    .where('branch', 'in', branches)
    .orderBy('id')
    .execute();
  const found = new Map<string, PlannedPullRequest>();
  for (const { repository_id, branch, created_at, ended_at, ...pull } of known) {
    const key = `${repository_id} ${branch}`;
    const number = numbers.get(key);
    const wasThere =
      (run.finished_at === null || created_at <= run.finished_at) && (ended_at === null || ended_at >= run.created_at);
    // The run may have known it by its number, and learnt only later that it had ended.
    if (wasThere || (number != null && pull.number === number)) found.set(key, pull);
  }
  return (repositoryId, branch) => found.get(`${repositoryId} ${branch}`);
}
