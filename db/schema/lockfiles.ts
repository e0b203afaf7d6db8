import type { Generated } from 'kysely';

/** A lockfile at a path of a repository's default branch. */
export interface LockfilesTable {
  id: Generated<number>;
  repository_id: number;
  path: string;
  blob_sha: string;
  /** Null where the format is one that we name but do not read. */
  content_id: number | null;
  /** Why it is not read, in words, where `content_id` is null. */
  unread_reason: string | null;
  /** Set when the file went away; its alerts are resolved then. */
  removed_at: Date | null;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}
