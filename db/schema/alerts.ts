import type { ColumnType, Generated } from 'kysely';
import type { AlertKind, Way } from '../../scanners/alerts/index.ts';

export type { AlertKind };
export type AlertState = 'open' | 'suppressed' | 'resolved';

/** What people act on: one per (repository, lockfile, package, advisory group). */
export interface AlertsTable {
  id: Generated<number>;
  installation_id: number;
  repository_id: number;
  lockfile_id: number;
  package_name: string;
  kind: AlertKind;
  /** The preferred id of the advisory group when the alert was opened; stays, so that links stay. */
  group_key: string;
  advisory_ids: string[];
  /** The affected versions that the lockfile holds now (or held last). */
  versions: string[];
  severity: string;
  score: number | null;
  summary: string;
  /** `{ [version]: fix | null }` (JSON): the lowest version that clears every finding. */
  fixes: ColumnType<Record<string, string | null>, string, string>;
  /** `{ [version]: { path, direct, scopes } }` (JSON): why each version is there; the three below sum up. */
  ways: ColumnType<Record<string, Way>, string | undefined, string>;
  direct: boolean;
  scopes: string[];
  /** The shortest path of the affected versions, to the parent. */
  path: string[];
  state: AlertState;
  /** Why it is in that state: `fixed`, `withdrawn`, `lockfile removed`, `accepted by ada`, the suppression's reason. */
  state_reason: string | null;
  suppressed_until: Date | null;
  reopened_count: Generated<number>;
  /** When the earliest advisory of the group was published. */
  published_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  opened_at: Date;
  state_changed_at: Date;
  resolved_at: Date | null;
}
