import type { UnreadableLockfile } from '../../../db/repositories.ts';
import type { StoredPlan } from '../../../db/schema/update-plans.ts';
import type { UpdatePullRequestState } from '../../../db/schema/update-pull-requests.ts';
import type { AlertKind } from '../../../scanners/alerts/index.ts';
import type { UpdatesConfig } from '../../../scanners/config/index.ts';
import type { Severity } from '../../../scanners/osv/index.ts';
import type { PlannedUpdate } from '../../../scanners/updates/index.ts';

/** What the dashboard issue of a repository is made from. */
export interface DashboardFacts {
  updates: UpdatesConfig;
  /** Those that stand: open and suppressed ones. */
  alerts: readonly DashboardAlert[];
  /** Of each branch what is under way, or else what came to its end last. */
  pullRequests: readonly DashboardPullRequest[];
  plans: readonly DashboardPlan[];
  /** The repository's, and those of its whole installation. */
  suppressions: readonly DashboardSuppression[];
  unreadable: readonly UnreadableLockfile[];
  /** Why not everything could be scanned. */
  scanError: string | null;
  now: Date;
}

export interface DashboardAlert {
  packageName: string;
  lockfileId: number;
  lockfilePath: string;
  kind: AlertKind;
  severity: Severity;
  groupKey: string;
  summary: string;
  versions: readonly string[];
  state: 'open' | 'suppressed';
  reason: string | null;
  suppressedUntil: Date | null;
}

export interface DashboardPullRequest {
  id: number;
  lockfileId: number;
  state: UpdatePullRequestState;
  number: number | null;
  title: string;
  updates: readonly PlannedUpdate[];
  reason: string | null;
  halted: boolean;
  deferredAt: Date | null;
}

export interface DashboardPlan {
  lockfileId: number;
  plan: StoredPlan;
  error: string | null;
}

export interface DashboardSuppression {
  id: number;
  /** It holds in every repository of the installation. */
  everywhere: boolean;
  source: string;
  packageName: string | null;
  advisoryId: string | null;
  range: string | null;
  path: string | null;
  devOnly: boolean;
  reason: string;
  author: string | null;
  expiresAt: Date | null;
  createdAt: Date;
  usedAt: Date | null;
}
