import type { Db } from '../../db/open-database.ts';
import type { Queue } from './queue.ts';

const HOUR = 60 * 60 * 1000;

/** What cannot wait for the schedule: the first advisories of a fresh database, and installations made while we were away. */
export async function sendFirstJobs(db: Db, queue: Queue, now: Date): Promise<void> {
  const feed = await db
    .selectFrom('advisory_feeds')
    .select((select) => select.fn.max('completed_at').as('at'))
    .executeTakeFirst();
  const age = now.getTime() - (feed?.at?.getTime() ?? 0);
  if (age > HOUR) await queue.send(db, 'hourly-run', {});
  const installation = await db.selectFrom('installations').select('id').limit(1).executeTakeFirst();
  if (installation === undefined) await queue.send(db, 'reconcile', {});
}
