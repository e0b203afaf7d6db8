import type { Generated } from 'kysely';

export type UpdateTrigger = 'hourly' | 'api' | 'command' | 'scan';
export type UpdateRunState = 'waiting' | 'running' | 'done' | 'failed';

/** A run of the planner over an installation, or over one repository of it. */
export interface UpdateRunsTable {
  id: Generated<number>;
  installation_id: number;
  /** Null: every repository of the installation. */
  repository_id: number | null;
  trigger: UpdateTrigger;
  /** Who asked for it, where a person did. */
  requested_by: string | null;
  dry_run: Generated<boolean>;
  state: Generated<UpdateRunState>;
  /** Pull requests that it may open at most. */
  cap: number;
  error: string | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
}
