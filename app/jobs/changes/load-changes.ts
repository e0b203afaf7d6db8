import { listChangesToDecide, type StoredChange } from '../../../db/maintainer-changes.ts';
import { decisionKey, listDecisions } from '../../../db/maintainer-decisions.ts';
import type { Db, Trx } from '../../../db/open-database.ts';
import { listConfigs } from '../../../db/repositories.ts';
import { whyEnded } from './judge-state.ts';
import { watchingOf } from './watching-of.ts';

export interface ChangesToLoad {
  packageNames: readonly string[];
  repositoryIds: readonly number[];
  installationIds: readonly number[];
  /** Ids of changes that alerts are about. */
  alerted: readonly number[];
  now: Date;
}

export interface ChangedPackage {
  open: StoredChange[];
  /** Of those that are not: why, in words. */
  ended: { change: StoredChange; why: string }[];
}

/** What changes there are of a package, for a repository. */
export type ChangesOf = (at: { packageName: string; repositoryId: number; installationId: number }) => ChangedPackage;

const NONE: ChangedPackage = { open: [], ended: [] };

/** Where nothing changed it is one question to the database. */
export async function loadChanges(
  trx: Db | Trx,
  { packageNames, repositoryIds, installationIds, alerted, now }: ChangesToLoad,
): Promise<ChangesOf> {
  const changes = await listChangesToDecide(trx, { packageNames, alerted, now });
  if (changes.size === 0) return () => NONE;
  const ids = [...changes.values()].flat().map(({ id }) => id);
  const decisions = await listDecisions(trx, ids, installationIds);
  const watching = new Map<number, ReturnType<typeof watchingOf>>();
  for (const { id, config } of await listConfigs(trx, repositoryIds)) watching.set(id, watchingOf(config));

  return ({ packageName, repositoryId, installationId }) => {
    const found: ChangedPackage = { open: [], ended: [] };
    for (const change of changes.get(packageName) ?? []) {
      const decided = decisions.get(decisionKey(change.id, installationId)) ?? [];
      const why = whyEnded(change, decided, { watching: watching.get(repositoryId) ?? watchingOf(null), now });
      if (why === null) found.open.push(change);
      else found.ended.push({ change, why });
    }
    return found;
  };
}
