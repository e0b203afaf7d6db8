import type { Trx } from './open-database.ts';
import { findOwnRepository } from './repositories.ts';
import { lockPlaces } from './update-places.ts';
import { insertUpdateRun, type UpdateRun } from './update-runs.ts';

/** Runs that somebody asked for and that are not done yet: an installation's runs are done one after the other. */
export const MOST_WAITING_RUNS = 5;

/** What was begun so long ago and is not done has died. */
const LONGEST_RUN_MS = 6 * 60 * 60 * 1000;

export interface RunRequest {
  installationId: number;
  /** Left out: every repository. GitHub's id, or the full name, in which case does not matter. */
  repository?: number | { owner: string; name: string };
  requestedBy: string;
  dryRun: boolean;
  cap: number;
  now: Date;
}

export type RequestedRun = { kind: 'made'; run: UpdateRun } | { kind: 'unknown-repository' | 'archived' | 'too-many' };

/** Makes a run that a program or a person asked for; who calls has it carried out. */
export async function requestUpdateRun(trx: Trx, request: RunRequest): Promise<RequestedRun> {
  const { installationId, repository: wanted, requestedBy, dryRun, cap, now } = request;
  const repository =
    wanted === undefined ? undefined : await findOwnRepository(trx, { installationId, repository: wanted });
  if (wanted !== undefined && repository === undefined) return { kind: 'unknown-repository' };
  if (repository?.archived) return { kind: 'archived' };
  // One after the other, so that the count holds.
  await lockPlaces(trx, { installation_id: installationId });
  const { count } = await trx
    .selectFrom('update_runs')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('installation_id', '=', installationId)
    .where('trigger', '=', 'api')
    .where('state', 'in', ['waiting', 'running'])
    .where('created_at', '>', new Date(now.getTime() - LONGEST_RUN_MS))
    .executeTakeFirstOrThrow();
  if (Number(count) >= MOST_WAITING_RUNS) return { kind: 'too-many' };
  const given = { installationId, repositoryId: repository?.id, requestedBy, dryRun, cap, now };
  return { kind: 'made', run: await insertUpdateRun(trx, { ...given, trigger: 'api' }) };
}
