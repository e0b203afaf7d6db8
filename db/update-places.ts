import type { Db, Trx } from './open-database.ts';
import type { UpdateRun } from './update-runs.ts';

const HOUR_MS = 60 * 60 * 1000;

/** Keeps others from giving an installation's places away until the transaction ends. */
export async function lockPlaces(trx: Trx, { installation_id }: Pick<UpdateRun, 'installation_id'>): Promise<void> {
  await trx.selectFrom('installations').select('id').where('id', '=', installation_id).forNoKeyUpdate().execute();
}

/**
 * How many of a run's places are taken: by pull requests that it opened, by those that wait to be, and by those of all runs from an
 * hour before it on. So an hour has as many places as a run, however often somebody asks for one. Only the hourly runs do not count
 * for each other: they are an hour apart, more or less.
 */
export async function countPlaces(
  db: Db | Trx,
  run: Pick<UpdateRun, 'id' | 'installation_id' | 'trigger' | 'created_at'>,
): Promise<number> {
  const since = new Date(run.created_at.getTime() - HOUR_MS);
  const { count } = await db
    .selectFrom('update_pull_requests as p')
    .innerJoin('update_runs as r', 'r.id', 'p.run_id')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('r.installation_id', '=', run.installation_id)
    .where('p.state', 'not in', ['refused', 'deferred'])
    .where((eb) => {
      const beside = [eb('r.created_at', '>', since)];
      if (run.trigger === 'hourly') beside.push(eb('r.trigger', '<>', 'hourly'));
      return eb.or([eb('r.id', '=', run.id), eb.and(beside)]);
    })
    .executeTakeFirstOrThrow();
  return Number(count);
}
