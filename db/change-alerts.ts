import { sql } from 'kysely';
import { jsonRows } from './json-rows.ts';
import type { Db, Trx } from './open-database.ts';

/** A repository with alerts about a change that stand. */
export interface AlertedChange {
  changeId: number;
  packageName: string;
  repositoryId: number;
  installationId: number;
}

export async function listAlertedChanges(db: Db | Trx): Promise<AlertedChange[]> {
  const { rows } = await sql<AlertedChange>`
    select distinct substr(group_key, length('maintainer-change-') + 1)::integer as "changeId",
      package_name as "packageName", repository_id as "repositoryId", installation_id as "installationId"
    from alerts where kind = 'maintainer-change' and state <> 'resolved'
    order by repository_id, "changeId"`.execute(db);
  return rows;
}

/** Owes those alerts a decision. */
export async function oweChangeAlerts(trx: Trx, of: readonly AlertedChange[]): Promise<void> {
  const rows = of.map(({ changeId, repositoryId }) => ({
    key: `maintainer-change-${changeId}`,
    repository: repositoryId,
  }));
  await sql`insert into pending_refreshes (lockfile_id, package_name)
    select distinct a.lockfile_id, a.package_name from ${jsonRows(rows, 'e', 'key text, repository bigint')}
    join alerts a on a.repository_id = e.repository and a.group_key = e.key
    where a.kind = 'maintainer-change' and a.state <> 'resolved'`.execute(trx);
}
