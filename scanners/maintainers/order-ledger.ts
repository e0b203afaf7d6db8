import { comparePrecedence } from '../osv/version-precedence.ts';
import type { LedgerEntry, LedgerKind } from './ledger-entry.ts';
import { isObject } from './own-field.ts';

/** An entry with its moment in milliseconds. */
export type Dated<Entry extends LedgerEntry = LedgerEntry> = Entry & { time: number };
export type EntryOf<Kind extends LedgerKind> = Dated<Extract<LedgerEntry, { kind: Kind }>>;

/** Who may publish before what is published; else in the order in which an entry can speak of another. */
const KINDS: readonly LedgerKind[] = [
  'baseline',
  'maintainers',
  'published',
  'provenance',
  'git-tag',
  'email-domain',
  'dependency-age',
  'deprecated',
  'unpublished',
];

/**
 * The entries of a ledger in the order in which they came true, whatever the order in which they were learned. Those that are not what
 * they should be are left out: a ledger outlives the program that wrote it. What each entry holds is read, never written.
 */
export function orderLedger(entries: readonly unknown[]): Dated[] {
  const dated: Dated[] = [];
  for (const entry of entries) {
    if (!isSound(entry)) continue;
    const time = Date.parse(entry.at);
    if (Math.abs(time) < 8.64e15) dated.push({ ...entry, time });
  }
  return dated.sort(inTime);
}

function inTime(a: Dated, b: Dated): number {
  return a.time - b.time || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || byContent(a, b);
}

function byContent(a: Dated, b: Dated): number {
  const byVersion = 'version' in a && 'version' in b ? comparePrecedence(a.version, b.version) : 0;
  if (byVersion !== 0) return byVersion;
  const [left, right] = [canonical(a), canonical(b)];
  return left === right ? 0 : left < right ? -1 : 1;
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (key, each) => {
    if (key === 'seenAt' || !isObject(each)) return key === 'seenAt' ? undefined : each;
    return Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function isSound(entry: unknown): entry is LedgerEntry {
  if (!isObject(entry)) return false;
  const fact = entry as Record<string, unknown>;
  if (typeof fact['at'] !== 'string') return false;
  switch (fact['kind']) {
    case 'baseline':
      return fact['maintainers'] === undefined || arePeople(fact['maintainers']);
    case 'maintainers':
      return arePeople(fact['after']) && (fact['before'] === undefined || arePeople(fact['before']));
    case 'email-domain':
      return isText(fact['person']) && isText(fact['domain']) && isTextOrNull(fact['registeredAt']);
    default:
      return isText(fact['version']) && isSoundOfVersion(fact);
  }
}

function isSoundOfVersion(fact: Record<string, unknown>): boolean {
  switch (fact['kind']) {
    case 'published':
      return isPublication(fact);
    case 'unpublished':
      return true;
    case 'deprecated':
      return isTextOrNull(fact['notice']);
    case 'provenance':
      return isTextOrNull(fact['repository']) && isTextOrNull(fact['workflow']);
    case 'git-tag':
      return isTextOrNull(fact['tag']);
    case 'dependency-age':
      return isText(fact['dependency']) && isTextOrNull(fact['createdAt']);
    default:
      // Of moved tags nothing is concluded.
      return false;
  }
}

function isPublication({ publisher, bins, maintainers }: Record<string, unknown>): boolean {
  return (
    (publisher === undefined || isPerson(publisher)) &&
    (bins === undefined || (Array.isArray(bins) && bins.every(isText))) &&
    (maintainers === undefined || arePeople(maintainers))
  );
}

function arePeople(value: unknown): boolean {
  return Array.isArray(value) && value.every(isPerson);
}

function isPerson(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { name, email } = value as { name?: unknown; email?: { mark?: unknown } | null };
  return typeof name === 'string' && (email === undefined || (isObject(email) && typeof email.mark === 'string'));
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string';
}
