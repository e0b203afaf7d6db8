import type { Person } from './ledger-entry.ts';

export interface PeopleChange {
  added: Person[];
  removed: Person[];
  /** The same name with another address, where both are known. */
  readdressed: { before: Person; after: Person }[];
}

const NOTHING: PeopleChange = { added: [], removed: [], readdressed: [] };

/** What differs between two sets. */
export function comparePeople(before: readonly Person[], after: readonly Person[]): PeopleChange {
  if (before === after) return NOTHING;
  const old = new Map(before.map((person) => [person.name, person]));
  const young = new Set(after.map(({ name }) => name));
  const change: PeopleChange = { added: [], removed: before.filter(({ name }) => !young.has(name)), readdressed: [] };
  for (const person of after) {
    const same = old.get(person.name);
    if (same === undefined) change.added.push(person);
    else if (same.email && person.email && same.email.mark !== person.email.mark)
      change.readdressed.push({ before: same, after: person });
  }
  return change;
}

export function areSamePeople(before: readonly Person[], after: readonly Person[]): boolean {
  const { added, removed, readdressed } = comparePeople(before, after);
  return added.length + removed.length + readdressed.length === 0;
}
