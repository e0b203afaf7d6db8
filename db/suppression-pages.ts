import { sql } from 'kysely';
import type { Db } from './open-database.ts';
import type { SuppressionRow } from './suppression-changes.ts';

export interface SuppressionFilter {
  installationId: number;
  /** What counts for this repository: its own, and those of the whole installation. GitHub's id, or the full name. */
  repository?: number | { owner: string; name: string };
  packageName?: string;
  advisoryId?: string;
  /** Those that hold now, those that have ended, or both. */
  states: readonly ('active' | 'expired')[];
  now: Date;
}

export interface SuppressionPageRow extends SuppressionRow {
  /** Null: every repository of the installation. */
  repository_owner: string | null;
  repository_name: string | null;
}

/** A page of suppressions by id. Those of a repository that the installation lost are left out. */
export async function listSuppressionPage(
  db: Db,
  filter: SuppressionFilter,
  page: { after?: number; limit: number },
): Promise<{ rows: SuppressionPageRow[]; next?: number }> {
  const { repository, packageName, advisoryId, states, now } = filter;
  const rows = await db
    .selectFrom('suppressions as s')
    .leftJoin('repositories as r', 'r.id', 's.repository_id')
    .selectAll('s')
    .select(['r.owner as repository_owner', 'r.name as repository_name'])
    .where('s.installation_id', '=', filter.installationId)
    .where('r.removed_at', 'is', null)
    .where('s.id', '>', page.after ?? 0)
    .$if(packageName !== undefined, (query) => query.where('s.package_name', '=', packageName!))
    .$if(advisoryId !== undefined, (query) => query.where('s.advisory_id', '=', advisoryId!))
    .$if(!states.includes('active'), (query) => query.where('s.expires_at', '<=', now))
    .$if(!states.includes('expired'), (query) => query.where(sql<boolean>`(s.expires_at > ${now}) is not false`))
    .$if(repository !== undefined, (query) => query.where(ofRepository(repository!)))
    .orderBy('s.id')
    .limit(page.limit + 1)
    .execute();
  if (rows.length <= page.limit) return { rows };
  const shown = rows.slice(0, page.limit);
  return { rows: shown, next: shown.at(-1)!.id };
}

export async function findSuppressionRow(
  db: Db,
  { installationId, id }: { installationId: number; id: number },
): Promise<SuppressionPageRow | undefined> {
  return db
    .selectFrom('suppressions as s')
    .leftJoin('repositories as r', 'r.id', 's.repository_id')
    .selectAll('s')
    .select(['r.owner as repository_owner', 'r.name as repository_name'])
    .where('s.installation_id', '=', installationId)
    .where('s.id', '=', id)
    .executeTakeFirst();
}

function ofRepository(repository: number | { owner: string; name: string }) {
  if (typeof repository === 'number') return sql<boolean>`(s.repository_id is null or r.id = ${repository})`;
  const { owner, name } = repository;
  return sql<boolean>`(s.repository_id is null or (lower(r.owner) = lower(${owner}) and lower(r.name) = lower(${name})))`;
}
