import { sql } from 'kysely';
import type { Db } from './open-database.ts';
import type { UpdatePullRequestState } from './schema/update-pull-requests.ts';
import type { UpdatePullRequest } from './update-pull-requests.ts';

export interface PullRequestFilter {
  installationId: number;
  /** GitHub's id, or the full name, in which case does not matter. */
  repository?: number | { owner: string; name: string };
  states: readonly UpdatePullRequestState[];
}

export interface PullRequestRow extends UpdatePullRequest {
  repository_owner: string;
  repository_name: string;
  path: string;
  format: string | null;
}

/** A page of update pull requests, the newest first. Those of a repository that the installation lost are left out. */
export async function listPullRequestPage(
  db: Db,
  { installationId, repository, states }: PullRequestFilter,
  page: { before?: number; limit: number },
): Promise<{ rows: PullRequestRow[]; next?: number }> {
  const rows = await db
    .selectFrom('update_pull_requests as p')
    .innerJoin('repositories as r', 'r.id', 'p.repository_id')
    .innerJoin('lockfiles as l', 'l.id', 'p.lockfile_id')
    .leftJoin('lockfile_contents as c', 'c.id', 'l.content_id')
    .selectAll('p')
    .select(['r.owner as repository_owner', 'r.name as repository_name', 'l.path', 'c.format'])
    .where('p.installation_id', '=', installationId)
    .where('r.installation_id', '=', installationId)
    .where('r.removed_at', 'is', null)
    .where('p.state', 'in', states)
    .$if(page.before !== undefined, (query) => query.where('p.id', '<', page.before!))
    .$if(typeof repository === 'number', (query) => query.where('r.id', '=', repository as number))
    .$if(typeof repository === 'object', (query) => {
      const { owner, name } = repository as { owner: string; name: string };
      return query
        .where(sql`lower(r.owner)`, '=', owner.toLowerCase())
        .where(sql`lower(r.name)`, '=', name.toLowerCase());
    })
    .orderBy('p.id', 'desc')
    .limit(page.limit + 1)
    .execute();
  if (rows.length <= page.limit) return { rows };
  const shown = rows.slice(0, page.limit);
  return { rows: shown, next: shown.at(-1)!.id };
}
