import { LIMITS } from './limits.ts';
import type { LockfileProblem } from './lockfile.ts';
import { printable } from './shown.ts';

const LONGEST_KEY = 300;

export interface ProblemList {
  list: LockfileProblem[];
  add(key: string, message: string): void;
}

/** Collects entries that were left out; after the first hundred they are only counted, in a last line. */
export function problemList(): ProblemList {
  const list: LockfileProblem[] = [];
  let beyond = 0;
  return {
    list,
    add(key, message) {
      const safe = printable(key.length > LONGEST_KEY ? `${key.slice(0, LONGEST_KEY)}…` : key);
      if (list.length < LIMITS.problems) list.push({ key: safe, message });
      else list[LIMITS.problems] = { key: '', message: `and ${++beyond} more` };
    },
  };
}
