import { findInstallation } from '../../db/installations.ts';
import type { Db } from '../../db/open-database.ts';
import { findRepository, type Repository } from '../../db/repositories.ts';
import type { RunGroup } from '../../db/schema/update-run-plans.ts';
import { findRepositoriesToPlan, findRepositoryLockfiles } from '../../db/update-lockfiles.ts';
import {
  listCurrentPullRequests,
  listEndedPullRequests,
  type UpdatePullRequest,
} from '../../db/update-pull-requests.ts';
import { saveDeferrals, saveRunPlan } from '../../db/update-run-plans.ts';
import { findUpdateRun, finishUpdateRun, startUpdateRun, type UpdateRun } from '../../db/update-runs.ts';
import type { Octokit } from '../github/github.ts';
import { retryAfter } from '../github/retry-after.ts';
import { updateTitle } from '../github/updates/update-title.ts';
import type { JobPayload } from '../queue/jobs.ts';
import { decideGroup, type GroupDecision } from './updates/decide-group.ts';
import { choosePlaces, deferralReason, givePlaces, type Placeable } from './updates/give-places.ts';
import { type PlannedLockfile, planRepository, type RepositoryPlan } from './updates/plan-repository.ts';
import { storePlans } from './updates/store-plans.ts';
import type { UpdateContext } from './updates/update-tools.ts';

/**
 * Plans an installation's repositories, gives the run's places to the worst of what could be opened, and has each repository
 * brought up to date by a job of its own. A dry run only keeps what it planned.
 */
export async function runUpdates(context: UpdateContext, payload: JobPayload<'run-updates'>): Promise<void> {
  const { db, github, log, now, signal } = context;
  const run = await findUpdateRun(db, { id: payload.runId, installationId: payload.installationId });
  if (run === undefined || run.state === 'done') return;
  const installation = await findInstallation(db, run.installation_id);
  if (installation?.state !== 'active') return finishUpdateRun(db, run.id, now(), 'the installation is not active');
  await startUpdateRun(db, run.id, now());
  const ids = run.repository_id === null ? await findRepositoriesToPlan(db, run.installation_id) : [run.repository_id];
  const octokit = await github.installation(run.installation_id);
  const planned: PlannedRepository[] = [];
  for (const [index, id] of ids.entries()) {
    signal?.throwIfAborted();
    const repository = await findRepository(db, id);
    if (repository === undefined || repository.removed_at !== null || repository.archived) continue;
    log.debug({ repository: `${repository.owner}/${repository.name}`, done: index, total: ids.length }, 'planning');
    const one = await planOne(context, octokit, { run, repository });
    if (one !== undefined) planned.push(one);
  }
  await give(context, run, planned);
}

interface PlannedRepository {
  repository: Repository;
  placeables: Placeable[];
  /** Something is under way: it is to be brought up to date, or to its end. */
  isOwed: boolean;
}

async function planOne(
  context: UpdateContext,
  octokit: Octokit,
  { run, repository }: { run: UpdateRun; repository: Repository },
): Promise<PlannedRepository | undefined> {
  const { db, log, now } = context;
  let plan: RepositoryPlan;
  try {
    plan = await planRepository(context, octokit, { repository, head: 'scanned' });
  } catch (error) {
    if (context.signal?.aborted || retryAfter(error, now()) !== undefined) throw error;
    // The others go on; this one is planned again in an hour.
    log.error({ err: error, repository: `${repository.owner}/${repository.name}` }, 'a repository cannot be planned');
    await saveFailure(db, { run, repository, error });
    return undefined;
  }
  if (!run.dry_run) await storePlans(context, repository, plan, run.id);
  const current = new Map((await listCurrentPullRequests(db, repository.id)).map((row) => [row.branch, row]));
  const ended = new Map((await listEndedPullRequests(db, repository.id)).map((row) => [row.branch, row]));
  const placeables: Placeable[] = [];
  for (const lockfile of plan.lockfiles) {
    const groups: RunGroup[] = [];
    if (!('error' in lockfile)) {
      for (const group of lockfile.groups) {
        const known = current.get(group.branch);
        const decision = decideGroup({
          group,
          current: forRun(known, run),
          ended: ended.get(group.branch),
          schedule: plan.config.schedule,
          now: now(),
        });
        if (decision.act === 'place') placeables.push(toPlaceable(repository, lockfile, group, known));
        groups.push({
          branch: group.branch,
          title: updateTitle(group.updates, lockfile.project.folder),
          updates: group.updates,
          ...outcomeOf(decision, known),
        });
      }
    }
    await saveRunPlan(db, {
      runId: run.id,
      lockfileId: lockfile.lockfileId,
      groups,
      skipped: 'error' in lockfile ? [] : lockfile.plan.skipped,
      error: 'error' in lockfile ? lockfile.error : null,
    });
  }
  return { repository, placeables, isOwed: current.size > 0 };
}

async function saveFailure(
  db: Db,
  { run, repository, error }: { run: UpdateRun; repository: Repository; error: unknown },
): Promise<void> {
  const why = `the repository could not be planned: ${error instanceof Error ? error.message : String(error)}`;
  for (const { lockfileId } of await findRepositoryLockfiles(db, repository.id)) {
    await saveRunPlan(db, { runId: run.id, lockfileId, groups: [], skipped: [], error: why.slice(0, 500) });
  }
}

/** A place that an earlier run gave and that nobody came to use is given anew. */
function forRun(row: UpdatePullRequest | undefined, run: UpdateRun): UpdatePullRequest | undefined {
  return row?.state === 'wanted' && row.run_id !== run.id ? { ...row, state: 'deferred' } : row;
}

function toPlaceable(
  { id, owner, name }: Repository,
  lockfile: Extract<PlannedLockfile, { project: unknown }>,
  group: Placeable['group'],
  current: UpdatePullRequest | undefined,
): Placeable {
  return {
    repository: { id, fullName: `${owner}/${name}` },
    lockfile: { id: lockfile.lockfileId, path: lockfile.path, folder: lockfile.project.folder },
    group,
    current,
  };
}

function outcomeOf(decision: GroupDecision, known: UpdatePullRequest | undefined) {
  const make = known?.state === 'open' ? 'change' : 'new';
  const outcomes = { place: 'new', make, keep: 'keep', leave: 'leave' } as const;
  return {
    outcome: outcomes[decision.act],
    reason: decision.act === 'leave' ? decision.reason : null,
    number: known?.number ?? null,
  };
}

async function give(context: UpdateContext, run: UpdateRun, planned: readonly PlannedRepository[]): Promise<void> {
  const { db, log, now, queue } = context;
  const placeables = planned.flatMap(({ placeables }) => placeables);
  const counts = await db.transaction().execute(async (trx) => {
    if (run.dry_run) {
      const { chosen, deferred } = await choosePlaces(trx, run, placeables);
      const left = deferred.map(({ lockfile, group }) => ({ lockfileId: lockfile.id, branch: group.branch }));
      await saveDeferrals(trx, run.id, left, deferralReason(run));
      await finishUpdateRun(trx, run.id, now());
      return { places: chosen.length, deferred: deferred.length };
    }
    const rows = await givePlaces(trx, run, placeables, now());
    const left = rows.filter(({ state }) => state === 'deferred');
    await saveDeferrals(
      trx,
      run.id,
      left.map(({ lockfile_id, branch }) => ({ lockfileId: lockfile_id, branch })),
      deferralReason(run),
    );
    const wanted = rows.filter(({ state }) => state === 'wanted').map(({ repository_id }) => repository_id);
    const owed = planned.filter(({ isOwed }) => isOwed).map(({ repository }) => repository.id);
    // In the order of the places: the worst is opened first.
    await queue.sendAll(
      trx,
      'update-repository',
      [...new Set([...wanted, ...owed])].map((repositoryId) => ({
        installationId: run.installation_id,
        repositoryId,
        trigger: 'run' as const,
      })),
    );
    const others = planned.filter(({ isOwed, repository }) => !isOwed && !wanted.includes(repository.id));
    await queue.sendAll(
      trx,
      'publish-dashboard',
      others.map(({ repository }) => ({ repositoryId: repository.id })),
    );
    await finishUpdateRun(trx, run.id, now());
    return { places: wanted.length, deferred: rows.length - wanted.length };
  });
  log.info({ run: run.id, repositories: planned.length, ...counts }, 'updates planned');
}
