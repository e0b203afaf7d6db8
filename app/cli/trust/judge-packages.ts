import { judgeLedger, type MaintainerChange, type NearbyPublication } from '../../../scanners/maintainers/index.ts';
import type { KnownPackage } from './known-package.ts';

const WITHIN = 15 * 60 * 1000;

interface Publication extends NearbyPublication {
  time: number;
  publisher: string | undefined;
}

/**
 * The changes of each package, by name, its whole past judged as if it had been watched. The packages are each other's inventory: an
 * account that published others of them before is known.
 */
export function judgePackages(packages: readonly KnownPackage[], now: Date): Map<string, MaintainerChange[]> {
  const published = packages.flatMap(publicationsOf).sort((a, b) => a.time - b.time);
  const byPublisher = Map.groupBy(published, ({ publisher }) => publisher);
  const byScope = Map.groupBy(published, ({ packageName }) => scopeOf(packageName));
  const firsts = new Map([...byPublisher].map(([publisher, list]) => [publisher, firstOfEach(list)]));

  return new Map(packages.map((one) => [one.name, judge(one)]));

  function judge({ name, entries }: KnownPackage): MaintainerChange[] {
    const scope = scopeOf(name);
    return judgeLedger(name, entries, {
      now,
      history: true,
      otherPackagesOf(person, before) {
        const first = firsts.get(person) ?? new Map<string, string>();
        return [...first].filter(([packageName, at]) => packageName !== name && at < before).length;
      },
      publishedAround({ publisher, at }) {
        const time = Date.parse(at);
        const own = publisher === undefined ? [] : around(byPublisher.get(publisher) ?? [], time);
        const ofScope = scope === '' ? [] : around(byScope.get(scope) ?? [], time);
        return [...new Set([...own, ...ofScope])].filter(({ packageName }) => packageName !== name);
      },
    });
  }
}

function publicationsOf({ name, entries }: KnownPackage): Publication[] {
  return entries.flatMap((entry) =>
    entry.kind === 'published'
      ? [
          {
            packageName: name,
            version: entry.version,
            at: entry.at,
            time: Date.parse(entry.at),
            publisher: entry.publisher?.name,
          },
        ]
      : [],
  );
}

/** When each package was first published by whoever published these. */
function firstOfEach(sorted: readonly Publication[]): Map<string, string> {
  const first = new Map<string, string>();
  for (const { packageName, at } of sorted) if (!first.has(packageName)) first.set(packageName, at);
  return first;
}

/** Of a sorted list, those within minutes of a moment. */
function around(sorted: readonly Publication[], time: number): Publication[] {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.time < time - WITHIN) low = middle + 1;
    else high = middle;
  }
  const found: Publication[] = [];
  for (let at = low; at < sorted.length && sorted[at]!.time <= time + WITHIN; at++) found.push(sorted[at]!);
  return found;
}

/** Empty where the package has none. */
function scopeOf(packageName: string): string {
  return packageName.startsWith('@') ? packageName.slice(0, packageName.indexOf('/') + 1) : '';
}
