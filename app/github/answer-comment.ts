import type { CommentReaction } from '../../db/schema/handled-comments.ts';
import type { Octokit } from './github.ts';
import { retryAfter } from './retry-after.ts';
import { statusOf } from './status-of.ts';
import { commentOnce } from './updates/comment-once.ts';

export interface CommentAnswer {
  owner: string;
  repo: string;
  number: number;
  commentId: number;
  /** When the comment was written: the answer is younger. */
  commentedAt: Date;
  reaction: CommentReaction;
  text: string;
}

/**
 * Answers a comment by a reaction and one comment, however often it is run.
 * @returns what GitHub does not take: the comment is gone, the conversation is locked. Trying again would not help.
 */
export async function answerComment(octokit: Octokit, answer: CommentAnswer, now: Date): Promise<unknown[]> {
  const { owner, repo, number, commentId, commentedAt, reaction, text } = answer;
  const refused: unknown[] = [];
  const acts = [
    () =>
      octokit.request('POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions', {
        owner,
        repo,
        comment_id: commentId,
        content: reaction,
      }),
    () => commentOnce(octokit, { owner, repo }, { number, marker: `answer:${commentId}`, text, since: commentedAt }),
  ];
  for (const act of acts) {
    try {
      await act();
    } catch (error) {
      const status = statusOf(error) ?? 500;
      if (status >= 500 || status === 401 || retryAfter(error, now) !== undefined) throw error;
      refused.push(error);
    }
  }
  return refused;
}
