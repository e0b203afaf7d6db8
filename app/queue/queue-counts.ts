import { sql } from 'kysely';
import type { Db } from '../../db/open-database.ts';
import { jobNames } from './jobs.ts';

export interface QueueCount {
  queue: string;
  state: string;
  count: number;
}

/** Jobs of our queues by state. `failed` ones have used up their tries; they are kept for some days. */
export async function countJobs(db: Db): Promise<QueueCount[]> {
  const { rows } = await sql<QueueCount>`
    select name as queue, state::text as state, count(*)::integer as count
    from pgboss.job where name = any(${jobNames}::text[])
    group by name, state order by name, state`.execute(db);
  return rows;
}

/** Jobs that run or wait; those that wait for longer than some seconds only where they are asked for. */
export async function countUnfinished(db: Db, withDeferred: boolean): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from pgboss.job
    where name = any(${jobNames}::text[])
      and (state = 'active' or (state in ('created', 'retry') and (${withDeferred} or start_after <= now() + interval '10 seconds')))`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}
