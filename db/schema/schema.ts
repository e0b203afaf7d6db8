import type { AdvisoriesTable } from './advisories.ts';
import type { AdvisoryFeedsTable } from './advisory-feeds.ts';
import type { AdvisoryPackagesTable } from './advisory-packages.ts';
import type { AlertsTable } from './alerts.ts';
import type { ApiTokensTable } from './api-tokens.ts';
import type { DeliveriesTable } from './deliveries.ts';
import type { DependenciesTable } from './dependencies.ts';
import type { EvidenceTable } from './evidence.ts';
import type { EvidenceHeadsTable } from './evidence-heads.ts';
import type { FindingsTable } from './findings.ts';
import type { InstallationsTable } from './installations.ts';
import type { LockfileContentsTable } from './lockfile-contents.ts';
import type { LockfilesTable } from './lockfiles.ts';
import type { PackageVersionsTable } from './package-versions.ts';
import type { PendingRefreshesTable } from './pending-refreshes.ts';
import type { RepositoriesTable } from './repositories.ts';
import type { SuppressionsTable } from './suppressions.ts';
import type { UpdatePlansTable } from './update-plans.ts';
import type { UpdatePullRequestsTable } from './update-pull-requests.ts';
import type { UpdateRunPlansTable } from './update-run-plans.ts';
import type { UpdateRunsTable } from './update-runs.ts';

/** Every table, as Kysely sees it. */
export interface Schema {
  advisories: AdvisoriesTable;
  advisory_feeds: AdvisoryFeedsTable;
  advisory_packages: AdvisoryPackagesTable;
  alerts: AlertsTable;
  api_tokens: ApiTokensTable;
  deliveries: DeliveriesTable;
  dependencies: DependenciesTable;
  evidence: EvidenceTable;
  evidence_heads: EvidenceHeadsTable;
  findings: FindingsTable;
  installations: InstallationsTable;
  lockfile_contents: LockfileContentsTable;
  lockfiles: LockfilesTable;
  package_versions: PackageVersionsTable;
  pending_refreshes: PendingRefreshesTable;
  repositories: RepositoriesTable;
  suppressions: SuppressionsTable;
  update_plans: UpdatePlansTable;
  update_pull_requests: UpdatePullRequestsTable;
  update_run_plans: UpdateRunPlansTable;
  update_runs: UpdateRunsTable;
}
