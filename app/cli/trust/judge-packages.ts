import {
  judgeLedger,
  type LedgerEntry,
  type MaintainerChange,
  type NearbyPublication,
  type Person,
} from '../../../scanners/maintainers/index.ts';
import type { KnownPackage } from './known-package.ts';

const WITHIN = 15 * 60 * 1000;

interface Publication extends NearbyPublication {
  time: number;
  publisher: string | undefined;
}

/**
 * The changes of each package, by name, its whole past judged as if it had been watched. The packages are each other's inventory: an
 * account that published others of them before, or could, is known.
 */
export function judgePackages(packages: readonly KnownPackage[], now: Date): Map<string, MaintainerChange[]> {
  const published = packages.flatMap(publicationsOf).sort((a, b) => a.time - b.time);
  const byPublisher = Map.groupBy(published, ({ publisher }) => publisher);
  const byScope = Map.groupBy(published, ({ packageName }) => scopeOf(packageName));
  const firsts = firstsOf(packages);

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

/** For each account, the packages that it could publish, or did, and since when (ISO 8601). */
function firstsOf(packages: readonly KnownPackage[]): Map<string, Map<string, string>> {
  const firsts = new Map<string, Map<string, string>>();
  for (const { name: packageName, entries } of packages) {
    for (const entry of entries) {
      for (const { name } of peopleOf(entry)) {
        const own = firsts.get(name) ?? new Map<string, string>();
        const first = own.get(packageName);
        if (first === undefined || entry.at < first) own.set(packageName, entry.at);
        firsts.set(name, own);
      }
    }
  }
  return firsts;
}

function peopleOf(entry: LedgerEntry): readonly Person[] {
  if (entry.kind === 'maintainers') return entry.after;
  return entry.kind === 'published' && entry.publisher !== undefined ? [entry.publisher] : [];
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
