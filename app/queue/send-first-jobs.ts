import { advisoriesReadAt } from '../../db/advisory-feeds.ts';
import type { Db } from '../../db/open-database.ts';
import type { Queue } from './queue.ts';

const HOUR = 60 * 60 * 1000;

export interface FirstJobs {
  db: Db;
  queue: Queue;
  now: Date;
  /** Whether any feed on exploitation is read. */
  exploits: boolean;
}

/** What cannot wait for the schedule: the first advisories and feeds of a fresh database, and installations made while we were away. */
export async function sendFirstJobs({ db, queue, now, exploits }: FirstJobs): Promise<void> {
  const age = now.getTime() - ((await advisoriesReadAt(db))?.getTime() ?? 0);
  if (age > HOUR) await queue.send(db, 'hourly-run', {});
  if (exploits) await queue.send(db, 'sync-exploits', {});
  const installation = await db.selectFrom('installations').select('id').limit(1).executeTakeFirst();
  if (installation === undefined) await queue.send(db, 'reconcile', {});
}
