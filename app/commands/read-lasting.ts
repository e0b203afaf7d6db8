import type { SuppressConfig } from '../../scanners/config/index.ts';
import type { Lasting, Reading } from './command.ts';

const DAY = 24 * 60 * 60 * 1000;
const DURATION = /^(\d{1,6}) ?(d|days?|w|weeks?|months?)$/i;
const IN_DAYS: Record<string, number> = { d: 1, w: 7, m: 30 };

export interface Limits {
  now: Date;
  suppress: SuppressConfig;
  /** Packages with maintainer changes that the conversation is about: only these are names in a text that is free. */
  packages?: readonly string[];
}

export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}

export function isDuration(text: string): boolean {
  return DURATION.test(text);
}

/** `2026-12-31`, through the end of that day in UTC. */
export function readUntil(text: string, limits: Limits): Reading<Lasting> {
  const expected = `a day such as ${longestDate(limits)} after until`;
  const lasting: Lasting = { kind: 'until', date: text };
  if (!isDate(text) || dateOf(new Date(`${text}T00:00:00Z`)) !== text) {
    return { value: byDefault(limits), problem: { expected, found: text === '' ? 'nothing' : text } };
  }
  if (endOf(lasting, limits.now) <= limits.now) {
    const problem = { expected: `a day from ${dateOf(limits.now)} (today, UTC) on`, found: text };
    return { value: byDefault(limits), problem };
  }
  return withinLongest(lasting, text, limits);
}

/** `30d`, `2w`, `3 months`; a month is thirty days. */
export function readFor(text: string, limits: Limits): Reading<Lasting> {
  const [, number = '', unit = ''] = DURATION.exec(text) ?? [];
  const days = Number(number) * (IN_DAYS[unit.charAt(0).toLowerCase()] ?? 0);
  const expected = 'a time such as 30d, 2w or 3 months after for';
  if (days === 0) {
    const bare = /^\d{1,3}$/.test(text) ? Number(text) : 0;
    const value: Lasting =
      bare > 0 && bare <= limits.suppress.maxDays ? { kind: 'for', days: bare } : byDefault(limits);
    return { value, problem: { expected, found: text === '' ? 'nothing' : text } };
  }
  return withinLongest({ kind: 'for', days }, text, limits);
}

export function byDefault({ suppress }: Limits): Lasting {
  return { kind: 'for', days: suppress.defaultDays };
}

/** From then on it no longer holds. */
export function endOf(lasting: Lasting, now: Date): Date {
  if (lasting.kind === 'for') return new Date(now.getTime() + lasting.days * DAY);
  return new Date(Date.parse(`${lasting.date}T00:00:00Z`) + DAY);
}

function withinLongest(lasting: Lasting, found: string, limits: Limits): Reading<Lasting> {
  const { now, suppress } = limits;
  if (endOf(lasting, now).getTime() <= now.getTime() + suppress.maxDays * DAY) return { value: lasting };
  const date = longestDate(limits);
  const expected = `at most ${suppress.maxDays} days from now: until ${date} at the latest`;
  return { value: { kind: 'until', date }, problem: { expected, found } };
}

/** The last day that ends within the longest time. */
function longestDate({ now, suppress }: Limits): string {
  return dateOf(new Date(now.getTime() + (suppress.maxDays - 1) * DAY));
}

function dateOf(time: Date): string {
  return Number.isNaN(time.getTime()) ? '' : time.toISOString().slice(0, 10);
}
