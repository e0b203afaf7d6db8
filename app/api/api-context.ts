import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Logger } from 'pino';
import type { ApiToken } from '../../db/api-tokens.ts';
import type { Db, Trx } from '../../db/open-database.ts';
import type { AskObjectives } from '../gate/gate-context.ts';
import type { VerifyWorkflowToken } from '../oidc/verify-workflow-token.ts';
import type { RefreshSoon } from '../suppressions/suppress.ts';
import type { Asker } from './require-asker.ts';

/** What the API and the pages are given. */
export interface ApiContext {
  db: Db;
  now: () => Date;
  log: Logger;
  /** Lockkeeper's own, for the document. */
  version: string;
  /** Has alerts decided soon that are owed it. */
  refreshSoon: RefreshSoon;
  /** Called in the transaction that decides about maintainer changes: has alerts, issues and held updates follow. */
  changesDecided: (trx: Trx, decided: { installationId: number; packageNames: readonly string[] }) => Promise<void>;
  /** Called in the transaction that makes an update run: has it carried out. */
  startRun: (trx: Trx, run: { installationId: number; runId: number }) => Promise<void>;
  /**
   * Called in a transaction that changes what the gate goes by: has jobs that wait for it looked at now, and the check run of the repository
   * where it is about one. Left out: the clock does.
   */
  reviewHolds?: (trx: Trx, repositoryId?: number) => Promise<void>;
  /** Left out: only tokens of ours are taken. */
  verifyWorkflow?: VerifyWorkflowToken;
  /** Left out: no Prometheus is set. */
  askObjectives?: AskObjectives | null;
}

export interface ApiEnv {
  Variables: {
    /** Who asks the gate. Set on its routes. */
    asker: Asker;
    /** Who asks. Set on every route that wants a token. */
    token: ApiToken;
  };
}

export type Api = OpenAPIHono<ApiEnv>;
