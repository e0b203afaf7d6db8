import { comparePeople } from './compare-people.ts';
import { DAY, ESTABLISHED, type FoundSignal, foundSignal, listed } from './found-signal.ts';
import type { Person } from './ledger-entry.ts';
import type { JudgeOptions } from './maintainer-risk.ts';
import type { Dated, EntryOf } from './order-ledger.ts';

/** Who could publish when, as far as a ledger tells. */
export interface SetHistory {
  /** Adds what an entry tells. Entries come in the order of time. */
  add: (entry: Dated) => void;
  /** Who could publish at a moment; undefined where nobody knows. */
  at: (time: number) => readonly Person[] | undefined;
  /** When an account was first listed, or first published; infinite where it never did. */
  firstSeen: (name: string) => number;
  /** When its address last moved to another domain, and from where to where. */
  lastMove: (name: string) => { time: number; from: string; to: string } | undefined;
  /** When it was first listed with an address of a domain. */
  firstWithDomain: (name: string, domain: string) => number;
}

export function createSetHistory(): SetHistory {
  const sets: { time: number; people: readonly Person[] }[] = [];
  const first = new Map<string, number>();
  const firstDomain = new Map<string, number>();
  const domains = new Map<string, string>();
  const moves = new Map<string, { time: number; from: string; to: string }>();
  return {
    add(entry) {
      const { time } = entry;
      if (entry.kind === 'maintainers') {
        if (sets.length === 0 && entry.before) note(entry.before, time);
        note(entry.after, time);
        sets.push({ time, people: entry.after });
      } else if (entry.kind === 'baseline' && entry.maintainers) {
        note(entry.maintainers, time);
        sets.push({ time, people: entry.maintainers });
      } else if (entry.kind === 'published') {
        if (entry.publisher) note([entry.publisher], time);
        if (entry.maintainers) note(entry.maintainers, time);
      }
    },
    at: (time) => sets.findLast((set) => set.time <= time)?.people,
    firstSeen: (name) => first.get(name) ?? Number.POSITIVE_INFINITY,
    lastMove: (name) => moves.get(name),
    firstWithDomain: (name, domain) => firstDomain.get(`${name} ${domain}`) ?? Number.POSITIVE_INFINITY,
  };

  function note(people: readonly Person[], time: number): void {
    for (const { name, email } of people) {
      if (!first.has(name)) first.set(name, time);
      if (!email?.domain) continue;
      const key = `${name} ${email.domain}`;
      if (!firstDomain.has(key)) firstDomain.set(key, time);
      const from = domains.get(name);
      if (from !== undefined && from !== email.domain) moves.set(name, { time, from, to: email.domain });
      domains.set(name, email.domain);
    }
  }
}

/** What a change of the set tells. `history` knows what was before the entry. */
export function setSignals(
  entry: EntryOf<'maintainers'>,
  { history, options }: { history: SetHistory; options: JudgeOptions },
): FoundSignal[] {
  const before = entry.before;
  if (before === undefined) return [];
  const { added, removed, readdressed } = comparePeople(before, entry.after);
  const found: FoundSignal[] = [];
  const others = added.map(({ name }) => ({ name, ...knownFrom(name, entry.time, { history, options }) }));
  if (others.length > 0) {
    const weight = others.every(({ known }) => known) ? 'addedKnown' : 'addedUnknown';
    const text = `added ${listed(others.map(({ name, from }) => `${name} (${from})`))}`;
    found.push(foundSignal(weight, entry, { people: added.map(({ name }) => name), text }));
  }
  if (removed.length > 0) {
    const people = removed.map(({ name }) => name);
    found.push(foundSignal('removed', entry, { people, text: `removed ${listed(people)}` }));
    if (removed.length === before.length && added.length > 0)
      found.push(
        foundSignal('replaced', entry, { people, text: `nobody is left of who could publish: ${listed(people)}` }),
      );
  }
  if (readdressed.length > 0) {
    const isElsewhere = readdressed.some((each) => movedDomain(each));
    const text = `another e-mail address: ${listed(readdressed.map(describeMove))}`;
    const people = readdressed.map(({ after }) => after.name);
    found.push(foundSignal(isElsewhere ? 'emailDomain' : 'emailAddress', entry, { people, text }));
  }
  return found;
}

/** Whether an account was known before it turned up here, and from what. */
export function knownFrom(
  name: string,
  time: number,
  { history, options }: { history: SetHistory; options: JudgeOptions },
): { known: boolean; from: string } {
  const others = options.otherPackagesOf(name, new Date(time - ESTABLISHED).toISOString());
  if (others > 0)
    return {
      known: true,
      from: `may publish ${others} other ${others === 1 ? 'package' : 'packages'} of the inventory`,
    };
  if (history.firstSeen(name) < time - DAY) return { known: true, from: 'was there before' };
  return { known: false, from: 'not known from any other package of the inventory' };
}

interface Move {
  before: Person;
  after: Person;
}

function movedDomain({ before, after }: Move): boolean {
  const [from, to] = [before.email?.domain, after.email?.domain];
  return Boolean(from) && Boolean(to) && from !== to;
}

function describeMove(move: Move): string {
  const { before, after } = move;
  if (movedDomain(move)) return `${after.name} (from ${before.email?.domain} to ${after.email?.domain})`;
  return after.email?.domain ? `${after.name} (within ${after.email.domain})` : after.name;
}
