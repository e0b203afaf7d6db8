import { storableJson } from '../../../db/json-rows.ts';
import type { NextPoll, TrackedPackage, UnchangedPoll } from '../../../db/package-polls.ts';
import {
  type MarkEmail,
  type PackageSnapshot,
  readSnapshot,
  SnapshotError,
} from '../../../scanners/maintainers/index.ts';
import { registryOfPackage } from '../../registry/document-address.ts';
import {
  type MadeRequest,
  type PolledDocument,
  type PollLimits,
  pollPackument,
} from '../../registry/poll-packument.ts';
import type { RegistrySettings } from '../../updates/registry/registry-settings.ts';
import type { JobContext } from '../job-context.ts';
import type { ConfusedPackage } from './confused-packages.ts';
import type { RegistryPauses } from './registry-pauses.ts';
import { type PollAnswer, type SavedAnswer, saveAnswer, unchangedPoll } from './save-answer.ts';

export interface Polling {
  /** From our own settings. */
  registry: RegistrySettings;
  /** Requests an hour, of which a run has its share; 0: nothing is asked. */
  budget: number;
  markEmail: MarkEmail;
  pauses: RegistryPauses;
  onRequest?: (request: MadeRequest) => void;
  /** Requests at a time. */
  atOnce?: number;
  limits?: Partial<PollLimits>;
}

export interface PollSummary extends Record<SavedAnswer['outcome'], number> {
  /** Of registries. */
  requests: number;
  bytes: number;
  /** Entries that were added to ledgers. */
  entries: number;
  /** Packages of registries that want to be left alone. */
  paused: number;
}

/** What is written for many at once, at the end of the run or when there is enough of it. */
export interface PollsToWrite {
  unchanged: UnchangedPoll[];
  paused: NextPoll[];
}

export interface PollRun {
  context: JobContext;
  polling: Polling;
  summary: PollSummary;
  toWrite: PollsToWrite;
  signal: AbortSignal;
  /** Requests that it may still make. */
  left: number;
}

/** Asks about one package and writes what came of it. @throws where it is told to stop, or the database fails. */
export async function pollPackage(
  run: PollRun,
  tracked: TrackedPackage,
  confused: ConfusedPackage | undefined,
): Promise<void> {
  const { context, polling, summary, toWrite } = run;
  const { pauses } = polling;
  const { name } = tracked;
  const registry = registryOfPackage(name, polling.registry);
  const until = pauses.until(registry, context.now());
  if (until !== undefined) return pause(until);
  run.left -= 1;
  const polled = await pollPackument(name, {
    registry: polling.registry,
    etag: tracked.registry === registry && tracked.seen !== null ? tracked.etag : null,
    now: context.now,
    signal: run.signal,
    mayTryAgain: () => {
      if (run.left <= 0) return false;
      run.left -= 1;
      return true;
    },
    onRequest: (request) => {
      summary.requests += 1;
      summary.bytes += request.bytes;
      polling.onRequest?.(request);
    },
    limits: polling.limits,
  });
  if (polled.kind === 'pause') {
    pauses.pause(registry, polled.until);
    context.log.warn({ registry, until: polled.until }, 'a registry wants to be left alone: it is asked later');
    return pause(polled.until);
  }
  if (polled.kind === 'failed' && polled.error.code === 'unreachable') pauses.silent(registry, context.now());
  else pauses.answered(registry);
  const now = context.now();
  const problem = confused?.problem ?? null;
  if (polled.kind === 'unchanged' && (problem === null || problem === tracked.problem)) {
    summary.unchanged += 1;
    toWrite.unchanged.push(unchangedPoll(tracked, { confused, now }));
    return;
  }
  const { outcome, entries } = await save(run, { name, answer: readAnswer(run, { name, registry, polled }), confused });
  summary[outcome] += 1;
  summary.entries += entries;

  function pause(nextPollAt: Date): void {
    summary.paused += 1;
    toWrite.paused.push({ name, nextPollAt });
  }
}

interface Polled {
  name: string;
  registry: string;
  polled: Exclude<PolledDocument, { kind: 'pause' }>;
}

function readAnswer({ context, polling }: PollRun, { name, registry, polled }: Polled): PollAnswer {
  if (polled.kind === 'failed') return { kind: 'failed', problem: polled.error.message };
  if (polled.kind !== 'document') return polled;
  try {
    const read = readSnapshot(name, polled.packument, polling.markEmail);
    // As it will be read back: what the database cannot hold would else be a change at every look.
    const snapshot = JSON.parse(storableJson(read)) as PackageSnapshot;
    return { kind: 'snapshot', snapshot, etag: polled.etag, registry };
  } catch (error) {
    if (error instanceof SnapshotError) return { kind: 'failed', problem: error.message };
    // It is ours; but no document may keep the others from being read.
    context.log.error({ err: error, package: name }, 'a document could not be read');
    return { kind: 'failed', problem: `${name}: its document could not be read; the log says why.` };
  }
}

/** What the database does not take of one package may not keep it from taking the others. */
async function save(
  { context }: PollRun,
  given: { name: string; answer: PollAnswer; confused: ConfusedPackage | undefined },
): Promise<SavedAnswer> {
  const now = context.now();
  try {
    return await saveAnswer(context, { ...given, now });
  } catch (error) {
    context.log.error({ err: error, package: given.name }, 'what was learned of a package could not be stored');
    const problem = `${given.name}: what its document says could not be stored; the log says why.`;
    return saveAnswer(context, { ...given, answer: { kind: 'failed', problem }, now });
  }
}
