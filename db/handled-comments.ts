import type { Selectable } from 'kysely';
import { storableJson, storableText } from './json-rows.ts';
import type { Db, Trx } from './open-database.ts';
import type { CommentReaction, HandledCommentsTable, OwedReach } from './schema/handled-comments.ts';

export type HandledComment = Selectable<HandledCommentsTable>;

export interface CommentToHandle {
  commentId: number;
  installationId: number;
  repositoryId: number;
  number: number;
  author: string;
  commentedAt: Date;
}

/** What came of a comment. */
export interface CommentOutcome {
  suppressions: readonly number[];
  owed: readonly OwedReach[];
  reaction: CommentReaction;
  answer: string;
}

export async function findHandledComment(db: Db | Trx, commentId: number): Promise<HandledComment | undefined> {
  return db.selectFrom('handled_comments').selectAll().where('comment_id', '=', commentId).executeTakeFirst();
}

/** Keeps others from carrying it out until the transaction ends. @returns false where somebody has carried it out. */
export async function claimComment(trx: Trx, comment: CommentToHandle, now: Date): Promise<boolean> {
  const claimed = await trx
    .insertInto('handled_comments')
    .values({
      comment_id: comment.commentId,
      installation_id: comment.installationId,
      repository_id: comment.repositoryId,
      number: comment.number,
      author: comment.author,
      suppressions: [],
      owed: '[]',
      reaction: 'confused',
      answer: '',
      commented_at: comment.commentedAt,
      handled_at: now,
      answered_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('comment_id')
    .executeTakeFirst();
  return claimed !== undefined;
}

/** In the transaction that claimed it. */
export async function saveCommentOutcome(
  trx: Trx,
  commentId: number,
  { suppressions, owed, reaction, answer }: CommentOutcome,
): Promise<HandledComment> {
  return trx
    .updateTable('handled_comments')
    .set({ suppressions: [...suppressions], owed: storableJson(owed), reaction, answer: storableText(answer) })
    .where('comment_id', '=', commentId)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function markCommentAnswered(db: Db, commentId: number, now: Date): Promise<void> {
  await db.updateTable('handled_comments').set({ answered_at: now }).where('comment_id', '=', commentId).execute();
}

/** Numbers of the suppressions that were made under a pull request or issue; some may be gone. */
export async function listConversationSuppressions(
  db: Db | Trx,
  { repositoryId, number }: { repositoryId: number; number: number },
): Promise<number[]> {
  const rows = await db
    .selectFrom('handled_comments')
    .select('suppressions')
    .where('repository_id', '=', repositoryId)
    .where('number', '=', number)
    .execute();
  return rows.flatMap(({ suppressions }) => suppressions);
}
