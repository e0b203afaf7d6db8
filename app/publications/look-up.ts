import { type DocumentAddress, registryOfPackage } from '../registry/document-address.ts';
import { pollPackument } from '../registry/poll-packument.ts';
import type { CheckedNow, CheckRun } from './check-run.ts';

/** What a registry said. */
export type LookedUp =
  | { kind: 'document'; document: unknown }
  /** It says that there is none. */
  | { kind: 'missing' }
  | { kind: 'unknown' }
  | { kind: 'later' };

export interface Wanted {
  name: string;
  /** Left out: the package's document. */
  addressOf?: (at: DocumentAddress) => string;
  /** Of the answer at most. */
  bytes: number;
}

/** Asks the package's registry, within the run's share of the budget, and not where it wants to be left alone. */
export async function lookUp(
  run: CheckRun,
  checked: CheckedNow,
  { name, addressOf, bytes }: Wanted,
): Promise<LookedUp> {
  const { context, checking } = run;
  const { pauses } = checking;
  const registry = registryOfPackage(name, checking.registry);
  if (registry === '') return { kind: 'unknown' };
  if (run.left <= 0 || pauses.until(registry, context.now()) !== undefined) return { kind: 'later' };
  run.left -= 1;
  const polled = await pollPackument(name, {
    addressOf,
    registry: checking.registry,
    etag: null,
    now: context.now,
    signal: context.signal,
    mayTryAgain: () => {
      if (run.left <= 0) return false;
      run.left -= 1;
      return true;
    },
    onRequest: (request) => {
      checked.requests += 1;
      run.summary.requests += 1;
      checking.onRequest?.(request);
    },
    limits: { retries: 1, ...checking.limits, bytes },
  });
  if (polled.kind === 'pause') {
    pauses.pause(registry, polled.until);
    context.log.warn({ registry, until: polled.until }, 'a registry wants to be left alone: it is asked later');
    return { kind: 'later' };
  }
  if (polled.kind !== 'failed' || polled.error.code !== 'unreachable') pauses.answered(registry);
  // A registry can be without its other services: polls need only its documents.
  else if (addressOf === undefined) pauses.silent(registry, context.now());
  if (polled.kind === 'document') return { kind: 'document', document: polled.packument };
  if (polled.kind === 'missing') return { kind: 'missing' };
  if (polled.kind === 'failed')
    context.log.debug({ err: polled.error, package: name }, 'a registry could not answer a check');
  return { kind: 'unknown' };
}
