import { listChangesOf } from '../db/maintainer-changes.ts';
import type { Db } from '../db/open-database.ts';
import { type ChangeToSave, saveChanges } from '../db/save-changes.ts';
import { continueChanges, type TrustSignal } from '../scanners/maintainers/index.ts';

/** `mallory` may publish `wick` since 1 November 2026, 08:00 UTC. */
export function makeChange(rest: Partial<ChangeToSave> = {}): ChangeToSave {
  const { startedAt = '2026-11-01T08:00:00.000Z' } = rest;
  return {
    packageName: 'wick',
    startedAt,
    lastSignalAt: startedAt,
    signals: [makeSignal({ at: startedAt })],
    score: 60,
    level: 'high',
    weights: 1,
    versions: [],
    reverted: false,
    malware: null,
    ...rest,
  };
}

export function makeSignal(rest: Partial<TrustSignal> = {}): TrustSignal {
  return {
    kind: 'maintainer-added',
    at: '2026-11-01T08:00:00.000Z',
    people: ['mallory'],
    text: 'mallory may publish',
    weight: 30,
    ...rest,
  };
}

/** Makes this what is judged of its package, as the job does. @returns the change's id */
export async function saveChange(db: Db, change: ChangeToSave, now: Date): Promise<number> {
  const { packageName } = change;
  await db.transaction().execute(async (trx) => {
    const known = (await listChangesOf(trx, [packageName])).get(packageName) ?? [];
    await saveChanges(trx, continueChanges(known, [change]), now);
  });
  return (await listChangesOf(db, [packageName])).get(packageName)!.at(-1)!.id;
}
