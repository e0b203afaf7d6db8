import type { Repository } from '../../../db/repositories.ts';
import { changePullRequest, type UpdatePullRequest } from '../../../db/update-pull-requests.ts';
import { findLatestRun, findUpdateRun, insertUpdateRun } from '../../../db/update-runs.ts';
import { UPDATE_CAP } from '../../../scanners/updates/index.ts';
import type { Octokit } from '../../github/github.ts';
import { editPullRequest } from '../../github/updates/write-pull-request.ts';
import type { JobPayload } from '../../queue/jobs.ts';
import { bodyFor } from './body-for.ts';
import { bodyKey } from './body-key.ts';
import type { GroupDecision } from './decide-group.ts';
import { givePlaces, promoteDeferred } from './give-places.ts';
import { makePullRequest } from './make-pull-request.ts';
import type { PlannedGroup } from './plan-project.ts';
import type { PlannedLockfile, RepositoryPlan } from './plan-repository.ts';
import type { UpdateContext } from './update-tools.ts';
import { warnOfHold } from './warn-of-hold.ts';
import { warnOfMalware } from './warn-of-malware.ts';

export interface GroupToHandle {
  octokit: Octokit;
  repository: Repository;
  plan: RepositoryPlan;
  lockfile: Extract<PlannedLockfile, { project: unknown }>;
  group: PlannedGroup;
  row: UpdatePullRequest | undefined;
  recreate: boolean;
  trigger: JobPayload<'update-repository'>['trigger'];
  decision: GroupDecision;
}

/** Does to one pull request what was decided. */
export async function handleGroup(context: UpdateContext, given: GroupToHandle): Promise<void> {
  const { decision, row, trigger } = given;
  if (row?.state === 'open') await warnOfMalware(context, given, row);
  switch (decision.act) {
    case 'leave':
      if (row?.state === 'open') await warnOfHold(context, given, row);
      return;
    case 'keep':
      return keepText(context, given, row!);
    case 'make':
      return make(context, given, row!);
    case 'place': {
      // The hour's run gives the places; who asks by a comment gets one of those that it left.
      if (trigger !== 'command') return;
      const placed = await takePlace(context, given);
      if (placed?.state === 'wanted') await make(context, given, placed);
    }
  }
}

async function make(context: UpdateContext, given: GroupToHandle, row: UpdatePullRequest): Promise<void> {
  const { octokit, repository, plan, lockfile, group, recreate } = given;
  const describe = await bodyFor(context, given);
  const made = await makePullRequest(context, {
    octokit,
    place: { owner: repository.owner, repo: repository.name },
    config: plan.config,
    baseBranch: plan.baseBranch,
    commitSha: plan.commitSha!,
    path: lockfile.path,
    project: lockfile.project,
    group,
    row,
    ownOverrides: lockfile.ownOverrides,
    recreate,
    bodyOf: describe,
  });
  // What could not be made anew is open as it was; of what could, something may have been said before.
  if (made.state === 'open' && (made.reason !== null || row.reason !== null)) await warnOfHold(context, given, made);
  if (made.state === 'refused' && row.run_id !== null) await passOn(context, repository, row.run_id);
}

/** The place of one that was refused goes to what waits for one. */
async function passOn({ db, now, queue }: UpdateContext, repository: Repository, runId: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const run = await findUpdateRun(trx, { id: runId, installationId: repository.installation_id });
    const next = run === undefined ? undefined : await promoteDeferred(trx, run, now());
    if (next === undefined) return;
    await queue.send(trx, 'update-repository', {
      installationId: next.installation_id,
      repositoryId: next.repository_id,
      trigger: 'run',
    });
  });
}

async function takePlace(
  { db, now }: UpdateContext,
  { repository, lockfile, group, row }: GroupToHandle,
): Promise<UpdatePullRequest | undefined> {
  return db.transaction().execute(async (trx) => {
    const installationId = repository.installation_id;
    const run =
      (await findLatestRun(trx, installationId)) ??
      (await insertUpdateRun(trx, {
        installationId,
        repositoryId: repository.id,
        trigger: 'command',
        cap: UPDATE_CAP,
        now: now(),
      }));
    const placeable = {
      repository: { id: repository.id, fullName: `${repository.owner}/${repository.name}` },
      lockfile: { id: lockfile.lockfileId, path: lockfile.path, folder: lockfile.project.folder },
      group,
      current: row,
    };
    return (await givePlaces(trx, run, [placeable], now()))[0];
  });
}

/** The commit stays; what is said of it may have changed (a suppression's end, say). */
async function keepText(context: UpdateContext, given: GroupToHandle, row: UpdatePullRequest): Promise<void> {
  const { octokit, repository } = given;
  if (row.proof === null || row.number === null) return;
  const describe = await bodyFor(context, given);
  const body = describe(row.updates, row.proof);
  const key = bodyKey(row.title, body);
  if (key === row.body_key) return;
  const place = { owner: repository.owner, repo: repository.name };
  await editPullRequest(octokit, place, { number: row.number, title: row.title, body });
  await context.db
    .transaction()
    .execute((trx) => changePullRequest(trx, row.id, { body_key: key, updated_at: context.now() }));
}
