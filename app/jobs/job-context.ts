import type { Logger } from 'pino';
import type { Db, Trx } from '../../db/open-database.ts';

/** What every job is given. Jobs read no clock and no environment of their own. */
export interface JobContext {
  db: Db;
  log: Logger;
  now: () => Date;
  /** Aborted when the process shuts down: a job stops at its next safe place and is run again later. */
  signal?: AbortSignal;
  /** Told of the packages whose ledgers got entries, in the transaction that adds them. */
  ledgerChanged?: (trx: Trx, packageNames: readonly string[]) => Promise<void>;
  /** Told of the repositories whose alerts change, by their ids in order, in the transaction that changes them. */
  alertsChanged?: (trx: Trx, repositoryIds: readonly number[]) => Promise<void>;
  /**
   * Told of the installations for which maintainer changes came, went on or ended, by their ids in order, and of the packages of which
   * something else is judged now, in the transaction that makes it so.
   */
  changesJudged?: (trx: Trx, installationIds: readonly number[], packageNames: readonly string[]) => Promise<void>;
}
