import type { ColumnType } from 'kysely';

/** What a change of suppressions can be about: `oweSuppression` takes it. */
export interface OwedReach {
  installation_id: number;
  repository_id: number | null;
  package_name: string | null;
}

export type CommentReaction = '+1' | '-1' | 'confused';

/** A comment with commands that were carried out: it is never carried out again. */
export interface HandledCommentsTable {
  /** GitHub's id of the comment. */
  comment_id: number;
  installation_id: number;
  repository_id: number;
  /** The pull request or issue that it stands under. */
  number: number;
  author: string;
  /** Suppressions that it made. */
  suppressions: number[];
  owed: ColumnType<OwedReach[], string, string>;
  reaction: CommentReaction;
  /** The text that it is answered with, in Markdown. */
  answer: string;
  /** When it was written, by the clock of GitHub: the answer is younger. */
  commented_at: Date;
  handled_at: Date;
  /** When GitHub had the answer; null: it is owed. */
  answered_at: Date | null;
}
