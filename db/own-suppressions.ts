import { sql } from 'kysely';
import type { Trx } from './open-database.ts';
import type { SuppressionRow } from './suppression-changes.ts';

/** What is looked for among the suppressions that hold for a repository. What is left out does not matter. */
export interface SuppressionSearch {
  installationId: number;
  repositoryId: number;
  /** Other repositories whose own count too. */
  alsoIn?: readonly number[];
  ids?: readonly number[];
  packageName?: string;
  range?: string;
  /** In upper or lower case. */
  advisoryId?: string;
  now: Date;
}

/** Those that hold: the repository's own and those of the whole installation, also those of configurations. */
export async function searchSuppressions(trx: Trx, search: SuppressionSearch): Promise<SuppressionRow[]> {
  const { installationId, repositoryId, alsoIn = [], ids, packageName, range, advisoryId, now } = search;
  return trx
    .selectFrom('suppressions')
    .selectAll()
    .where('installation_id', '=', installationId)
    .where((where) =>
      where.or([
        where('repository_id', 'is', null),
        sql<boolean>`repository_id = any(${[repositoryId, ...alsoIn]}::bigint[])`,
      ]),
    )
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
    .$if(ids !== undefined, (query) => query.where(sql<boolean>`id = any(${ids}::integer[])`))
    .$if(packageName !== undefined, (query) => query.where('package_name', '=', packageName!))
    .$if(range !== undefined, (query) => query.where('range', '=', range!))
    .$if(advisoryId !== undefined, (query) => query.where(sql<boolean>`lower(advisory_id) = lower(${advisoryId})`))
    .orderBy('id')
    .execute();
}
