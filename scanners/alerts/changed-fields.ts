import type { AlertFacts } from './alert-facts.ts';
import { wayKey } from './way-of.ts';

type StoredFacts = Omit<AlertFacts, 'aliases' | 'keys'>;

/** Facts that an alert keeps, and whether a change of them is evidence or merely shown. */
const FIELDS: readonly { name: keyof StoredFacts; recorded: boolean }[] = [
  { name: 'kind', recorded: true },
  { name: 'advisoryIds', recorded: true },
  { name: 'severity', recorded: true },
  { name: 'versions', recorded: true },
  { name: 'score', recorded: false },
  { name: 'summary', recorded: false },
  { name: 'fixes', recorded: false },
  { name: 'ways', recorded: false },
  { name: 'direct', recorded: false },
  { name: 'scopes', recorded: false },
  { name: 'path', recorded: false },
  { name: 'publishedAt', recorded: false },
];

/** The group's key is no such fact: an alert keeps the one it began with, so that links to it stay. */
export function changedFields(before: StoredFacts, after: StoredFacts): typeof FIELDS {
  const changed = FIELDS.filter(({ name }) => comparable(before, name) !== comparable(after, name));
  if (after.kind !== 'maintainer-change') return changed;
  // Its words are what happened: others mean that more did.
  return changed.map(({ name, recorded }) => ({ name, recorded: recorded || name === 'summary' }));
}

/** As the database gives it back: single precision, milliseconds, and keys in an order of its own. */
function comparable(facts: StoredFacts, name: keyof StoredFacts): string | undefined {
  if (name === 'score') return facts.score === undefined ? undefined : String(Math.fround(facts.score));
  if (name === 'publishedAt')
    return facts.publishedAt === undefined ? undefined : String(Date.parse(facts.publishedAt));
  if (name === 'fixes') return byKey(facts.fixes, JSON.stringify);
  if (name === 'ways') return byKey(facts.ways, wayKey);
  return JSON.stringify(facts[name]);
}

function byKey<Value>(values: Record<string, Value>, show: (value: Value) => string): string {
  const entries = Object.entries(values).map(([key, value]) => [key, show(value)] as const);
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
