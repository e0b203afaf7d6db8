import { RRuleTemporal } from 'rrule-temporal';
import type { FreezeWindow } from '../policy.ts';
import { type Recurrence, readRrule } from './read-rrule.ts';
import { type WallClock, wallClockOf } from './wall-clock.ts';

/** From its start until just before its end, in milliseconds. */
export interface FreezeTime {
  window: FreezeWindow;
  start: number;
  end: number;
}

/** The times of one freeze. */
export interface FreezeTimes {
  /** Those that begin not after `to` and end after `from`, the earliest first. */
  between(from: number, to: number): FreezeTime[];
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Days that a rule may be followed over: that is longer than from the first start there may be to the last. */
const MAX_STEPS = 50_000;

/**
 * A freeze holds while the clocks of its zone show a time from its start to its end: Friday 16:00 and 64 hours end on Monday 08:00, whether or
 * not the clocks were moved in between. Where they show its start twice it begins with the first, where they show its end twice it ends with the
 * last; a start that they pass over is the moment at which they do. So recurrence is worked out in wall time, where no day is shorter than
 * another, and no occurrence is lost to a clock that is moved (RFC 5545 would leave out those that begin in a gap).
 * @throws Error when the rule or the zone cannot be read.
 */
export function freezeTimesOf(window: FreezeWindow): FreezeTimes {
  const clock = wallClockOf(window.timezone);
  const duration = window.durationMinutes * MINUTE;
  const wallStarts = wallStartsOf(window, clock);
  return {
    between(from, to) {
      return wallStarts(from - duration - 2 * DAY, to + 2 * DAY)
        .map((wall) => ({ window, start: clock.first(wall), end: clock.last(wall + duration) }))
        .filter(({ start, end }) => start < end && start <= to && end > from)
        .sort((a, b) => a.start - b.start);
    },
  };
}

/** Finds the starts in a stretch of wall time. */
export function wallStartsOf(window: FreezeWindow, clock: WallClock): (from: number, to: number) => number[] {
  const first = Date.parse(`${window.start}Z`);
  if (Number.isNaN(first)) throw new Error(`expected a local time as the start of a freeze, found ${window.start}`);
  const except = new Set(window.except);
  const holds = (wall: number): boolean => !except.has(new Date(wall).toISOString().slice(0, 10));
  if (window.rrule === undefined)
    return (from, to) => [first].filter((wall) => wall >= from && wall <= to && holds(wall));
  const read = readRrule(window.rrule);
  if ('expected' in read) throw new Error(`expected ${read.expected} in the rule of a freeze, found ${read.found}`);
  const dtstart = new Date(first).toISOString().replace(/[-:]|\.000Z/g, '');
  const rule = new RRuleTemporal({
    rruleString: `DTSTART;TZID=UTC:${dtstart}\nRRULE:${read.rule}`,
    strict: true,
    maxIterations: MAX_STEPS,
  });
  return (from, to) =>
    rule
      .between(new Date(from), new Date(to), true)
      .map(({ epochMilliseconds }) => epochMilliseconds)
      .filter((wall) => isBefore(read.until, wall, clock) && holds(wall));
}

function isBefore(until: Recurrence['until'], wall: number, clock: WallClock): boolean {
  if (until === null) return true;
  return 'wall' in until ? wall <= until.wall : clock.first(wall) <= until.moment;
}
