import { LIMITS } from './limits.ts';
import type { LockfileProblem } from './lockfile.ts';
import { shown } from './shown.ts';

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
      const safe = shown(key).slice(1, -1);
      if (list.length < LIMITS.problems) list.push({ key: safe, message });
      else list[LIMITS.problems] = { key: '', message: `and ${++beyond} more` };
    },
  };
}
