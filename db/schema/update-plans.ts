import type { ColumnType } from 'kysely';
import type { AlertFacts } from '../../scanners/alerts/index.ts';
import type { UpdatePlan } from '../../scanners/updates/index.ts';

/** What an alert is to people who read of updates. */
export type PlannedAlert = Pick<
  AlertFacts,
  'packageName' | 'groupKey' | 'advisoryIds' | 'aliases' | 'kind' | 'severity' | 'summary' | 'versions' | 'scopes'
>;

/** A plan as it is kept: with the alerts that it is about. */
export interface StoredPlan extends UpdatePlan {
  alerts: PlannedAlert[];
}

/** What was planned for a lockfile last. */
export interface UpdatePlansTable {
  lockfile_id: number;
  repository_id: number;
  run_id: number | null;
  /** The commit whose files it was planned for. */
  commit_sha: string;
  plan: ColumnType<StoredPlan, string, string>;
  /** Hash of what was skipped and why, as told on evidence. */
  skips_key: string;
  /** Why it could not be planned; null after a plan that could. */
  error: string | null;
  planned_at: Date;
}
