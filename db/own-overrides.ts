import { sql } from 'kysely';
import type { OwnOverride } from '../scanners/updates/index.ts';
import type { Db, Trx } from './open-database.ts';

/** An override that a merged pull request of ours added and that none took out since. */
export interface RecordedOverride extends OwnOverride {
  addedBy?: number;
  mergedAt: Date | null;
  /** Groups of advisories that it was added for. */
  clears: string[];
}

/**
 * Which overrides of a lockfile's project are ours, by what its merged pull requests say. Whether they still stand, the files must
 * say.
 */
export async function listOwnOverrides(db: Db | Trx, lockfileId: number): Promise<RecordedOverride[]> {
  const rows = await db
    .selectFrom('update_pull_requests')
    .select(['number', 'ended_at', 'updates', 'proof'])
    .where('lockfile_id', '=', lockfileId)
    .where('state', '=', 'merged')
    .where(sql<boolean>`(proof @> '{"overrides": [{}]}' or updates @> '[{"how": "unneeded-override"}]')`)
    .orderBy('id')
    .execute();
  const known = new Map<string, RecordedOverride>();
  for (const { number, ended_at, updates, proof } of rows) {
    for (const { steps } of updates)
      for (const step of steps) if (step.kind === 'remove-override') known.delete(key(step));
    for (const added of proof?.overrides ?? []) {
      const clears = updates.filter(({ name }) => name === added.name).flatMap((update) => update.clears);
      const by = number === null ? {} : { addedBy: number };
      known.set(key(added), { ...added, ...by, mergedAt: ended_at, clears: [...new Set(clears)] });
    }
  }
  return [...known.values()];
}

function key({ file, section, selector }: OwnOverride): string {
  return JSON.stringify([file, section, selector]);
}

/** Whether a lockfile has such overrides: a condition on `l`, a row of `lockfiles`. */
export const HAS_OWN_OVERRIDES = sql<boolean>`exists (
  select from update_pull_requests p, jsonb_array_elements(p.proof -> 'overrides') o
  where p.repository_id = l.repository_id and p.lockfile_id = l.id and p.state = 'merged'
    and p.proof @> '{"overrides": [{}]}'
    and not exists (select from update_pull_requests q
      where q.repository_id = p.repository_id and q.lockfile_id = p.lockfile_id and q.state = 'merged' and q.id > p.id
        and q.updates @> jsonb_build_array(jsonb_build_object('steps', jsonb_build_array(
          jsonb_build_object('kind', 'remove-override', 'file', o -> 'file', 'selector', o -> 'selector'))))))`;
