import { isObject } from './own-field.ts';

const MOST_NAMES = 5_000;
const LONGEST_NAME = 214;

/** The names of dependencies in two lists, sorted. */
export type NamesReader = (list: unknown, optional: unknown) => readonly string[];

/** One a document: most versions ask for what the one before them asked for, and then get its very list. */
export function createNamesReader(): NamesReader {
  let last: { keys: readonly string[]; names: readonly string[] } = { keys: [], names: [] };
  return (list, optional) => {
    const keys = isObject(list) ? Object.keys(list) : [];
    if (isObject(optional)) for (const key of Object.keys(optional)) keys.push(key);
    if (!isSame(keys, last.keys)) last = { keys, names: [...new Set(keys.filter(isName))].sort().slice(0, MOST_NAMES) };
    return last.names;
  };
}

function isName(name: string): boolean {
  return name !== '' && name.length <= LONGEST_NAME;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}
