import type { Db } from './open-database.ts';

/** Where an earlier reading of this source ended; undefined before the first one. */
export async function findCursor(db: Db, source: string): Promise<string | undefined> {
  const feed = await db.selectFrom('advisory_feeds').select('cursor').where('source', '=', source).executeTakeFirst();
  return feed?.cursor ?? undefined;
}

/** When advisories were last read to their end, from whichever source; null: never. */
export async function advisoriesReadAt(db: Db): Promise<Date | null> {
  const feed = await db
    .selectFrom('advisory_feeds')
    .select((select) => select.fn.max('completed_at').as('at'))
    .executeTakeFirst();
  return feed?.at ?? null;
}

/** A source was read to its end. */
export function markFeedRead(db: Db, source: string, now: Date): Promise<void> {
  return saveOutcome(db, source, { completed_at: now, error: null });
}

/** A source could not be read to its end; what it handed over before stands, and its cursor with it. */
export function markFeedFailed(db: Db, source: string, error: string): Promise<void> {
  return saveOutcome(db, source, { error });
}

async function saveOutcome(
  db: Db,
  source: string,
  outcome: { completed_at?: Date; error: string | null },
): Promise<void> {
  await db
    .insertInto('advisory_feeds')
    .values({ source, cursor: null, completed_at: null, ...outcome })
    .onConflict((conflict) => conflict.column('source').doUpdateSet(outcome))
    .execute();
}
