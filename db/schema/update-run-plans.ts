import type { ColumnType } from 'kysely';
import type { PlannedUpdate, SkippedUpdate } from '../../scanners/updates/index.ts';

/** One pull request that a run would make, and what came of it. */
export interface RunGroup {
  branch: string;
  title: string;
  updates: PlannedUpdate[];
  /** `open`: a place was given or it is open; `deferred`, `kept back`, `refused`, `unchanged` …, with the reason in words. */
  outcome: string;
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
