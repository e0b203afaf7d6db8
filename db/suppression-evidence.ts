import { type Selectable, sql } from 'kysely';
import { appendEvidence } from './evidence.ts';
import type { Trx } from './open-database.ts';
import type { SuppressionsTable } from './schema/suppressions.ts';

export type SuppressionEvent = 'created' | 'removed' | 'expired';

export type RecordedSuppression = Omit<Selectable<SuppressionsTable>, 'used_at' | 'expiry_noted_at' | 'created_at'>;

/** Says on evidence what became of suppressions, in the transaction that makes it so. `by`: who removed them. */
export async function recordSuppressions(
  trx: Trx,
  event: SuppressionEvent,
  suppressions: readonly RecordedSuppression[],
  { now, by }: { now: Date; by?: string },
): Promise<void> {
  const names = await repositoryNames(trx, suppressions);
  const byInstallation = Map.groupBy(suppressions, (suppression) => suppression.installation_id);
  for (const installationId of [...byInstallation.keys()].sort((a, b) => a - b)) {
    const entries = byInstallation.get(installationId)!.map((suppression) => ({
      at: now,
      event: `suppression.${event}`,
      subject: `suppression:${suppression.id}`,
      data: { ...dataOf(suppression, names), by },
    }));
    await appendEvidence(trx, installationId, entries);
  }
}

export type SuppressionScope = 'installation' | 'repository' | 'path' | 'dev';

/** The narrowest thing that is said of where it holds. */
export function scopeOf(row: Pick<RecordedSuppression, 'repository_id' | 'path' | 'dev_only'>): SuppressionScope {
  if (row.dev_only) return 'dev';
  if (row.path !== null) return 'path';
  return row.repository_id === null ? 'installation' : 'repository';
}

function dataOf(row: RecordedSuppression, names: ReadonlyMap<number, string>) {
  return {
    source: row.source,
    ecosystem: row.ecosystem,
    package: row.package_name,
    advisory: row.advisory_id,
    range: row.range,
    scope: scopeOf(row),
    repository: row.repository_id === null ? null : { id: row.repository_id, name: names.get(row.repository_id) },
    path: row.path,
    reason: row.reason,
    author: row.author,
    expires_at: row.expires_at,
  };
}

async function repositoryNames(trx: Trx, suppressions: readonly RecordedSuppression[]): Promise<Map<number, string>> {
  const ids = suppressions.flatMap((suppression) => suppression.repository_id ?? []);
  if (ids.length === 0) return new Map();
  const rows = await trx
    .selectFrom('repositories')
    .select(['id', 'owner', 'name'])
    .where(sql<boolean>`id = any(${[...new Set(ids)]}::bigint[])`)
    .execute();
  return new Map(rows.map(({ id, owner, name }) => [id, `${owner}/${name}`]));
}
