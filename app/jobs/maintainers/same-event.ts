import type { MaintainerChange, Person } from '../../../scanners/maintainers/index.ts';

const DAY = 24 * 60 * 60 * 1000;

/**
 * Whether the changes of two packages are one event: within a day the same people came or went, or the same account published both
 * in a burst.
 */
export function isSameEvent(a: MaintainerChange, b: MaintainerChange): boolean {
  if (Math.abs(Date.parse(a.startedAt) - Date.parse(b.startedAt)) > DAY) return false;
  const moved = movedPeople(a);
  return (moved !== '' && moved === movedPeople(b)) || sharesBurst(a, b);
}

/** Who came and who went; empty where nobody did. */
function movedPeople({ maintainers }: MaintainerChange): string {
  if (maintainers === undefined) return '';
  const came = missingFrom(maintainers.before, maintainers.after);
  const went = missingFrom(maintainers.after, maintainers.before);
  return came.length + went.length === 0 ? '' : JSON.stringify([came, went]);
}

function missingFrom(set: readonly Person[], people: readonly Person[]): string[] {
  const there = new Set(set.map(({ name }) => name));
  return people
    .map(({ name }) => name)
    .filter((name) => !there.has(name))
    .sort();
}

function sharesBurst(a: MaintainerChange, b: MaintainerChange): boolean {
  const publishers = new Set(burstPublishers(a));
  return burstPublishers(b).some((name) => publishers.has(name));
}

function burstPublishers({ signals }: MaintainerChange): readonly string[] {
  return signals.flatMap(({ kind, people }) => (kind === 'burst' ? (people ?? []) : []));
}
