import type { Lockkeeper } from '../../app/start-lockkeeper.ts';
import { listChangesOf } from '../../db/maintainer-changes.ts';
import { listHolders } from '../../db/package-holders.ts';
import { oweRefreshes } from '../../db/pending-refreshes.ts';
import { type ChangeToSave, saveChanges } from '../../db/save-changes.ts';
import { continueChanges } from '../../scanners/maintainers/index.ts';
import { makeChange } from '../save-change.ts';

export const DAY = 24 * 60 * 60 * 1000;

/** A new maintainer of `wick`, as it is judged: with who may publish before and after. */
export function someChange(more: Partial<ChangeToSave> = {}): ChangeToSave {
  return makeChange({
    startedAt: '2026-11-25T08:00:00.000Z',
    maintainers: { before: [{ name: 'bob' }], after: [{ name: 'bob' }, { name: 'mallory' }] },
    ...more,
  });
}

/** Says what was judged of a package, as the job does, and waits for what comes of it. */
export async function judged(
  service: Lockkeeper,
  packageName: string,
  changes: readonly ChangeToSave[],
): Promise<void> {
  const { db, queue } = service;
  await db.transaction().execute(async (trx) => {
    const known = (await listChangesOf(trx, [packageName])).get(packageName) ?? [];
    await saveChanges(trx, continueChanges(known, changes), new Date());
    const holders = await listHolders(trx, [packageName]);
    await oweRefreshes(trx, holders);
    await queue!.send(trx, 'refresh-alerts', {});
    const installations = [...new Set(holders.map(({ installationId }) => installationId))];
    for (const installationId of installations) await queue!.send(trx, 'report-maintainers', { installationId });
  });
  await service.idle();
}
