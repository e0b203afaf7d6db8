import type { Repository } from '../../db/repositories.ts';
import type { Octokit } from '../github/github.ts';
import type { RepositoryPlace } from '../github/own-issue.ts';
import type { ShellContext } from './shell-context.ts';

/** Where the repository is now; undefined where no issue can be written there. */
export async function readIssuePlace(
  { db, queue, log }: Pick<ShellContext, 'db' | 'queue' | 'log'>,
  octokit: Octokit,
  { id, owner, name, installation_id }: Repository,
): Promise<RepositoryPlace | undefined> {
  const { data } = await octokit.request('GET /repos/{owner}/{repo}', { owner, repo: name });
  if (Number(data.id) !== id) {
    // Another repository has taken over the name.
    await queue.send(db, 'sync-installation', { installationId: installation_id });
    return undefined;
  }
  if (!data.has_issues) log.info({ repositoryId: id }, 'no issue: the repository has issues switched off');
  return data.has_issues && !data.archived ? { owner: data.owner.login, repo: data.name } : undefined;
}
