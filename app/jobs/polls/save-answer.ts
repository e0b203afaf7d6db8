import { appendEvidence } from '../../../db/evidence.ts';
import type { Trx } from '../../../db/open-database.ts';
import { listHolders } from '../../../db/package-holders.ts';
import {
  lockTracked,
  markUnchanged,
  saveFailed,
  saveGone,
  savePolled,
  type TrackedPackage,
  type UnchangedPoll,
} from '../../../db/package-polls.ts';
import { appendLedger, listLedger } from '../../../db/trust-ledger.ts';
import type { LedgerEntry, PackageSnapshot } from '../../../scanners/maintainers/index.ts';
import type { JobContext } from '../job-context.ts';
import type { ConfusedPackage } from './confused-packages.ts';
import { decideDocument, entryKey, isFirstSight } from './decide-document.ts';
import { nextPoll, retryPoll } from './next-poll.ts';

/** What came of asking about a package. */
export type PollAnswer =
  | { kind: 'unchanged' }
  | { kind: 'snapshot'; snapshot: PackageSnapshot; etag: string | null; registry: string }
  | { kind: 'missing'; problem: string }
  | { kind: 'failed'; problem: string };

export interface AnswerToSave {
  name: string;
  answer: PollAnswer;
  confused: ConfusedPackage | undefined;
  now: Date;
}

/** What was made of an answer; `dropped`: nobody holds the package any more. */
export interface SavedAnswer {
  outcome: 'learned' | 'unchanged' | 'older' | 'missing' | 'failed' | 'dropped';
  entries: number;
}

const HOUR = 60 * 60 * 1000;
/** Between the two times that a package has to be missing before it counts as taken back, with some play for the clock's rhythm. */
const MISSING_FOR = HOUR - 5 * 60 * 1000;
const MOST_TOLD = 100_000;

/**
 * Writes what an answer says, in one transaction with what follows from it: entries of the ledger, what is remembered, and that it waits
 * to be judged. It is compared with what is remembered then, and not when the registry was asked: whoever else asked meanwhile has told
 * it, and nothing is told twice.
 */
export async function saveAnswer(context: JobContext, given: AnswerToSave): Promise<SavedAnswer> {
  return context.db.transaction().execute(async (trx) => {
    const tracked = await lockTracked(trx, given.name);
    if (tracked === undefined) return { outcome: 'dropped', entries: 0 };
    const saved = await save(trx, tracked, given);
    await recordConfusion(context, trx, tracked, given);
    if (saved.entries > 0) await context.ledgerChanged?.(trx, [given.name]);
    return saved;
  });
}

async function save(trx: Trx, tracked: TrackedPackage, given: AnswerToSave): Promise<SavedAnswer> {
  const { name, answer, confused, now } = given;
  if (answer.kind === 'failed') {
    const nextPollAt = retryPoll(tracked.failures, now);
    await saveFailed(trx, { name, problem: answer.problem, now, nextPollAt, missing: false });
    return { outcome: 'failed', entries: 0 };
  }
  if (answer.kind === 'unchanged') {
    await markUnchanged(trx, [unchangedPoll(tracked, { confused, now })], now);
    return { outcome: 'unchanged', entries: 0 };
  }
  if (answer.kind === 'missing') return saveMissing(trx, tracked, { problem: answer.problem, now });
  const { snapshot, registry, etag } = answer;
  const told = isFirstSight(tracked, registry) ? await toldBefore(trx, name) : new Set<string>();
  const learned = decideDocument({ tracked, registry, snapshot, told, now });
  const nextPollAt = nextPoll(name, { direct: tracked.direct, now });
  if (learned === null) {
    const problem = `${name}: expected its document to be no older than before, found an older one. Nothing is concluded from it.`;
    await saveFailed(trx, { name, problem, now, nextPollAt, missing: false });
    return { outcome: 'older', entries: 0 };
  }
  const { entries, seen, baseline } = learned;
  await appendLedger(trx, name, entries);
  await savePolled(trx, {
    name,
    nextPollAt,
    registry,
    etag,
    seen,
    maintainers: snapshot.maintainers?.map((person) => person.name) ?? null,
    repository: snapshot.repository ?? null,
    firstPublishedAt: snapshot.created ?? null,
    problem: confused?.problem ?? null,
    now,
    baseline,
    learned: entries.length > 0,
    check: entries.some(({ kind, history }) => !history && (kind === 'published' || kind === 'maintainers')),
  });
  return { outcome: entries.length > 0 ? 'learned' : 'unchanged', entries: entries.length };
}

export function unchangedPoll(
  { name, direct }: Pick<TrackedPackage, 'name' | 'direct'>,
  { confused, now }: Pick<AnswerToSave, 'confused' | 'now'>,
): UnchangedPoll {
  return { name, nextPollAt: nextPoll(name, { direct, now }), problem: confused?.problem ?? null };
}

/** Once may be a fault of the registry; twice, an hour apart, all versions are gone. What is remembered else stays: it may come back. */
async function saveMissing(
  trx: Trx,
  { name, seen, failures, missingSince }: TrackedPackage,
  { problem, now }: { problem: string; now: Date },
): Promise<SavedAnswer> {
  const versions = Object.keys(seen?.versions ?? {});
  const wasThere = seen !== null && versions.length > 0;
  const nextPollAt = wasThere ? new Date(now.getTime() + HOUR) : retryPoll(failures, now);
  await saveFailed(trx, { name, problem, now, nextPollAt, missing: true });
  const isGone = missingSince !== null && now.getTime() - missingSince.getTime() >= MISSING_FOR;
  if (!wasThere || !isGone) return { outcome: 'missing', entries: 0 };
  const at = now.toISOString();
  const entries = versions.map(
    (version): LedgerEntry => ({ kind: 'unpublished', version, at, seenAt: at, history: false }),
  );
  await appendLedger(trx, name, entries);
  await saveGone(trx, name, { ...seen, versions: {}, distTags: {} });
  return { outcome: 'learned', entries: entries.length };
}

/** A package that was tracked before has a ledger: it is not told its past again. */
async function toldBefore(trx: Trx, name: string): Promise<Set<string>> {
  const stored = await listLedger(trx, name, { limit: MOST_TOLD });
  return new Set(stored.map(({ entry }) => entryKey(entry)));
}

/** Said once, on the evidence of every installation that holds the package. */
async function recordConfusion(
  context: JobContext,
  trx: Trx,
  tracked: TrackedPackage,
  given: AnswerToSave,
): Promise<void> {
  const { name, answer, confused, now } = given;
  const answered = answer.kind === 'snapshot' || answer.kind === 'unchanged';
  if (confused === undefined || !answered || tracked.problem === confused.problem) return;
  const data = { package: name, advisory: confused.advisoryId };
  context.log.warn(data, 'a private package has a name that the public registry knows too');
  const holders = await listHolders(trx, [name]);
  const entry = { at: now, event: 'package.confusable', subject: `package:${name}`, data };
  for (const id of new Set(holders.map(({ installationId }) => installationId))) await appendEvidence(trx, id, [entry]);
}
