import { sql } from 'kysely';
import type { Db, Trx } from './open-database.ts';
import type { UpdatePullRequestState } from './schema/update-pull-requests.ts';

/** A repository's alerts that stand, with their lockfiles' paths. */
export async function listStandingAlerts(db: Db | Trx, repositoryId: number) {
  return db
    .selectFrom('alerts as a')
    .innerJoin('lockfiles as l', 'l.id', 'a.lockfile_id')
    .select(['a.package_name', 'a.lockfile_id', 'l.path', 'a.kind', 'a.severity', 'a.group_key', 'a.summary'])
    .select(['a.versions', 'a.state', 'a.state_reason', 'a.suppressed_until'])
    .where('a.repository_id', '=', repositoryId)
    .where('a.state', 'in', ['open', 'suppressed'])
    .orderBy('a.id')
    .execute();
}

const UNDER_WAY: readonly UpdatePullRequestState[] = ['wanted', 'deferred', 'refused', 'open'];

/** Of each branch of a repository the pull request that is under way, or else the one that came to its end last. */
export async function listNewestPullRequests(db: Db | Trx, repositoryId: number) {
  return db
    .selectFrom('update_pull_requests as p')
    .select(['p.id', 'p.lockfile_id', 'p.branch', 'p.state', 'p.number', 'p.title', 'p.updates', 'p.reason'])
    .select(['p.halted', 'p.deferred_at'])
    .distinctOn('p.branch')
    .where('p.repository_id', '=', repositoryId)
    .orderBy('p.branch')
    .orderBy((order) => order('p.state', 'in', UNDER_WAY), 'desc')
    .orderBy('p.id', 'desc')
    .execute();
}

/** What was planned for a repository's lockfiles last. */
export async function listPlansOf(db: Db | Trx, repositoryId: number) {
  return db
    .selectFrom('update_plans')
    .select(['lockfile_id', 'plan', 'error'])
    .where('repository_id', '=', repositoryId)
    .orderBy('lockfile_id')
    .execute();
}

/** A repository's suppressions and those of its whole installation, with all that is known of them. */
export async function listSuppressionRows(
  db: Db | Trx,
  { id, installationId }: { id: number; installationId: number },
) {
  return db
    .selectFrom('suppressions')
    .selectAll()
    .where('installation_id', '=', installationId)
    .where((where) => where.or([where('repository_id', 'is', null), where('repository_id', '=', id)]))
    .orderBy('id')
    .execute();
}

/**
 * Notes which issue is the dashboard, and what it says. Where somebody asked meanwhile to have it written again, that stands.
 * @param before the key from which the writing set out
 */
export async function saveDashboard(
  db: Db | Trx,
  id: number,
  { number, key, before }: { number: number | null; key: string; before: string | null },
): Promise<void> {
  await sql`update repositories set dashboard_number = ${number},
    dashboard_key = case when dashboard_key is not distinct from ${before}::text then ${key}::text end
    where id = ${id}`.execute(db);
}

/** Has the dashboard written again, whatever it says. */
export async function forgetDashboardKey(db: Db | Trx, id: number): Promise<void> {
  await db.updateTable('repositories').set({ dashboard_key: null }).where('id', '=', id).execute();
}

/** Ids of the repositories that have a dashboard issue. */
export async function listDashboards(db: Db | Trx): Promise<number[]> {
  const rows = await db
    .selectFrom('repositories')
    .select('id')
    .where('dashboard_number', 'is not', null)
    .where('removed_at', 'is', null)
    .where('archived', '=', false)
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}
