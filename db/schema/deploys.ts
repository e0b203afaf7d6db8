import type { Generated } from 'kysely';

export type DeploySource = 'deployment-status' | 'action' | 'api';

/** A deploy that succeeded. */
export interface DeploysTable {
  id: Generated<number>;
  installation_id: number;
  repository_id: number;
  environment: string;
  at: Date;
  sha: string | null;
  url: string | null;
  source: DeploySource;
  /** What tells it from others of the repository, such as `deployment:123`. */
  key: string;
}
