import type { UpdateProof } from '../../../db/schema/update-pull-requests.ts';
import { findMergedWith } from '../../../db/update-pull-requests.ts';
import type { PlannedUpdate } from '../../../scanners/updates/index.ts';
import { type Exposure, updateBody } from '../../github/updates/update-body.ts';
import type { GroupToHandle } from './handle-group.ts';
import { toPlannedAlert } from './store-plans.ts';
import type { UpdateContext } from './update-tools.ts';

/** Gathers what the text of a pull request needs, so that it can be written once it is known what was carried out. */
export async function bodyFor(
  context: UpdateContext,
  { lockfile, group }: GroupToHandle,
): Promise<(updates: readonly PlannedUpdate[], proof: UpdateProof) => string> {
  const exposures = await exposuresOf(context, lockfile.lockfileId, group.updates);
  const alerts = lockfile.alerts.map(toPlannedAlert);
  return (updates, proof) =>
    updateBody({
      path: lockfile.path,
      updates,
      alerts,
      skipped: lockfile.plan.skipped,
      proof,
      exploitationOf: ({ groupKey }) => lockfile.exploitation.of(groupKey),
      exploitationMissing: lockfile.exploitation.missing,
      exposures,
    });
}

/** For roll-backs: since when the malware was there, by our own merge or else by the lockfile's last change. */
async function exposuresOf(
  { db }: UpdateContext,
  lockfileId: number,
  updates: readonly PlannedUpdate[],
): Promise<Exposure[]> {
  const exposures: Exposure[] = [];
  for (const { name, from } of updates.filter(({ how }) => how === 'rollback')) {
    for (const version of from) {
      const merged = await findMergedWith(db, { lockfileId, name, version });
      const since = merged?.ended_at ?? (await lastChange(lockfileId));
      if (since === undefined) continue;
      const number = merged?.number ?? undefined;
      exposures.push({ name, version, since: since.toISOString(), ...(number === undefined ? {} : { number }) });
    }
  }
  return exposures;

  async function lastChange(id: number): Promise<Date | undefined> {
    const row = await db.selectFrom('lockfiles').select('updated_at').where('id', '=', id).executeTakeFirst();
    return row?.updated_at;
  }
}
