import { type FoundSignal, foundSignal, listed } from './found-signal.ts';
import type { Dated, EntryOf } from './order-ledger.ts';

/** Deprecations and versions that were taken back: one signal for all that were learned of at once. */
export function fateSignals(ordered: readonly Dated[], isJudged: (entry: Dated) => boolean): FoundSignal[] {
  const fates = ordered.filter(
    (entry): entry is EntryOf<'deprecated'> | EntryOf<'unpublished'> =>
      ((entry.kind === 'deprecated' && entry.notice !== null) || entry.kind === 'unpublished') && isJudged(entry),
  );
  return [...Map.groupBy(fates, ({ kind, time }) => `${kind} ${time}`).values()].map((all) => {
    const { kind, version } = all[0]!;
    const which = `${all.length === 1 ? 'version' : 'versions'} ${listed(all.map((entry) => entry.version))}`;
    const text = kind === 'deprecated' ? `deprecated: ${which}` : `taken back: ${which}`;
    return foundSignal(kind, all[0]!, { ...(all.length === 1 ? { version } : {}), text });
  });
}
