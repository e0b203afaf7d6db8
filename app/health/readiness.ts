import { sql } from 'kysely';
import { advisoriesReadAt } from '../../db/advisory-feeds.ts';
import { type ExploitFeedState, listExploitFeeds } from '../../db/exploit-feeds.ts';
import type { Db } from '../../db/open-database.ts';
import { countJobs } from '../queue/queue-counts.ts';

export interface Readiness {
  ready: boolean;
  /** What keeps the service from its work, in words. */
  missing: string[];
  /** What is not as it should be, though the service works. */
  notes: string[];
}

export interface ReadinessOptions {
  db: Db;
  /** Whether a GitHub App is configured. */
  configured: boolean;
  now: () => Date;
}

const TIMEOUT_MS = 3000;
const STALE_MS = 3 * 60 * 60 * 1000;
const OLD_FEED_MS = 3 * 24 * 60 * 60 * 1000;
const EXPLOIT_FEED_NAMES = { kev: 'known exploited vulnerabilities (KEV)', epss: 'EPSS scores' };

/** Asks the database, and says what is missing. Never throws, and never takes long. */
export async function checkReadiness({ db, configured, now }: ReadinessOptions): Promise<Readiness> {
  const missing: string[] = [];
  const notes: string[] = [];
  if (!configured) missing.push('a GitHub App: open / to make one, or set APP_ID, PRIVATE_KEY and WEBHOOK_SECRET');
  try {
    const state = await inTime(ask(db));
    if (state.advisoriesAt === null)
      notes.push('advisories were never read to their end: there are no alerts before that');
    else if (now().getTime() - state.advisoriesAt.getTime() > STALE_MS) {
      notes.push(`advisories were last read at ${state.advisoriesAt.toISOString()}`);
    }
    if (state.advisoriesAt !== null && !state.hasAdvisories) {
      notes.push('advisories were read and none are held, so nothing can be found: check the source of advisories');
    }
    notes.push(...state.feeds.flatMap((feed) => noteOf(feed, now())));
    if (state.failed > 0) notes.push(`${state.failed} jobs failed for good: see lockkeeper_queue_jobs and the log`);
  } catch (error) {
    missing.push(`the database: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { ready: missing.length === 0, missing, notes };
}

function noteOf({ feed, state, readAt }: ExploitFeedState, now: Date): string[] {
  const name = EXPLOIT_FEED_NAMES[feed];
  // Turned off is as somebody wished.
  if (state === 'off') return [];
  if (readAt === null) return [`${name} were never read: nothing is ranked by them`];
  return now.getTime() - readAt.getTime() > OLD_FEED_MS ? [`${name} were last read at ${readAt.toISOString()}`] : [];
}

interface State {
  advisoriesAt: Date | null;
  hasAdvisories: boolean;
  feeds: ExploitFeedState[];
  failed: number;
}

async function ask(db: Db): Promise<State> {
  const any = await db.selectFrom('advisories').select('id').limit(1).executeTakeFirst();
  // Before the App is set up there is no queue.
  const { rows: tables } = await sql<{ there: boolean }>`select to_regclass('pgboss.job') is not null as there`.execute(
    db,
  );
  const failed = tables[0]?.there ? await countFailed(db) : 0;
  return {
    advisoriesAt: await advisoriesReadAt(db),
    hasAdvisories: any !== undefined,
    feeds: await listExploitFeeds(db),
    failed,
  };
}

async function countFailed(db: Db): Promise<number> {
  const counts = await countJobs(db);
  return counts.filter(({ state }) => state === 'failed').reduce((sum, { count }) => sum + count, 0);
}

async function inTime<T>(asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${TIMEOUT_MS / 1000} seconds`)), TIMEOUT_MS);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
