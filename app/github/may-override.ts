import type { GatePolicy } from '../../gate/index.ts';
import type { Octokit } from './github.ts';
import { readPermission } from './read-permission.ts';
import { retryAfter } from './retry-after.ts';
import { statusOf } from './status-of.ts';

/** As what they may, as it goes on evidence; or what they are instead. */
export type MayOverride = { may: true; permission: string } | { may: false; permission: string };

/** Whether somebody may override: admin or maintain permission, or a place among the approvers of the policy, by name or by team. */
export async function mayOverride(
  octokit: Octokit,
  { owner, repo, login }: { owner: string; repo: string; login: string },
  { approvers, now }: { approvers: GatePolicy['overrides']['approvers']; now: Date },
): Promise<MayOverride> {
  const { admin, name: permission } = await readPermission(octokit, { owner, repo, login });
  if (admin || permission === 'maintain') return { may: true, permission };
  const own = approvers.find((approver) => approver.toLowerCase() === login.toLowerCase());
  if (own !== undefined) return { may: true, permission: `approver ${own}` };
  for (const team of approvers) {
    if (await isMember(octokit, { owner, team, login, now })) return { may: true, permission: `approver ${team}` };
  }
  return { may: false, permission };
}

/** Only teams of the organisation itself. Where the App may not read members (`members: read`), nobody is one. */
async function isMember(
  octokit: Octokit,
  { owner, team, login, now }: { owner: string; team: string; login: string; now: Date },
): Promise<boolean> {
  const [org, slug, ...rest] = team.split('/');
  if (org?.toLowerCase() !== owner.toLowerCase() || !slug || rest.length > 0) return false;
  try {
    const { data } = await octokit.request('GET /orgs/{org}/teams/{team_slug}/memberships/{username}', {
      org: owner,
      team_slug: slug,
      username: login,
    });
    return data.state === 'active';
  } catch (error) {
    if (![403, 404].includes(statusOf(error) ?? 0) || retryAfter(error, now) !== undefined) throw error;
    return false;
  }
}
