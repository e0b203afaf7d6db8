import {
  type LedgerPublication,
  listPackagesOf,
  listPublicationsAround,
  type PublicationMoment,
} from '../../../db/nearby-publications.ts';
import type { Db, Trx } from '../../../db/open-database.ts';
import type { LoadedLedger, PackageToJudge } from '../../../db/packages-to-judge.ts';
import {
  type JudgeContext,
  type LedgerEntry,
  momentsToLookAround,
  type NearbyPublication,
  type Person,
} from '../../../scanners/maintainers/index.ts';

/** Publications so far from each other are one burst. */
export const BURST_MINUTES = 15;

/** What is known of each package beyond its own ledger, read for all of them together. */
export async function loadJudgeContexts(
  db: Db | Trx,
  { packages, ledgers, now }: { packages: readonly PackageToJudge[]; ledgers: Map<string, LoadedLedger>; now: Date },
): Promise<(of: PackageToJudge) => JudgeContext> {
  const people = new Set<string>();
  const moments = new Map<string, PublicationMoment>();
  for (const { name, maintainers } of packages) {
    for (const person of maintainers ?? []) people.add(person);
    const { entries } = ledgers.get(name)!;
    for (const { name: person } of entries.flatMap(peopleOf)) people.add(person);
    for (const { publisher = null, at } of momentsToLookAround(entries)) {
      const moment = { publisher, scope: scopeOf(name), at: new Date(at) };
      moments.set(JSON.stringify(moment), moment);
    }
  }
  const publishable = Map.groupBy(await listPackagesOf(db, [...people]), ({ person }) => person);
  const publishedNear = byTime(await listPublicationsAround(db, [...moments.values()], BURST_MINUTES));

  return ({ name }) => {
    return {
      now,
      otherPackagesOf: (person, before) =>
        (publishable.get(person) ?? []).filter(
          ({ packageName, since }) => packageName !== name && since !== null && since.getTime() < Date.parse(before),
        ).length,
      publishedAround: ({ publisher, at }) =>
        publishedNear(Date.parse(at)).filter(
          (one) => one.packageName !== name && isBySame(one, { publisher, scope: scopeOf(name) }),
        ),
    };
  };
}

/** `@scope/`; null where the package has none. */
export function scopeOf(packageName: string): string | null {
  return packageName.startsWith('@') && packageName.includes('/')
    ? packageName.slice(0, packageName.indexOf('/') + 1)
    : null;
}

interface PublicationNearby extends NearbyPublication {
  publisher: string | null;
  time: number;
}

/** Gives those within the minutes of a burst. An account of a thousand packages released some thousand times: not all are looked at each time. */
function byTime(publications: readonly LedgerPublication[]): (moment: number) => PublicationNearby[] {
  const apart = BURST_MINUTES * 60_000;
  const stretchOf = (time: number) => Math.floor(time / apart);
  const stretches = Map.groupBy(
    publications.map((one): PublicationNearby => ({ ...one, at: one.at.toISOString(), time: one.at.getTime() })),
    ({ time }) => stretchOf(time),
  );
  return (moment) =>
    [-1, 0, 1]
      .flatMap((step) => stretches.get(stretchOf(moment) + step) ?? [])
      .filter(({ time }) => Math.abs(time - moment) <= apart);
}

function isBySame(
  one: PublicationNearby,
  { publisher, scope }: { publisher: string | undefined; scope: string | null },
): boolean {
  return (
    (publisher !== undefined && one.publisher === publisher) || (scope !== null && one.packageName.startsWith(scope))
  );
}

function peopleOf(entry: LedgerEntry): readonly Person[] {
  if (entry.kind === 'baseline') return entry.maintainers ?? [];
  if (entry.kind === 'maintainers') return [...(entry.before ?? []), ...entry.after];
  if (entry.kind !== 'published') return [];
  return [...(entry.publisher === undefined ? [] : [entry.publisher]), ...(entry.maintainers ?? [])];
}
