import type { MaintainerChange } from '../maintainers/index.ts';
import type { TargetHold } from './plan-request.ts';

/** A change that is open where updates are planned. */
export interface HoldingChange extends Pick<MaintainerChange, 'packageName' | 'startedAt' | 'versions' | 'signals'> {
  id: number;
  /** When it goes quiet if nothing further happens; left out: only a person ends it. */
  until?: Date;
}

const SIGNALS_TOLD = 3;
const LONGEST = 120;

/** What came out together is up to so far apart: the first of a burst may be of another package. */
const BURST_MS = 15 * 60 * 1000;

/**
 * What an open change holds: what its package published since its first signal, and after a burst everything that the same account
 * published since, of whatever package.
 */
export function holdsOfChange(change: HoldingChange): TargetHold[] {
  const { id, packageName, startedAt, versions, until } = change;
  const held = { changeId: id, until: until?.toISOString() ?? null };
  return [
    { ...held, package: packageName, since: startedAt, versions, text: textOf(change) },
    ...burstsOf(change).map(({ publisher, since }) => ({
      ...held,
      publisher,
      since,
      text: `${publisher} published many packages at once, ${packageName} among them`,
    })),
  ];
}

/** The accounts that published in bursts, each since its first one. */
function burstsOf({ signals }: HoldingChange): { publisher: string; since: string }[] {
  const starts = new Map<string, number>();
  for (const { at, people = [] } of signals.filter(({ kind }) => kind === 'burst')) {
    const start = Date.parse(at) - BURST_MS;
    if (Number.isNaN(start)) continue;
    for (const person of people) starts.set(person, Math.min(start, starts.get(person) ?? start));
  }
  return [...starts].map(([publisher, start]) => ({ publisher, since: new Date(start).toISOString() }));
}

/** The heaviest signals, in as many words as people read in a table. */
function textOf({ signals }: HoldingChange): string {
  const told = signals
    .slice(0, SIGNALS_TOLD)
    .map(({ text }) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text));
  const more = signals.length - told.length;
  return [...told, ...(more > 0 ? [`${more} more`] : [])].join('; ');
}
