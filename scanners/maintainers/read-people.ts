import type { EmailMark, MarkEmail, Person } from './ledger-entry.ts';
import { isObject, own } from './own-field.ts';

const MOST_PEOPLE = 500;
const LONGEST_NAME = 214;
const LONGEST_ADDRESS = 320;

export interface PeopleReader {
  /** Sorted by name; undefined where the list is missing or anyone in it cannot be read: half a set would look like a removal. */
  people: (list: unknown) => readonly Person[] | undefined;
  person: (value: unknown) => Person | undefined;
}

/**
 * Reads accounts as registries and their forerunners wrote them: `{ name, email }`, `name <address>`, lists and single ones. One reader
 * a document: versions repeat each other's people, and the same give the same objects.
 */
export function createPeopleReader(markEmail: MarkEmail): PeopleReader {
  const marks = new Map<string, EmailMark>();
  const known = new Map<string, Person>();
  let last: { list: unknown[]; people: readonly Person[] } | undefined;
  return { people, person };

  function people(value: unknown): readonly Person[] | undefined {
    const list = Array.isArray(value) ? value : isObject(value) || typeof value === 'string' ? listOf(value) : [];
    if (list.length === 0 || list.length > MOST_PEOPLE) return undefined;
    if (last !== undefined && isSameList(last.list, list)) return last.people;
    const found = new Map<string, Person>();
    for (const each of list) {
      const one = person(each);
      if (one === undefined) return undefined;
      if (!found.has(one.name)) found.set(one.name, one);
    }
    last = { list, people: [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1)) };
    return last.people;
  }

  function person(value: unknown): Person | undefined {
    const [given, address] = typeof value === 'string' ? taken(value) : [own(value, 'name'), own(value, 'email')];
    if (typeof given !== 'string' || given === '' || given.length > LONGEST_NAME) return undefined;
    // Who has nothing but an address is known by what stands before its @: the address is nobody's to see.
    const at = given.indexOf('@');
    const name = at > 0 ? given.slice(0, at) : given;
    const alone = at > 0 ? given : '';
    const email = typeof address === 'string' && isAddress(address) ? address : alone;
    const key = `${name}\n${email}`;
    const one = known.get(key) ?? (email === '' ? { name } : { name, email: markOf(email) });
    known.set(key, one);
    return one;
  }

  function markOf(address: string): EmailMark {
    const mark = marks.get(address) ?? markEmail(address.trim().toLowerCase());
    marks.set(address, mark);
    return mark;
  }
}

function isAddress(address: string): boolean {
  return address.length <= LONGEST_ADDRESS && address.includes('@');
}

/** A single account instead of a list of them, or a list that is written as an object. */
function listOf(value: object | string): unknown[] {
  if (typeof value === 'string' || own(value, 'name') !== undefined) return [value];
  return Object.values(value);
}

function taken(text: string): [name: string, address: string] {
  const start = text.indexOf('<');
  if (start === -1) return [text.trim(), ''];
  const end = text.indexOf('>', start);
  return [text.slice(0, start).trim(), text.slice(start + 1, end === -1 ? undefined : end)];
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, at) => isSame(each, b[at]));
}

function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  return isObject(a) && isObject(b) && own(a, 'name') === own(b, 'name') && own(a, 'email') === own(b, 'email');
}
