import { forgetDashboardKey } from '../../db/dashboard.ts';
import { takeDashboardAction } from '../../db/dashboard-actions.ts';
import { findInstallation } from '../../db/installations.ts';
import type { Trx } from '../../db/open-database.ts';
import { findRepository, type Repository } from '../../db/repositories.ts';
import { lockPlaces } from '../../db/update-places.ts';
import { botLogin } from '../github/bot-login.ts';
import { type DashboardAction, tickedActions } from '../github/dashboard/check-boxes.ts';
import { readOwnIssue } from '../github/own-issue.ts';
import { readPermission } from '../github/read-permission.ts';
import type { JobPayload } from '../queue/jobs.ts';
import type { ShellContext } from './shell-context.ts';

/**
 * Does what is ticked on a dashboard that a person has edited, if that person may write to the repository, and has the issue
 * written anew, without ticks, in any case. Run again, it asks for the same once more.
 */
export async function actOnDashboard(context: ShellContext, payload: JobPayload<'act-on-dashboard'>): Promise<void> {
  const { db, github, log, queue } = context;
  const { repositoryId, number, login } = payload;
  const repository = await findRepository(db, repositoryId);
  if (repository === undefined || repository.removed_at !== null || repository.archived) return;
  if (repository.dashboard_number !== number) return;
  const installation = await findInstallation(db, repository.installation_id);
  if (installation?.state !== 'active') return;

  const octokit = await github.installation(installation.id);
  const place = { owner: repository.owner, repo: repository.name };
  const issue = await readOwnIssue(octokit, place, { number, bot: await botLogin(github) });
  if (issue === undefined) return;
  const actions = tickedActions(issue.body);
  const permission = actions.length === 0 ? undefined : await readPermission(octokit, { ...place, login });
  const allowed = permission?.writes === true;
  await db.transaction().execute(async (trx) => {
    if (allowed) await act(context, trx, { repository, actions, login });
    await forgetDashboardKey(trx, repository.id);
    await queue.send(trx, 'publish-dashboard', { repositoryId });
  });
  log.info({ repositoryId, login, actions, allowed, permission: permission?.name }, 'dashboard edited by a person');
}

interface Ticked {
  repository: Repository;
  actions: readonly DashboardAction[];
  login: string;
}

async function act({ queue, now }: ShellContext, trx: Trx, { repository, actions, login }: Ticked): Promise<void> {
  const { id: repositoryId, installation_id: installationId, owner, name } = repository;
  // Whoever takes both places and evidence takes places first: nobody waits for the other.
  if (actions.some((action) => action.act === 'open')) await lockPlaces(trx, { installation_id: installationId });
  let changed = false;
  for (const action of actions) {
    if (action.act === 'rescan') await queue.send(trx, 'scan-repository', { repositoryId });
    else {
      const asked = { installationId, repositoryId, repository: `${owner}/${name}`, by: login, now: now() };
      changed = (await takeDashboardAction(trx, action, asked)) || changed;
    }
  }
  if (changed) await queue.send(trx, 'update-repository', { installationId, repositoryId, trigger: 'command' });
}
