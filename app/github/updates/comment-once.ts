import type { Octokit } from '../github.ts';
import type { Place } from './branch-head.ts';

export interface CommentToWrite {
  /** The issue's, or the pull request's. */
  number: number;
  marker: string;
  text: string;
  /** It is not older: of longer conversations only that part is looked at. */
  since?: Date;
  /** False: where there is none yet, none is written. */
  isNews?: boolean;
}

/** Pages of 100 comments, the oldest first, that are looked through. */
const MOST_PAGES = 10;

/** One comment of ours for each marker: there already, it is edited where it says something else. */
export async function commentOnce(octokit: Octokit, place: Place, comment: CommentToWrite): Promise<void> {
  const { number, marker, text, isNews = true } = comment;
  const hidden = `<!-- lockkeeper:${marker} -->`;
  const body = `${text}\n\n${hidden}`;
  const known = await findComment(octokit, place, { ...comment, hidden });
  if (known === undefined) {
    if (!isNews) return;
    await octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      ...place,
      issue_number: number,
      body,
    });
  } else if (known.body !== body) {
    await octokit.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
      ...place,
      comment_id: Number(known.id),
      body,
    });
  }
}

async function findComment(
  octokit: Octokit,
  place: Place,
  { number, since, hidden }: CommentToWrite & { hidden: string },
): Promise<{ id: number | bigint; body?: string } | undefined> {
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      ...place,
      issue_number: number,
      per_page: 100,
      page,
      ...(since === undefined ? {} : { since: since.toISOString() }),
    });
    const found = data.find((comment) => comment.user?.type === 'Bot' && comment.body?.includes(hidden));
    if (found !== undefined) return found;
    if (data.length < 100) return undefined;
  }
  return undefined;
}
