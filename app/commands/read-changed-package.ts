import { editDistance } from '../../scanners/config/index.ts';
import type { Limits } from './read-lasting.ts';
import type { Word } from './split-words.ts';

export interface ReadChangedPackage {
  /** The package that is meant; undefined where the word is something else. */
  name?: string;
  problem?: { expected: string; found: string };
}

const SHOWN = 5;

/**
 * A word as one of the packages that the conversation is about. What is nearly one of them, or is in quotes and none, is a mistake; any
 * other word is no package's name.
 */
export function readChangedPackage({ text, quoted }: Word, { packages = [] }: Limits): ReadChangedPackage {
  const exact = packages.find((name) => name === text) ?? packages.find((name) => isSame(name, text));
  if (exact !== undefined) return { name: exact };
  const expected = `one of the packages that this is about${packages.length === 0 ? '' : ` (${listed(packages)})`}`;
  const at = text.indexOf('@', 1);
  const before = at === -1 ? undefined : packages.find((name) => isSame(name, text.slice(0, at)));
  if (before !== undefined) return { name: before, problem: { expected: `${before} without a version`, found: text } };
  const near = packages.find((name) => isNear(name, text));
  if (near !== undefined || quoted) {
    return { ...(near === undefined ? {} : { name: near }), problem: { expected, found: text } };
  }
  return {};
}

function isSame(name: string, text: string): boolean {
  return name.toLowerCase() === text.toLowerCase();
}

/** One wrong letter in a short name, two (as two that changed places) in a longer one: what is taken for a reason accepts everything. */
function isNear(name: string, text: string): boolean {
  if (name.length < 4 || name.length > 214 || Math.abs(name.length - text.length) > 2) return false;
  return editDistance(name.toLowerCase(), text.toLowerCase()) <= (name.length >= 6 ? 2 : 1);
}

function listed(names: readonly string[]): string {
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return `${names.slice(0, SHOWN).join(', ')}${more}`;
}
