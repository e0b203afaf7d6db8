import type { Logger } from 'pino';
import type { Db } from '../../db/open-database.ts';

/** What every job is given. Jobs read no clock and no environment of their own. */
export interface JobContext {
  db: Db;
  log: Logger;
  now: () => Date;
  /** Aborted when the process shuts down: a job stops at its next safe place and is run again later. */
  signal?: AbortSignal;
}
