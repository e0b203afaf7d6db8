import type { ColumnType } from 'kysely';
import type { PlannedUpdate, SkippedUpdate } from '../../scanners/updates/index.ts';

/**
 * What a run would do about a pull request. `new`: open it; `change`: make the open one anew; `keep`: leave the open one as it is;
 * `leave`: not open it, for the reason that is told; `defer`: open it when there is a place.
 */
export type RunOutcome = 'new' | 'change' | 'keep' | 'leave' | 'defer';

/** One pull request that a run would make, and what came of it. */
export interface RunGroup {
  branch: string;
  title: string;
  updates: PlannedUpdate[];
  outcome: RunOutcome;
  /** In words. */
  reason: string | null;
  number: number | null;
}

/** What a run planned for a lockfile. */
export interface UpdateRunPlansTable {
  run_id: number;
  lockfile_id: number;
  groups: ColumnType<RunGroup[], string, string>;
  skipped: ColumnType<SkippedUpdate[], string, string>;
  error: string | null;
}
