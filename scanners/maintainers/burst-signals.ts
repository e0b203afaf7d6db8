import { ESTABLISHED, type FoundSignal, foundSignal, listed, MINUTE } from './found-signal.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import type { JudgeOptions } from './maintainer-risk.ts';
import { type EntryOf, orderLedger } from './order-ledger.ts';

type Published = EntryOf<'published'>;

const WITHIN = 15 * MINUTE;
const MANY_PACKAGES = 5;
const MANY_VERSIONS = 3;
/** What is half as much again as ever before is no habit. */
const BEYOND_HABIT = 1.5;
/** How many earlier publications are looked at to tell a habit. */
const LOOKED_BACK = 10;

/**
 * Many packages of one account or scope, or many versions of the package, within minutes: what a worm does, and what a monorepo does at
 * each release. A habit tells them apart: where a version that was published at least two weeks before stood in a burst too, one that
 * is not half as large again is no signal. Of a run of versions the first carries the signal.
 */
export function burstSignals(
  published: readonly Published[],
  { packageName, options }: { packageName: string; options: JudgeOptions },
): FoundSignal[] {
  const runs = versionsNearby(published);
  const found: FoundSignal[] = [];
  // Of the package alone: the largest run that is old enough, kept up as time goes by.
  let [past, largest, last] = [0, 0, Number.NEGATIVE_INFINITY];
  published.forEach((entry, at) => {
    for (; published[past]!.time <= entry.time - ESTABLISHED; past++) largest = Math.max(largest, runs[past]!);
    if (entry.history && !options.history) return;
    const isFirst = entry.time - last > WITHIN;
    const own = runs[at]!;
    if (own >= MANY_VERSIONS && own >= beyond(largest, MANY_VERSIONS) && isFirst) {
      const { version } = entry;
      const text = `${own} versions were published within 15 minutes of ${version}`;
      found.push(foundSignal('burstVersions', entry, { version, text }));
      last = entry.time;
    }
    const wave = isFirst
      ? packagesSignal(entry, {
          earlier: () => published.slice(Math.max(0, past - LOOKED_BACK), past),
          packageName,
          options,
        })
      : undefined;
    if (wave !== undefined) {
      found.push(wave);
      last = entry.time;
    }
  });
  return found;
}

/**
 * The moments that `judgeLedger` may ask `publishedAround` about: of what is judged, and of the earlier publications that tell a habit.
 */
export function momentsToLookAround(
  entries: readonly LedgerEntry[],
  { history = false }: { history?: boolean } = {},
): { publisher: string | undefined; at: string }[] {
  const published = orderLedger(entries).filter((entry) => entry.kind === 'published');
  const wanted = new Set<Published>();
  for (const entry of published) {
    if (entry.history && !history) continue;
    wanted.add(entry);
    const earlier = published.filter(({ time }) => time <= entry.time - ESTABLISHED).slice(-LOOKED_BACK);
    for (const each of earlier) wanted.add(each);
  }
  return [...wanted].map(momentOf);
}

interface Wave {
  packages: string[];
  versions: number;
}

function packagesSignal(
  entry: Published,
  { earlier, packageName, options }: { earlier: () => Published[]; packageName: string; options: JudgeOptions },
): FoundSignal | undefined {
  const wave = waveAround(entry, packageName, options);
  if (wave.packages.length + 1 < MANY_PACKAGES) return undefined;
  const waves = earlier().map((each) => waveAround(each, packageName, options));
  const habit = waves.filter(({ packages }) => packages.length + 1 >= MANY_PACKAGES);
  if (wave.versions < beyond(Math.max(0, ...habit.map(({ versions }) => versions)), 1)) return undefined;
  const { version, publisher } = entry;
  const text = `${version} was published within 15 minutes of ${wave.packages.length} other packages of the same account or scope: ${listed(wave.packages)}`;
  return foundSignal('burstPackages', entry, { version, people: publisher ? [publisher.name] : undefined, text });
}

function waveAround(entry: Published, packageName: string, { publishedAround }: JudgeOptions): Wave {
  const near = publishedAround(momentOf(entry)).filter(
    ({ packageName: name, at }) => name !== packageName && Math.abs(Date.parse(at) - entry.time) <= WITHIN,
  );
  return { packages: [...new Set(near.map(({ packageName: name }) => name))].sort(), versions: near.length };
}

/** The size from which something goes beyond a habit of a size; without one, the least that counts. */
function beyond(habit: number, least: number): number {
  return habit < least ? 0 : habit * BEYOND_HABIT;
}

function momentOf({ publisher, at }: Published): { publisher: string | undefined; at: string } {
  return { publisher: publisher?.name, at };
}

/** For each version, how many came within a stretch of 15 minutes that it is part of, at most. */
function versionsNearby(published: readonly Published[]): number[] {
  const sizes: number[] = published.map(() => 1);
  let end = 0;
  for (let start = 0; start < published.length; start++) {
    while (end < published.length && published[end]!.time - published[start]!.time <= WITHIN) end++;
    const size = end - start;
    if (size < MANY_VERSIONS) continue;
    for (let at = start; at < end; at++) sizes[at] = Math.max(sizes[at]!, size);
  }
  return sizes;
}
