import type { Repository } from '../../../db/repositories.ts';
import { listSuppressions } from '../../../db/suppressions.ts';
import { findRepositoryLockfiles, type LockfileToPlan } from '../../../db/update-lockfiles.ts';
import { type UpdatesConfig, updatesOf } from '../../../scanners/config/index.ts';
import type { Octokit } from '../../github/github.ts';
import { retryAfter } from '../../github/retry-after.ts';
import { statusOf } from '../../github/status-of.ts';
import { branchHead } from '../../github/updates/branch-head.ts';
import { RegistryError } from '../../registry/registry-error.ts';
import { watchingOf } from '../changes/watching-of.ts';
import { type ProjectPlan, planProject } from './plan-project.ts';
import { type Project, readProjects } from './read-projects.ts';
import type { UpdateContext } from './update-tools.ts';

export type PlannedLockfile = LockfileToPlan & (({ project: Project } & ProjectPlan) | { error: string });

export interface RepositoryPlan {
  config: UpdatesConfig;
  baseBranch: string;
  /** Null where there is nothing to plan for. */
  commitSha: string | null;
  lockfiles: PlannedLockfile[];
}

/**
 * Plans every lockfile of a repository that has alerts, pull requests or overrides of ours. One that cannot be planned is said to be that.
 * @param head `scanned`: the commit of the last scan will do where it is the base branch's, so that an hour in which nothing was
 *   pushed asks GitHub nothing; `now`: what the branch is when we act
 */
export async function planRepository(
  context: UpdateContext,
  octokit: Octokit,
  { repository, head }: { repository: Repository; head: 'scanned' | 'now' },
): Promise<RepositoryPlan> {
  const { db, updates: tools, signal } = context;
  const config = updatesOf((repository.config ?? {}) as { updates?: Partial<UpdatesConfig> });
  const baseBranch = config.baseBranch ?? repository.default_branch;
  const lockfiles = await findRepositoryLockfiles(db, repository.id);
  const nothing = { config, baseBranch, commitSha: null, lockfiles: [] };
  if (lockfiles.length === 0 || !config.enabled) return nothing;
  const place = { owner: repository.owner, repo: repository.name };
  const scanned = head === 'scanned' && baseBranch === repository.default_branch ? repository.scanned_sha : null;
  const commitSha = scanned ?? (await branchHead(octokit, place, baseBranch));
  if (commitSha === undefined) {
    const error = `expected the branch ${baseBranch} (base-branch), found none`;
    return { ...nothing, lockfiles: lockfiles.map((lockfile) => ({ ...lockfile, error })) };
  }
  const paths = lockfiles.map(({ path }) => path);
  const projects = await readProjects({ octokit, place, commitSha, paths, tools, signal });
  const suppressions = (await listSuppressions(db, [repository.id])).get(repository.id) ?? [];
  const planned: PlannedLockfile[] = [];
  for (const lockfile of lockfiles) {
    signal?.throwIfAborted();
    const found = projects.get(lockfile.path);
    if (found === undefined) continue;
    if ('error' in found) {
      planned.push({ ...lockfile, error: found.error });
      continue;
    }
    try {
      const plan = await planProject({
        db,
        tools,
        path: lockfile.path,
        lockfileId: lockfile.lockfileId,
        project: found.project,
        config,
        suppressions,
        installationId: repository.installation_id,
        watching: watchingOf(repository.config),
        now: context.now(),
        signal,
      });
      planned.push({ ...lockfile, project: found.project, ...plan });
    } catch (error) {
      planned.push({ ...lockfile, error: reasonOf(error, context) });
    }
  }
  return { config, baseBranch, commitSha, lockfiles: planned };
}

/** A fault of GitHub's is the queue's to repeat; all others are this lockfile's alone, and tried again in an hour. */
function reasonOf(error: unknown, { signal, now, log }: UpdateContext): string {
  if (signal?.aborted || statusOf(error) !== undefined || retryAfter(error, now()) !== undefined) throw error;
  if (error instanceof RegistryError) return error.message;
  log.error({ err: error }, 'a lockfile cannot be planned');
  return `the plan failed: ${error instanceof Error ? error.message : String(error)}`.slice(0, 500);
}
