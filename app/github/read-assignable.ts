import type { Octokit } from './github.ts';
import { statusOf } from './status-of.ts';

/** Which of these logins an issue of the repository can be assigned to. GitHub passes over the others without a word. */
export async function readAssignable(
  octokit: Octokit,
  { owner, repo, logins }: { owner: string; repo: string; logins: readonly string[] },
): Promise<Set<string>> {
  const assignable = new Set<string>();
  for (const assignee of logins) {
    try {
      await octokit.request('GET /repos/{owner}/{repo}/assignees/{assignee}', { owner, repo, assignee });
      assignable.add(assignee);
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
    }
  }
  return assignable;
}
