import { listHeldAdvisories, saveAdvisories } from '../../db/advisories.ts';
import { findCursor, markFeedFailed, markFeedRead } from '../../db/advisory-feeds.ts';
import { eachPackageVersion } from '../../db/package-versions.ts';
import type { AdvisoryBatch, AdvisoryRequest, AdvisorySource } from '../../scanners/osv/index.ts';
import type { JobContext } from './job-context.ts';

export interface SyncSummary {
  /** Records that were new or changed. */
  advisories: number;
  /** Things in records that could not be used; they are in the log. */
  problems: number;
  /** Why the source could not be read to its end; the batches before stand. */
  sourceFailure?: unknown;
}

/**
 * Takes over what a source has new, batch by batch, each with its cursor: stopped anywhere, the next run goes on there.
 * A source that fails is an outcome, noted on the feed: what else an hour has to do must not wait for it.
 */
export async function syncAdvisories(context: JobContext, source: AdvisorySource): Promise<SyncSummary> {
  const { db, log, now, signal } = context;
  const summary: SyncSummary = { advisories: 0, problems: 0 };
  const held = await listHeldAdvisories(db);
  const request: AdvisoryRequest = {
    packages: () => eachPackageVersion(db),
    cursor: await findCursor(db, source.name),
    held: (id) => held.get(id),
    heldIds: () => held.keys(),
    signal,
  };
  const batches = source.read(request)[Symbol.asyncIterator]();
  for (;;) {
    const batch = await nextBatch(context, batches);
    signal?.throwIfAborted();
    if ('failure' in batch) return failSync(context, source, { ...summary, sourceFailure: batch.failure });
    if (batch.done) break;
    const { changed, refused } = await saveAdvisories(db, { ...batch.value, source: source.name, now: now() });
    summary.advisories += changed;
    summary.problems += batch.value.problems.length + refused.length;
    report(context, batch.value, refused);
  }
  await markFeedRead(db, source.name, now());
  log.info({ source: source.name, ...summary }, 'advisories synced');
  return summary;
}

/** A fault of the source is told as a value; being told to stop is none, and is thrown. */
async function nextBatch(
  { signal }: JobContext,
  batches: AsyncIterator<AdvisoryBatch>,
): Promise<IteratorResult<AdvisoryBatch> | { failure: unknown }> {
  try {
    return await batches.next();
  } catch (failure) {
    signal?.throwIfAborted();
    return { failure };
  }
}

async function failSync({ db, log }: JobContext, source: AdvisorySource, summary: SyncSummary): Promise<SyncSummary> {
  const { sourceFailure: failure, ...counts } = summary;
  await markFeedFailed(db, source.name, failure instanceof Error ? failure.message : String(failure));
  log.error({ err: failure, source: source.name, ...counts }, 'advisories could not be synced to the end');
  return summary;
}

function report({ log }: JobContext, { problems, done, total }: AdvisoryBatch, refused: readonly string[]): void {
  for (const { id, message } of problems) log.warn({ advisory: id, problem: message }, 'advisory partly unusable');
  for (const id of refused) log.warn({ advisory: id.slice(0, 80) }, 'advisory left out: an id or a name is too long');
  log.debug({ done, total }, 'advisories read');
}
