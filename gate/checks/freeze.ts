import { durationText } from '../duration-text.ts';
import type { GateFacts } from '../facts.ts';
import { type FreezeTime, type FreezeTimes, freezeTimesOf } from '../freeze/freeze-times.ts';
import type { GatePolicy } from '../policy.ts';
import type { CheckFinding } from './check-finding.ts';
import { momentText, named, nameSome } from './in-words.ts';

const DAY = 24 * 60 * 60 * 1000;
/** As far as it is looked ahead for the end of freezes that follow on each other. */
const LOOK_AHEAD = 400 * DAY;
const STRIDE = 32 * DAY;
/** Many freezes that never pause are not followed for as long. */
const MAX_LOOKED_AT = 1000;
const MAX_EVIDENCE = 20;

/** Is it a time in which nothing is deployed? It asks the clock alone. */
export function checkFreeze(_facts: GateFacts, policy: GatePolicy, now: Date): CheckFinding {
  const { windows } = policy.checks.freeze;
  const all = windows.map(freezeTimesOf);
  const holding = during(all, now.getTime());
  const finding = {
    threshold: 'no freeze',
    sampleSize: windows.length,
    more: Math.max(0, holding.length - MAX_EVIDENCE),
  };
  if (holding.length === 0) {
    const next = nextOf(all, now.getTime());
    const soon = next === undefined ? '' : ` ${named(next.window.name)} begins ${momentText(isoOf(next.start))}.`;
    return {
      ...finding,
      state: 'pass',
      value: 'none',
      reason: `No freeze holds.${soon}`,
      evidence: [],
      passesAt: null,
    };
  }
  const end = endOf(all, now.getTime());
  const names = holding.map(({ window }) => named(window.name));
  const until =
    end === null
      ? 'and no end of it is in sight'
      : `until ${momentText(isoOf(end))}, ${durationText((end - now.getTime()) / 60_000)} from now`;
  return {
    ...finding,
    state: 'fail',
    value: nameSome(names),
    reason: `Nothing is deployed during ${nameSome(names)}, ${until}.`,
    evidence: holding.slice(0, MAX_EVIDENCE).map(({ window, start, end: itsEnd }) => ({
      text: `${named(window.name)}: from ${momentText(isoOf(start))} until ${momentText(isoOf(itsEnd))} (${named(window.timezone)})`,
    })),
    passesAt: end === null ? null : isoOf(end),
  };
}

/** One for each freeze that holds at a moment, that which ends last first. */
function during(all: readonly FreezeTimes[], moment: number): FreezeTime[] {
  return all
    .flatMap((times) => {
      const holding = times.between(moment, moment).sort((a, b) => b.end - a.end);
      return holding.slice(0, 1);
    })
    .sort((a, b) => b.end - a.end);
}

/** The end of the freezes that hold, and of all that begin before those have ended; null where it is too far away. */
function endOf(all: readonly FreezeTimes[], now: number): number | null {
  let end = now;
  let seen = 0;
  for (let from = now; from < now + LOOK_AHEAD && seen < MAX_LOOKED_AT; from += STRIDE) {
    const times = all.flatMap((each) => each.between(from, from + STRIDE)).sort((a, b) => a.start - b.start);
    for (const time of times) if (time.start <= end) end = Math.max(end, time.end);
    if (end <= from + STRIDE) return end;
    seen += times.length;
  }
  return null;
}

/** The first that begins within a day. */
function nextOf(all: readonly FreezeTimes[], now: number): FreezeTime | undefined {
  return all.flatMap((times) => times.between(now, now + DAY)).sort((a, b) => a.start - b.start)[0];
}

function isoOf(moment: number): string {
  return new Date(moment).toISOString();
}
