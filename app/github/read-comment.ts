import type { Octokit } from './github.ts';
import { statusOf } from './status-of.ts';

export interface IssueComment {
  /** The pull request or issue that it stands under; 0 where GitHub does not say. */
  number: number;
  body: string;
  /** Undefined where a bot or an App wrote it, or somebody who is no more. */
  author: string | undefined;
  createdAt: Date;
}

/** A comment on a pull request or issue as it is now; undefined where it is gone. */
export async function readComment(
  octokit: Octokit,
  { owner, repo, commentId }: { owner: string; repo: string; commentId: number },
): Promise<IssueComment | undefined> {
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/issues/comments/{comment_id}', {
      owner,
      repo,
      comment_id: commentId,
    });
    const { user, issue_url: address, body, created_at: createdAt } = data;
    const isPerson = user?.type === 'User' && !data.performed_via_github_app;
    return {
      number: Number(/\/issues\/(\d+)$/.exec(address)?.[1] ?? 0),
      body: body ?? '',
      author: isPerson ? user.login : undefined,
      createdAt: new Date(createdAt),
    };
  } catch (error) {
    const status = statusOf(error);
    if (status === 404 || status === 410) return undefined;
    throw error;
  }
}
