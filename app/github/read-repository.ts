import type { RepositoryFacts } from '../../db/repositories.ts';
import type { Octokit } from './github.ts';
import { statusOf } from './status-of.ts';

export interface Head {
  facts: RepositoryFacts;
  /** The default branch's commit; null where there is none, as in an empty repository. */
  sha: string | null;
}

/**
 * What GitHub says of a repository and of the head of its default branch.
 * Undefined where it is gone, or another repository has taken over its name.
 */
export async function readRepository(
  octokit: Octokit,
  { id, owner, name }: { id: number; owner: string; name: string },
): Promise<Head | undefined> {
  const facts = await readFacts(octokit, owner, name);
  if (facts?.id !== id) return undefined;
  const place = { owner: facts.owner, repo: facts.name };
  try {
    const branch = await octokit.request('GET /repos/{owner}/{repo}/branches/{branch}', {
      ...place,
      branch: facts.defaultBranch,
    });
    return { facts, sha: branch.data.commit.sha };
  } catch (error) {
    if (statusOf(error) === 404) return { facts, sha: null };
    throw error;
  }
}

async function readFacts(octokit: Octokit, owner: string, repo: string): Promise<RepositoryFacts | undefined> {
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}', { owner, repo });
    return toRepositoryFacts(data);
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** GitHub's repository object, cut down. */
export function toRepositoryFacts(data: {
  id: number | bigint;
  owner: { login: string };
  name: string;
  default_branch: string;
  private: boolean;
  archived?: boolean;
}): RepositoryFacts {
  return {
    id: Number(data.id),
    owner: data.owner.login,
    name: data.name,
    defaultBranch: data.default_branch,
    private: data.private,
    archived: data.archived ?? false,
  };
}
