import { countCheckRequests, listDueChecks, type PackageToCheck } from '../../db/package-checks.ts';
import { countPolled } from '../../db/package-polls.ts';
import { checkPackage } from '../publications/check-package.ts';
import type { Checking, CheckRun, CheckSummary } from '../publications/check-run.ts';
import type { JobContext } from './job-context.ts';
import { inParallel } from './scan/in-parallel.ts';

const HOUR = 60 * 60 * 1000;
/** Of the hour's budget, what checks may take at most: polls find what there is to check. */
const SHARE = 0.25;
const PAGE = 100;
const AT_ONCE = 4;

/**
 * Looks up what documents do not say of new versions and of new people, for the packages that are due, the newest first, within a share of
 * the hour's budget. Each package is written by itself: what a run that is killed had not written, the next one asks for again.
 */
export async function checkPublications(context: JobContext, checking: Checking): Promise<CheckSummary> {
  const { db, log, now } = context;
  const summary: CheckSummary = { packages: 0, requests: 0, entries: 0, unknown: 0, later: 0 };
  const share = await shareOf(context, checking);
  const run: CheckRun = { context, checking, summary, left: share };
  for (let after: PackageToCheck | undefined; run.left > 0; ) {
    const page = await listDueChecks(db, { now: now(), after, limit: PAGE });
    await inParallel(page, AT_ONCE, async (one) => {
      context.signal?.throwIfAborted();
      // Those that are left are as due as before.
      if (run.left > 0) await checkPackage(run, one);
    });
    if (page.length < PAGE) break;
    after = page.at(-1);
  }
  log.info({ share, ...summary }, 'publications checked');
  return summary;
}

async function shareOf({ db, now }: JobContext, { budget }: Checking): Promise<number> {
  if (budget === 0) return 0;
  const hourAgo = new Date(now().getTime() - HOUR);
  const [polled, checked] = [await countPolled(db, hourAgo), await countCheckRequests(db, hourAgo)];
  return Math.min(Math.ceil(budget * SHARE) - checked, budget - polled - checked);
}
