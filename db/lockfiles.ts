import { sql } from 'kysely';
import { jsonRows } from './json-rows.ts';
import type { Trx } from './open-database.ts';
import { oweRefreshes } from './pending-refreshes.ts';

/** A lockfile as a scan found it. */
export interface FoundLockfile {
  path: string;
  blobSha: string;
  /** Null where it is not read; then `unreadReason` says why, in words. */
  contentId: number | null;
  unreadReason: string | null;
}

/**
 * Makes these the repository's lockfiles: adds, replaces, marks as removed. Alerts of those that changed or went are
 * owed a refresh, in the same transaction.
 * @returns the ids of the lockfiles that changed, removed ones included.
 */
export async function replaceLockfiles(
  trx: Trx,
  repositoryId: number,
  found: readonly FoundLockfile[],
  now: Date,
): Promise<number[]> {
  const rows = found.map(({ path, blobSha, contentId, unreadReason }) => ({
    path,
    blob_sha: blobSha,
    content_id: contentId,
    unread_reason: unreadReason,
  }));
  const columns = 'path text, blob_sha text, content_id integer, unread_reason text';
  const changed = await sql<{ id: number }>`
    insert into lockfiles as l (repository_id, path, blob_sha, content_id, unread_reason, created_at, updated_at)
    select ${repositoryId}::bigint, f.path, f.blob_sha, f.content_id, f.unread_reason, ${now}::timestamptz,
      ${now}::timestamptz
    from ${jsonRows(rows, 'f', columns)} order by f.path collate "C"
    on conflict (repository_id, path) do update
      set blob_sha = excluded.blob_sha, content_id = excluded.content_id, unread_reason = excluded.unread_reason,
        removed_at = null, updated_at = excluded.updated_at
      where (l.blob_sha, l.content_id, l.unread_reason) is distinct from
          (excluded.blob_sha, excluded.content_id, excluded.unread_reason)
        or l.removed_at is not null
    returning id`.execute(trx);
  const removed = await trx
    .updateTable('lockfiles')
    .set({ removed_at: now, updated_at: now })
    .where('repository_id', '=', repositoryId)
    .where('removed_at', 'is', null)
    .where(sql<boolean>`path <> all(${found.map(({ path }) => path)}::text[])`)
    .returning('id')
    .execute();

  const ids = [...changed.rows, ...removed].map(({ id }) => id);
  const owed = ids.map((lockfileId) => ({ lockfileId, packageName: '' }));
  await oweRefreshes(trx, owed);
  return ids;
}
