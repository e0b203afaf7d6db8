import type { Person } from './ledger-entry.ts';
import type { PackageSnapshot, SeenSnapshot } from './package-snapshot.ts';

/**
 * What is remembered of a snapshot. `before`: what was remembered until now; who may publish, and their addresses, stay known from it
 * where the new snapshot does not tell them.
 */
export function toSeen(snapshot: PackageSnapshot, before?: SeenSnapshot | null): SeenSnapshot {
  const { versions, distTags, modified } = snapshot;
  const maintainers = keepAddresses(snapshot.maintainers, before?.maintainers) ?? before?.maintainers;
  return {
    ...(maintainers === undefined ? {} : { maintainers }),
    versions: Object.fromEntries(versions.map(({ version, deprecated }) => [version, deprecated ?? null])),
    distTags,
    ...(modified === undefined ? {} : { modified }),
  };
}

/**
 * Whether a snapshot is from before what was seen: a mirror that lags behind, from which nothing can be concluded. Where times are
 * missing, versions that are gone without a trace tell it; what was taken back leaves its time in the document.
 */
export function isOlder(seen: SeenSnapshot, snapshot: PackageSnapshot): boolean {
  if (seen.modified !== undefined && snapshot.modified !== undefined)
    return Date.parse(snapshot.modified) < Date.parse(seen.modified);
  const traces = new Set([...snapshot.versions, ...snapshot.removed].map(({ version }) => version));
  return Object.keys(seen.versions).some((version) => !traces.has(version));
}

function keepAddresses(
  now: readonly Person[] | undefined,
  before: readonly Person[] | undefined,
): readonly Person[] | undefined {
  if (now === undefined || before === undefined || now.every(({ email }) => email)) return now;
  const known = new Map(before.map((person) => [person.name, person]));
  return now.map((person) => (person.email ? person : (known.get(person.name) ?? person)));
}
