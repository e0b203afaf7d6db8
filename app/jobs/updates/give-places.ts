import type { Insertable } from 'kysely';
import { storableJson } from '../../../db/json-rows.ts';
import type { Db, Trx } from '../../../db/open-database.ts';
import type { UpdatePullRequestsTable } from '../../../db/schema/update-pull-requests.ts';
import { countPlaces, lockPlaces } from '../../../db/update-places.ts';
import {
  changePullRequest,
  insertPullRequest,
  listDeferred,
  recordPullRequest,
  type UpdatePullRequest,
} from '../../../db/update-pull-requests.ts';
import type { UpdateRun } from '../../../db/update-runs.ts';
import { chooseUpdates, compareCandidates } from '../../../scanners/updates/index.ts';
import { updateTitle } from '../../github/updates/update-title.ts';
import type { PlannedGroup } from './plan-project.ts';

/** A pull request that could be opened. */
export interface Placeable {
  repository: { id: number; fullName: string };
  lockfile: { id: number; path: string; folder: string };
  group: PlannedGroup;
  /** What is under way on its branch. */
  current?: UpdatePullRequest;
}

/** Why something waits. */
export function deferralReason({ cap }: Pick<UpdateRun, 'cap'>): string {
  return `deferred: the run had no place left (at most ${cap} pull requests a run, and an hour)`;
}

/**
 * Gives the places that a run has left to the worst of what there is, and defers the rest, in the transaction that holds the run.
 * Called again for the same run it gives away only what is still left.
 * @returns the rows, those that have a place first
 */
export async function givePlaces(
  trx: Trx,
  run: UpdateRun,
  placeables: readonly Placeable[],
  now: Date,
): Promise<UpdatePullRequest[]> {
  await lockPlaces(trx, run);
  const { chosen, deferred } = await choosePlaces(trx, run, placeables);
  const rows: UpdatePullRequest[] = [];
  for (const placeable of chosen) rows.push(await place(trx, placeable, { run, now }));
  for (const placeable of deferred) rows.push(await defer(trx, placeable, { run, now }));
  return rows;
}

/** Who would be given a place now. Changes nothing. */
export async function choosePlaces(
  db: Db | Trx,
  run: UpdateRun,
  placeables: readonly Placeable[],
): Promise<{ chosen: Placeable[]; deferred: Placeable[] }> {
  const candidates = placeables.map((placeable) => ({
    placeable,
    rank: placeable.group.rank,
    key: `${placeable.repository.fullName} ${placeable.group.branch}`,
    deferredAt: placeable.current?.deferred_at ?? undefined,
  }));
  const { chosen, deferred } = chooseUpdates(candidates, run.cap - (await countPlaces(db, run)));
  return { chosen: chosen.map(({ placeable }) => placeable), deferred: deferred.map(({ placeable }) => placeable) };
}

/** What was refused gave its place back: it goes to the worst of what waits. @returns the one that has it now */
export async function promoteDeferred(trx: Trx, run: UpdateRun, now: Date): Promise<UpdatePullRequest | undefined> {
  await lockPlaces(trx, run);
  if (run.cap - (await countPlaces(trx, run)) <= 0) return undefined;
  const waiting = (await listDeferred(trx, run.installation_id)).map((row) => ({
    row,
    rank: row.rank,
    key: `${row.repository_id} ${row.branch}`,
    deferredAt: row.deferred_at ?? undefined,
  }));
  const next = waiting.sort(compareCandidates)[0]?.row;
  if (next === undefined) return undefined;
  return changePullRequest(trx, next.id, { state: 'wanted', run_id: run.id, reason: null, updated_at: now });
}

interface Given {
  run: UpdateRun;
  now: Date;
}

async function place(trx: Trx, placeable: Placeable, { run, now }: Given): Promise<UpdatePullRequest> {
  return write(trx, placeable, { run, now }, { state: 'wanted', run_id: run.id, reason: null });
}

async function defer(trx: Trx, placeable: Placeable, { run, now }: Given): Promise<UpdatePullRequest> {
  const since = placeable.current?.deferred_at ?? now;
  const wasDeferred = placeable.current?.state === 'deferred';
  const row = await write(
    trx,
    placeable,
    { run, now },
    {
      state: 'deferred',
      run_id: null,
      reason: deferralReason(run),
      deferred_at: since,
    },
  );
  if (!wasDeferred) {
    const { repository, lockfile } = placeable;
    await recordPullRequest(trx, row, { event: 'deferred', repository: repository.fullName, lockfile: lockfile.path });
  }
  return row;
}

async function write(
  trx: Trx,
  { repository, lockfile, group, current }: Placeable,
  { run, now }: Given,
  state: Pick<Insertable<UpdatePullRequestsTable>, 'state' | 'run_id' | 'reason' | 'deferred_at'>,
): Promise<UpdatePullRequest> {
  const said = {
    ...state,
    title: updateTitle(group.updates, lockfile.folder),
    updates: storableJson(group.updates),
    claim: group.claim,
    rank: storableJson(group.rank),
    updated_at: now,
  };
  if (current !== undefined) return changePullRequest(trx, current.id, said);
  return insertPullRequest(trx, {
    ...said,
    installation_id: run.installation_id,
    repository_id: repository.id,
    lockfile_id: lockfile.id,
    branch: group.branch,
    created_at: now,
  });
}
