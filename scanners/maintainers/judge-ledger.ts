import { burstSignals } from './burst-signals.ts';
import { checkSignals } from './check-signals.ts';
import { clusterSignals } from './cluster-signals.ts';
import { areSamePeople } from './compare-people.ts';
import { fateSignals } from './fate-signals.ts';
import { ESTABLISHED, type FoundSignal } from './found-signal.ts';
import type { LedgerEntry, Person } from './ledger-entry.ts';
import type { JudgeOptions, MaintainerChange, TrustSignal } from './maintainer-risk.ts';
import { type Dated, type EntryOf, orderLedger } from './order-ledger.ts';
import { createSetHistory, setSignals } from './people-signals.ts';
import { createPublicationHistory, publicationSignals } from './publication-signals.ts';
import { levelOf, WEIGHTS_VERSION } from './weights.ts';

const MOST_SIGNALS = 100;

/**
 * What happened to a package, judged from its ledger: signals, put together into changes of which each is one story, the oldest first.
 * Only what happened since the package was first seen, unless `history` is asked for; the past is what it is compared with. The order
 * in which entries were learned does not count, and what is no entry is passed over.
 */
export function judgeLedger(
  packageName: string,
  entries: readonly LedgerEntry[],
  options: JudgeOptions,
): MaintainerChange[] {
  const isJudged = (entry: { history: boolean }) => options.history === true || !entry.history;
  if (!entries.some((entry) => isLooked(entry) && isJudged(entry))) return [];
  const ordered = orderLedger(entries);
  const published = firstPublications(ordered);
  const unpublished = new Set(ordered.filter((entry) => entry.kind === 'unpublished').map(({ version }) => version));
  const history = createSetHistory();
  const publications = createPublicationHistory(unpublished);
  const found: FoundSignal[] = [];
  for (const entry of ordered) {
    if (entry.kind === 'maintainers' && isJudged(entry)) found.push(...setSignals(entry, { history, options }));
    history.add(entry);
    if (entry.kind === 'published' && published.get(entry.version) === entry) {
      if (isJudged(entry)) found.push(...publicationSignals(entry, { publications, history, options }));
      publications.add(entry);
    }
  }
  found.push(...burstSignals([...published.values()], { packageName, options }));
  found.push(...checkSignals({ packageName, ordered, published, history, isJudged }));
  found.push(...fateSignals(ordered, isJudged));
  const ledger = { packageName, ordered, published, now: currentSet(ordered) };
  return clusterSignals(found, ESTABLISHED).map((signals) => toChange(signals, ledger));
}

/** Most packages have nothing new: they are not worth sorting. A baseline tells of no change. */
function isLooked(entry: unknown): entry is LedgerEntry {
  return typeof entry === 'object' && entry !== null && (entry as LedgerEntry).kind !== 'baseline';
}

function firstPublications(ordered: readonly Dated[]): Map<string, EntryOf<'published'>> {
  const published = new Map<string, EntryOf<'published'>>();
  for (const entry of ordered)
    if (entry.kind === 'published' && !published.has(entry.version)) published.set(entry.version, entry);
  return published;
}

/** Who may publish now, as far as the ledger tells. */
function currentSet(ordered: readonly Dated[]): readonly Person[] | undefined {
  const last = ordered.findLast(({ kind }) => kind === 'maintainers' || kind === 'baseline');
  return last?.kind === 'maintainers' ? last.after : last?.kind === 'baseline' ? last.maintainers : undefined;
}

interface Ledger {
  packageName: string;
  ordered: readonly Dated[];
  published: ReadonlyMap<string, EntryOf<'published'>>;
  now: readonly Person[] | undefined;
}

function toChange(found: readonly FoundSignal[], ledger: Ledger): MaintainerChange {
  const signals = weigh(found);
  const score = Math.min(
    100,
    signals.reduce((sum, { weight }) => sum + weight, 0),
  );
  const dated = found.some(({ points }) => points > 0) ? found.filter(({ points }) => points > 0) : found;
  const [first, last] = [dated[0]!, dated.at(-1)!];
  const sets = ledger.ordered.filter(
    (entry): entry is EntryOf<'maintainers'> =>
      entry.kind === 'maintainers' && entry.before !== undefined && entry.time >= first.time && entry.time <= last.time,
  );
  const [before, after] = [sets[0]?.before, sets.at(-1)?.after];
  const isBack = before !== undefined && ledger.now !== undefined && areSamePeople(before, ledger.now);
  return {
    packageName: ledger.packageName,
    startedAt: first.at,
    lastSignalAt: last.at,
    signals: signals.slice(0, MOST_SIGNALS),
    score,
    level: levelOf(score),
    weights: WEIGHTS_VERSION,
    ...(before && after && !areSamePeople(before, after) ? { maintainers: { before, after } } : {}),
    versions: versionsOf(found, { first: first.time, last: last.time, published: ledger.published }),
    reverted: isBack && signals.every(({ version, weight, kind }) => version === undefined || isFate(kind, weight)),
  };
}

function isFate(kind: TrustSignal['kind'], weight: number): boolean {
  return weight === 0 && (kind === 'deprecated' || kind === 'unpublished');
}

/** A kind counts once, by its heaviest signal: the tenth new publisher of a busy package is not ten times as bad. */
function weigh(found: readonly FoundSignal[]): TrustSignal[] {
  const counted = new Set<string>();
  const heaviest = [...found].sort((a, b) => b.points - a.points || a.time - b.time || compareText(a, b));
  const signals = heaviest.map(({ time: _, points, ...signal }): TrustSignal => {
    const weight = counted.has(signal.kind) ? 0 : points;
    counted.add(signal.kind);
    return { ...signal, weight };
  });
  return signals.sort((a, b) => b.weight - a.weight);
}

function compareText(a: FoundSignal, b: FoundSignal): number {
  return a.kind === b.kind ? (a.text < b.text ? -1 : 1) : a.kind < b.kind ? -1 : 1;
}

function versionsOf(
  found: readonly FoundSignal[],
  { first, last, published }: { first: number; last: number; published: Ledger['published'] },
): string[] {
  const named = new Set(found.filter(({ points }) => points > 0).map(({ version }) => version));
  return [...published.values()]
    .filter(({ version, time }) => (time >= first && time <= last) || named.has(version))
    .map(({ version }) => version);
}
