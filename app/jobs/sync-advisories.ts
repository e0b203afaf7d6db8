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
    held: (id) => {
      const modified = held.get(id);
      return modified === undefined ? undefined : new Date(modified).toISOString();
    },
    heldIds: () => held.keys(),
    signal,
  };
  for await (const batch of readAhead(source.read(request))) {
    // Being told to stop is no fault of the source.
    signal?.throwIfAborted();
    if ('failure' in batch) return failSync(context, source, { ...summary, sourceFailure: batch.failure });
    const { changed, refused } = await saveAdvisories(db, { ...batch, source: source.name, now: now() });
    summary.advisories += changed;
    summary.problems += batch.problems.length + refused.length;
    report(context, batch, refused);
  }
  await markFeedRead(db, source.name, now());
  log.info({ source: source.name, ...summary }, 'advisories synced');
  return summary;
}

/**
 * Lets the source read on while a batch is written: of the two batches that are held at a time, one is with the database.
 * A fault of the source comes as a value, after the batches before it.
 */
async function* readAhead(batches: AsyncIterable<AdvisoryBatch>): AsyncGenerator<AdvisoryBatch | { failure: unknown }> {
  const iterator = batches[Symbol.asyncIterator]();
  const step = () => iterator.next().catch((failure: unknown) => ({ done: false as const, value: { failure } }));
  try {
    let next = step();
    for (;;) {
      const { done, value } = await next;
      if (done) return;
      if (!('failure' in value)) next = step();
      yield value;
    }
  } finally {
    await iterator.return?.();
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
