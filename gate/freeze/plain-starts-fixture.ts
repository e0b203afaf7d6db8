const DAY = 86_400_000;
const DAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

export interface PlainRule {
  freq: string;
  interval?: number;
  months?: number[];
  monthDays?: number[];
  days?: string[];
  count?: number;
  weekStart?: string;
}

/** For tests: an RRULE without numbered days, and its starts found by asking of each day whether it is one (RFC 5545, 3.3.10). */
export function plainStarts(rule: PlainRule, first: number, to: number): { rule: string; starts: number[] } {
  const starts: number[] = [];
  for (let at = first; at < to && starts.length < (rule.count ?? Number.POSITIVE_INFINITY); at += DAY) {
    if (isStart(rule, new Date(at), new Date(first))) starts.push(at);
  }
  const parts = {
    FREQ: rule.freq,
    INTERVAL: rule.interval,
    BYMONTH: rule.months,
    BYMONTHDAY: rule.monthDays,
    BYDAY: rule.days,
    COUNT: rule.count,
    WKST: rule.weekStart,
  };
  const written = Object.entries(parts).filter(([, value]) => value !== undefined);
  return { rule: written.map(([name, value]) => `${name}=${value}`).join(';'), starts };
}

function isStart(rule: PlainRule, at: Date, first: Date): boolean {
  const { freq, interval = 1, months, monthDays, days } = rule;
  if (periodsBetween(rule, first, at) % interval !== 0) return false;
  const month = at.getUTCMonth() + 1;
  const date = at.getUTCDate();
  const length = new Date(Date.UTC(at.getUTCFullYear(), month, 0)).getUTCDate();
  const isOnDate = monthDays === undefined || monthDays.some((day) => (day > 0 ? day : length + 1 + day) === date);
  const isOnDay = days === undefined || days.includes(DAYS[at.getUTCDay()]!);
  const isInMonth = months === undefined || months.includes(month);
  if (!isOnDate || !isOnDay || !isInMonth) return false;
  // What the rule does not say is as it was at the start.
  if (freq === 'DAILY') return true;
  if (freq === 'WEEKLY') return days !== undefined || at.getUTCDay() === first.getUTCDay();
  const isSaid = monthDays !== undefined || days !== undefined;
  if (!isSaid && date !== first.getUTCDate()) return false;
  return freq === 'MONTHLY' || isSaid || months !== undefined || at.getUTCMonth() === first.getUTCMonth();
}

function periodsBetween({ freq, weekStart = 'MO' }: PlainRule, first: Date, at: Date): number {
  const day = (date: Date): number => Math.floor(date.getTime() / DAY);
  // 1 January 1970 was a Thursday, the fourth after Sunday.
  const week = (date: Date): number => Math.floor((day(date) + 4 - DAYS.indexOf(weekStart)) / 7);
  if (freq === 'DAILY') return day(at) - day(first);
  if (freq === 'WEEKLY') return week(at) - week(first);
  const years = at.getUTCFullYear() - first.getUTCFullYear();
  return freq === 'YEARLY' ? years : years * 12 + at.getUTCMonth() - first.getUTCMonth();
}
