import { findInstallation } from '../../db/installations.ts';
import { findRepository, type Repository } from '../../db/repositories.ts';
import { findLockfilePath } from '../../db/update-lockfiles.ts';
import {
  changePullRequest,
  deletePullRequest,
  findPullRequest,
  listCurrentPullRequests,
  listEndedPullRequests,
} from '../../db/update-pull-requests.ts';
import type { Octokit } from '../github/github.ts';
import { readPullRequestState } from '../github/updates/read-pull-request-state.ts';
import type { JobPayload } from '../queue/jobs.ts';
import { closeLeftOver } from './updates/close-left-over.ts';
import { decideGroup } from './updates/decide-group.ts';
import { type GroupToHandle, handleGroup } from './updates/handle-group.ts';
import { planRepository } from './updates/plan-repository.ts';
import { storePlans } from './updates/store-plans.ts';
import { syncPullRequest } from './updates/sync-pull-request.ts';
import type { UpdateContext } from './updates/update-tools.ts';

type Payload = JobPayload<'update-repository'>;

/**
 * Brings a repository's update pull requests to what its plan says now: opens those that have a place, changes those that are open
 * in place, closes those for which nothing is left. Run again at any point it comes to the same.
 */
export async function updateRepository(context: UpdateContext, payload: Payload): Promise<void> {
  const { db, github, signal } = context;
  const repository = await findRepository(db, payload.repositoryId);
  if (repository === undefined || repository.removed_at !== null || repository.archived) return;
  if (repository.scanned_at === null) return;
  const installation = await findInstallation(db, repository.installation_id);
  if (installation?.state !== 'active') return;
  const octokit = await github.installation(installation.id);

  if (payload.number !== undefined) await takeUpAgain(context, octokit, { repository, number: payload.number });
  await syncAll(context, octokit, repository);
  const plan = await planRepository(context, octokit, { repository, head: 'now' });
  await storePlans(context, repository, plan, null);
  const current = await listCurrentPullRequests(db, repository.id);
  const ended = await listEndedPullRequests(db, repository.id);
  const planned = new Set<string>();
  for (const lockfile of plan.lockfiles) {
    if ('error' in lockfile) continue;
    for (const group of lockfile.groups) {
      signal?.throwIfAborted();
      planned.add(group.branch);
      const row = current.find(({ branch }) => branch === group.branch);
      const recreate = payload.recreate !== undefined && payload.recreate === row?.number;
      const given: GroupToHandle = {
        octokit,
        repository,
        plan,
        lockfile,
        group,
        row,
        recreate,
        trigger: payload.trigger,
        decision: decideGroup({
          group,
          current: row,
          ended: ended.find(({ branch }) => branch === group.branch),
          schedule: plan.config.schedule,
          recreate,
          now: context.now(),
        }),
      };
      await handleGroup(context, given);
    }
  }
  await closeLeftOver(context, { octokit, repository, plan, current, planned });
  await context.queue.send(db, 'publish-dashboard', { repositoryId: repository.id });
}

async function syncAll(context: UpdateContext, octokit: Octokit, repository: Repository): Promise<void> {
  const place = { owner: repository.owner, repo: repository.name };
  for (const row of await listCurrentPullRequests(context.db, repository.id)) {
    context.signal?.throwIfAborted();
    if (row.state !== 'open') continue;
    const path = (await findLockfilePath(context.db, row.lockfile_id)) ?? '';
    await syncPullRequest(context, { octokit, place, row, path });
  }
}

/** Somebody reopened it: it is ours again as it was. */
async function takeUpAgain(
  { db, now }: UpdateContext,
  octokit: Octokit,
  { repository, number }: { repository: Repository; number: number },
): Promise<void> {
  const row = await findPullRequest(db, { repositoryId: repository.id, number });
  if (row === undefined || (row.state !== 'closed' && row.state !== 'rejected')) return;
  const there = await readPullRequestState(octokit, { owner: repository.owner, repo: repository.name }, number);
  if (there?.state !== 'open') return;
  const path = (await findLockfilePath(db, row.lockfile_id)) ?? '';
  await db.transaction().execute(async (trx) => {
    const others = await listCurrentPullRequests(trx, repository.id);
    const other = others.find(({ branch }) => branch === row.branch);
    if (other?.state === 'open') return;
    // What only waited on the branch is this one again.
    if (other !== undefined) await deletePullRequest(trx, other.id);
    await changePullRequest(
      trx,
      row.id,
      { state: 'open', ended_at: null, reason: null, updated_at: now() },
      { event: 'again', repository: `${repository.owner}/${repository.name}`, lockfile: path },
    );
  });
}
