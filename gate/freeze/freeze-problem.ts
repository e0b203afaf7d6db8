import { durationText } from '../duration-text.ts';
import type { FreezeWindow } from '../policy.ts';
import { wallStartsOf } from './freeze-times.ts';
import { readRrule } from './read-rrule.ts';
import { wallClockOf } from './wall-clock.ts';

export interface FreezeProblem {
  /** The setting of the freeze. */
  key: 'rrule' | 'duration';
  expected: string;
  found: string;
  cure: string;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** It is looked at for longer where the shorter shows no pause: some rules pause once a year, and leap days are up to eight years apart. */
const STRETCHES = [60 * DAY, 400 * DAY, 9 * 366 * DAY];

/** What is wrong with when a freeze is; null where nothing is. Exceptions do not make an end. */
export function freezeProblem(window: FreezeWindow): FreezeProblem | null {
  const { rrule, start, durationMinutes } = window;
  if (rrule === undefined) return null;
  const read = readRrule(rrule);
  if ('expected' in read) {
    return { key: 'rrule', ...read, found: JSON.stringify(read.found), cure: 'Correct the rule.' };
  }
  const apart = longestApart(window, Date.parse(`${start}Z`), durationMinutes * MINUTE);
  if (apart === null) {
    const cure = 'Correct the rule, or take the freeze away.';
    return { key: 'rrule', expected: 'a rule that comes about', found: JSON.stringify(rrule), cure };
  }
  if (!read.endless || apart > durationMinutes * MINUTE) return null;
  return {
    key: 'duration',
    expected: `less than ${durationText(apart / MINUTE)}, the time after which the freeze begins again`,
    found: durationText(durationMinutes),
    cure: 'Make it shorter, or give the rule an end (UNTIL or COUNT): as it is, it never ends.',
  };
}

/** The longest time from one start to the next, as far as one was looked for that is longer than `enough`; null where it never begins. */
function longestApart(window: FreezeWindow, first: number, enough: number): number | null {
  const wallStarts = wallStartsOf({ ...window, except: [] }, wallClockOf('UTC'));
  let starts: number[] = [];
  let longest = 0;
  for (const stretch of STRETCHES) {
    starts = wallStarts(first, first + stretch);
    longest = Math.max(0, ...starts.slice(1).map((start, index) => start - starts[index]!));
    if (longest > enough) return longest;
  }
  if (starts.length === 0) return null;
  return starts.length === 1 ? Number.POSITIVE_INFINITY : longest;
}
