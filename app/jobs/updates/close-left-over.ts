import type { Repository } from '../../../db/repositories.ts';
import { findLockfilePath } from '../../../db/update-lockfiles.ts';
import { deletePullRequest, type UpdatePullRequest } from '../../../db/update-pull-requests.ts';
import { escapeMarkdown } from '../../../scanners/reports/index.ts';
import type { SkippedUpdate } from '../../../scanners/updates/index.ts';
import type { Octokit } from '../../github/github.ts';
import { deleteBranch } from '../../github/updates/push-commit.ts';
import { closePullRequest } from '../../github/updates/write-pull-request.ts';
import type { ProjectPlan } from './plan-project.ts';
import type { RepositoryPlan } from './plan-repository.ts';
import { endPullRequest } from './sync-pull-request.ts';
import type { UpdateContext } from './update-tools.ts';
import { warnOfHold } from './warn-of-hold.ts';
import { malwareText, proposedMalware } from './warn-of-malware.ts';

export interface LeftOver {
  octokit: Octokit;
  repository: Repository;
  plan: RepositoryPlan;
  current: readonly UpdatePullRequest[];
  /** Branches for which there is something to do. */
  planned: ReadonlySet<string>;
}

/**
 * Brings to an end what the plan no longer has: open ones are closed with the reason, the others are forgotten. One that people pushed to
 * stays where it is held back for a while: what they did would be closed for what somebody may accept tomorrow.
 */
export async function closeLeftOver(context: UpdateContext, left: LeftOver): Promise<void> {
  const { octokit, repository, plan, current, planned } = left;
  const place = { owner: repository.owner, repo: repository.name };
  for (const row of current) {
    context.signal?.throwIfAborted();
    if (planned.has(row.branch)) continue;
    const lockfile = plan.lockfiles.find(({ lockfileId }) => lockfileId === row.lockfile_id);
    // Nobody knows what it would be: it is left as it is.
    if (lockfile !== undefined && 'error' in lockfile) continue;
    const malware = lockfile === undefined ? [] : proposedMalware(row, lockfile.matcher);
    if (row.state === 'open' && row.halted && lockfile !== undefined && malware.length === 0 && isHeld(row, plan)) {
      await warnOfHold(context, { octokit, repository, lockfile }, row);
      continue;
    }
    const why = reasonFor(row, left);
    const path = lockfile?.path ?? (await findLockfilePath(context.db, row.lockfile_id)) ?? '';
    if (row.state === 'open' && row.number !== null) {
      const warning = malware.length === 0 ? '' : `${malwareText(malware, row.opened_at)}\n\n`;
      await closePullRequest(octokit, place, { number: row.number, why: `${warning}Closed by Lockkeeper: ${why}.` });
      if (!row.halted) await deleteBranch(octokit, place, row.branch);
      await endPullRequest(context, { row, place, path }, why);
      continue;
    }
    // Nobody has seen it: what was put off or refused is on evidence.
    await deletePullRequest(context.db, row.id);
  }
}

/** That is no end: the same may be proposed again. */
const HELD = 'held: publish signals changed, so it is not to be merged before somebody has looked';

function reasonFor(row: UpdatePullRequest, { plan }: LeftOver): string {
  if (!plan.config.enabled) return 'updates are turned off in the configuration';
  const lockfile = plan.lockfiles.find(({ lockfileId }) => lockfileId === row.lockfile_id);
  if (lockfile === undefined || 'error' in lockfile) return 'its lockfile holds nothing to fix any more, or is gone';
  const names = new Set(row.updates.map(({ name }) => name));
  const skips = skipsOf(row, lockfile);
  if (skips.length > 0) {
    const said = skips.map(({ name, text }) => `${escapeMarkdown(name)}: ${escapeMarkdown(text, 600)}`);
    const why = isHeld(row, plan) ? HELD : 'nothing of it is left to do';
    return `${why}. ${said.slice(0, 10).join('; ')}`;
  }
  const others = lockfile.groups.filter(({ updates }) => updates.some(({ name }) => names.has(name)));
  if (others.length > 0) return `its updates are in ${others.map(({ branch }) => `\`${branch}\``).join(', ')} now`;
  if (row.updates.every(({ how }) => how === 'unneeded-override')) {
    return 'the overrides that it takes out are gone already, were changed by a person, or are needed again';
  }
  return `nothing is left to fix: ${escapeMarkdown([...names].join(', '), 400)} ${names.size === 1 ? 'is' : 'are'} no longer affected`;
}

/** Whether updates are made, and this is about one that waits for the end of a hold. */
function isHeld(row: UpdatePullRequest, { config, lockfiles }: RepositoryPlan): boolean {
  const lockfile = lockfiles.find(({ lockfileId }) => lockfileId === row.lockfile_id);
  if (!config.enabled || lockfile === undefined || 'error' in lockfile) return false;
  return skipsOf(row, lockfile).some(({ reason }) => reason === 'held');
}

function skipsOf({ updates }: UpdatePullRequest, { plan }: ProjectPlan): SkippedUpdate[] {
  const names = new Set(updates.map(({ name }) => name));
  return plan.skipped.filter(({ name }) => names.has(name));
}
