import type { Db, Trx } from './open-database.ts';

/** What a token was used for before, if it was. */
export async function findTokenUse(
  db: Db | Trx,
  token: string,
): Promise<{ question: string; decisionId: number } | undefined> {
  const row = await db.selectFrom('workflow_tokens').selectAll().where('token', '=', token).executeTakeFirst();
  return row && { question: row.question, decisionId: row.decision_id };
}

export interface TokenUse {
  token: string;
  question: string;
  decisionId: number;
  expiresAt: Date;
}

/** @returns false where the token was used meanwhile: whoever calls takes back what they wrote */
export async function noteTokenUse(trx: Trx, { token, question, decisionId, expiresAt }: TokenUse): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await trx
    .insertInto('workflow_tokens')
    .values({ token, question, decision_id: decisionId, expires_at: expiresAt })
    .onConflict((conflict) => conflict.column('token').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows > 0n;
}
