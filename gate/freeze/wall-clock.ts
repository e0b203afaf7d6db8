/**
 * The clocks of a time zone. A wall time is what they show, as milliseconds as if it were UTC; when they are moved, some wall times are shown
 * twice and some never.
 */
export interface WallClock {
  /** What the clocks show at a moment. */
  at(moment: number): number;
  /** The first moment at which they show a time, or have just passed over it. */
  first(wall: number): number;
  /** The last such moment. */
  last(wall: number): number;
}

const HOUR = 60 * 60 * 1000;
/** Farther from any change than an offset reaches: the Pacific has moved its clocks by a whole day. */
const FAR = 36 * HOUR;

/** Making a format costs more than all that is asked of it; a zone's is the same for ever. */
const clocks = new Map<string, WallClock>();
const MOST_KEPT = 100;

/** @throws RangeError when there is no such zone. */
export function wallClockOf(timezone: string): WallClock {
  const kept = clocks.get(timezone);
  if (kept !== undefined) return kept;
  if (clocks.size >= MOST_KEPT) clocks.clear();
  const made = makeClock(timezone);
  clocks.set(timezone, made);
  return made;
}

function makeClock(timezone: string): WallClock {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  });
  const offsetAt = (moment: number): number => at(moment) - moment;
  return { at, first: (wall) => Math.min(...momentsOf(wall)), last: (wall) => Math.max(...momentsOf(wall)) };

  function at(moment: number): number {
    const second = Math.floor(moment / 1000) * 1000;
    const {
      year,
      month,
      day,
      hour,
      minute,
      second: ofMinute,
    } = Object.fromEntries(format.formatToParts(second).map(({ type, value }) => [type, Number(value)]));
    return Date.UTC(year!, month! - 1, day, hour, minute, ofMinute) + (moment - second);
  }

  function momentsOf(wall: number): number[] {
    const [before, after] = [offsetAt(wall - FAR), offsetAt(wall + FAR)];
    // Nobody moves them forth and back within three days.
    if (before === after) return [wall - before];
    const shown = [wall - before, wall - after].filter((moment) => at(moment) === wall);
    return shown.length > 0 ? shown : [changeBetween(wall - after, wall - before)];
  }

  /** The moment at which the clocks are moved: found by halving, to the second. */
  function changeBetween(from: number, to: number): number {
    const offset = offsetAt(from);
    let [low, high] = [Math.floor(from / 1000), Math.ceil(to / 1000)];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offsetAt(middle * 1000) === offset) low = middle;
      else high = middle;
    }
    return high * 1000;
  }
}
