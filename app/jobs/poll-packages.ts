import { countCheckRequests } from '../../db/package-checks.ts';
import { countPolled, listDuePackages, markUnchanged, postponePolls } from '../../db/package-polls.ts';
import type { JobContext } from './job-context.ts';
import { confusedPackages } from './polls/confused-packages.ts';
import { type Polling, type PollRun, type PollSummary, pollPackage } from './polls/poll-package.ts';

const HOUR = 60 * 60 * 1000;
/** The clock starts one every five minutes. */
const RUNS_AN_HOUR = 12;
/** What packages that projects ask for themselves may take up of a run while others are due too. */
const DIRECT_SHARE = 0.75;
/** Documents are parsed whole: it bounds memory too. */
const AT_ONCE = 6;
const BATCH = 200;

/**
 * Asks registries about the packages that are due, within the run's share of the hour's budget, and adds what is new to their ledgers.
 * Each package is written by itself: a run that is killed loses what it had not written, which the next one asks for again.
 */
export async function pollPackages(context: JobContext, polling: Polling): Promise<PollSummary> {
  const { db, log, now } = context;
  const stop = new AbortController();
  const share = await shareOf(context, polling);
  const run: PollRun = {
    context,
    polling,
    summary: noPolls(),
    toWrite: { unchanged: [], paused: [] },
    signal: context.signal === undefined ? stop.signal : AbortSignal.any([context.signal, stop.signal]),
    left: share,
  };
  if (share <= 0) return run.summary;
  const due = await listDuePackages(db, { now: now(), direct: Math.ceil(share * DIRECT_SHARE), all: share });
  const names = due.map(({ name }) => name);
  const confused = await confusedPackages(db, names, polling.registry);
  const left = due.values();
  const work = async (): Promise<void> => {
    for (const tracked of left) {
      run.signal.throwIfAborted();
      // Tries again count too.
      if (run.left <= 0) return;
      await pollPackage(run, tracked, confused.get(tracked.name));
      if (run.toWrite.unchanged.length >= BATCH) await write(run);
    }
  };
  const workers = Array.from({ length: polling.atOnce ?? AT_ONCE }, () => work().catch(stopAll));
  await Promise.all(workers);
  await write(run);
  log.info({ due: due.length, share, ...run.summary }, 'packages polled');
  run.signal.throwIfAborted();
  return run.summary;

  /** What the others are at is ended before the fault is told. */
  function stopAll(error: unknown): void {
    stop.abort(error);
  }
}

/** Of the hour's budget, what is left of it for a run. What the checks took is gone. */
async function shareOf({ db, now }: JobContext, { budget }: Polling): Promise<number> {
  if (budget === 0) return 0;
  const hourAgo = new Date(now().getTime() - HOUR);
  const spent = (await countPolled(db, hourAgo)) + (await countCheckRequests(db, hourAgo));
  return Math.min(Math.ceil(budget / RUNS_AN_HOUR), budget - spent);
}

async function write({ context: { db, now }, toWrite }: PollRun): Promise<void> {
  await markUnchanged(db, toWrite.unchanged.splice(0), now());
  await postponePolls(db, toWrite.paused.splice(0));
}

function noPolls(): PollSummary {
  const outcomes = { learned: 0, unchanged: 0, older: 0, missing: 0, failed: 0, dropped: 0 };
  return { requests: 0, bytes: 0, entries: 0, paused: 0, ...outcomes };
}
