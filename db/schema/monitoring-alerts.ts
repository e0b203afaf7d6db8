import type { ColumnType, Generated } from 'kysely';
import type { Severity } from '../../scanners/osv/advisory.ts';

export type MonitoringStatus = 'firing' | 'resolved';

/** An alert that came from outside, one for each time that it fired. */
export interface MonitoringAlertsTable {
  id: Generated<number>;
  installation_id: number;
  source: string;
  /** What tells it from the other alerts of its source. */
  fingerprint: string;
  starts_at: Date;
  status: MonitoringStatus;
  severity: Severity;
  title: string;
  service: string | null;
  /** Null: every environment. */
  environment: string | null;
  /** Null: every repository of the installation. */
  repository_id: number | null;
  tags: string[];
  url: string | null;
  labels: ColumnType<Record<string, string>, string, string>;
  /** When it was resolved, by the word of its source. */
  ends_at: Date | null;
  /** When it was told of last. */
  received_at: Date;
  /** When it was told of first, and then when its status changed. */
  changed_at: Date;
}
