import type { Octokit } from './github.ts';
import { statusOf } from './status-of.ts';

export interface EffectivePermission {
  /** May push to the repository. */
  writes: boolean;
  admin: boolean;
  /** As GitHub calls it: also the name of a role that an organisation made. */
  name: string;
}

const WRITERS = ['admin', 'maintain', 'write'];

/** What somebody may do in a repository, by whatever way: as owner, member, collaborator or in a team. */
export async function readPermission(
  octokit: Octokit,
  { owner, repo, login }: { owner: string; repo: string; login: string },
): Promise<EffectivePermission> {
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/collaborators/{username}/permission', {
      owner,
      repo,
      username: login,
    });
    // The role tells maintain from write; a role of an organisation's own has a legacy permission below it.
    const { permission, role_name: role } = data;
    return {
      writes: WRITERS.includes(permission) || WRITERS.includes(role),
      admin: permission === 'admin' || role === 'admin',
      name: role || permission,
    };
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    return { writes: false, admin: false, name: 'none' };
  }
}
