import type { ColumnType, Generated } from 'kysely';
import type { SeenSnapshot } from '../../scanners/maintainers/index.ts';

/** A package that some lockfile holds: asked of its registry once for the whole database. */
export interface TrackedPackagesTable {
  name: string;
  /** A project asks for it itself, somewhere. */
  direct: boolean;
  registry: string | null;
  etag: string | null;
  /** JSON; null before the first document. */
  seen: ColumnType<SeenSnapshot | null, string | null | undefined, string | null>;
  maintainers: string[] | null;
  repository: string | null;
  first_published_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  baseline_at: Date | null;
  polled_at: Date | null;
  /** Due at once where it is left out. */
  next_poll_at: Generated<Date>;
  /** Polls that failed one after the other. */
  failures: Generated<number>;
  /** Why the last poll gave nothing, or what is wrong with where the package comes from. */
  problem: string | null;
  /** Since when the registry says that it does not know it. */
  missing_since: Date | null;
  /** When something beyond its document is to be looked up. */
  checks_due_at: Date | null;
  /** When registries were last asked about it for that, and how often within the hour before. */
  checked_at: Date | null;
  check_requests: Generated<number>;
  judge_pending: Generated<boolean>;
  /** Id of the last entry of its ledger that was judged. */
  judged_until: Generated<number>;
  created_at: Generated<Date>;
}
