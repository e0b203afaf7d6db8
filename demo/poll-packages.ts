import { sql } from 'kysely';
import type { Lockkeeper } from '../app/start-lockkeeper.ts';
import { SCOPE } from './serve-packages.ts';

/** Requests to registries an hour: as many as there are looks at the emulated one. A demo is no reason to ask the public one for more. */
export const REGISTRY_BUDGET = 24;

/** Has the emulated registry asked now, which otherwise is a matter of the hour. All other packages wait for tomorrow. */
export async function pollPackages({ db, runNow, idle }: Lockkeeper): Promise<void> {
  await sql`update tracked_packages set next_poll_at =
    case when starts_with(name, ${`${SCOPE}/`}) then '-infinity' else now() + interval '1 day' end`.execute(db);
  await runNow('poll-packages');
  await idle({ withDeferred: true });
}
