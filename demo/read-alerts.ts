import type { Db } from '../db/open-database.ts';
import type { AlertFacts } from '../scanners/alerts/index.ts';
import type { LockfileErrorDetail } from '../scanners/lockfiles/index.ts';

export interface ShownLockfile {
  /** `repository/path`. */
  place: string;
  alerts: AlertFacts[];
  suppressed: number;
  /** Why it was not read, where it was not. */
  unread?: string;
}

/** What the service holds, lockfile by lockfile, in the shape that reports show. */
export async function readAlerts(db: Db): Promise<ShownLockfile[]> {
  const lockfiles = await db
    .selectFrom('lockfiles')
    .innerJoin('repositories', 'repositories.id', 'lockfiles.repository_id')
    .leftJoin('lockfile_contents', 'lockfile_contents.id', 'lockfiles.content_id')
    .select([
      'lockfiles.id',
      'repositories.name',
      'lockfiles.path',
      'lockfiles.unread_reason',
      'lockfile_contents.error',
    ])
    .orderBy('repositories.name')
    .orderBy('lockfiles.path')
    .execute();
  const alerts = await db.selectFrom('alerts').selectAll().where('state', '!=', 'resolved').execute();
  return lockfiles.map(({ id, name, path, unread_reason, error }) => {
    const own = alerts.filter(({ lockfile_id }) => lockfile_id === id);
    return {
      place: `${name}/${path}`,
      alerts: own
        .filter(({ state }) => state === 'open')
        .map((row) => ({
          packageName: row.package_name,
          kind: row.kind,
          groupKey: row.group_key,
          advisoryIds: row.advisory_ids,
          aliases: [],
          summary: row.summary,
          severity: row.severity as AlertFacts['severity'],
          versions: row.versions,
          fixes: row.fixes,
          ways: row.ways as AlertFacts['ways'],
          direct: row.direct,
          scopes: row.scopes as AlertFacts['scopes'],
          path: row.path,
          keys: [],
        })),
      suppressed: own.filter(({ state }) => state === 'suppressed').length,
      unread: unread_reason ?? explain(error as LockfileErrorDetail | null),
    };
  });
}

function explain(error: LockfileErrorDetail | null): string | undefined {
  if (error === null) return undefined;
  const place = error.line === undefined ? '' : `line ${error.line}: `;
  return `${place}expected ${error.expected}, found ${error.found}. ${error.cure}`;
}
