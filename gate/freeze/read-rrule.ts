/** A recurrence rule, as far as freezes may have one. */
export interface Recurrence {
  /** RRULE without UNTIL, which is looked at here. */
  rule: string;
  /** It comes again for ever. */
  endless: boolean;
  until: { wall: number } | { moment: number } | null;
}

/** Completes "expected …". */
export interface RuleFault {
  expected: string;
  found: string;
}

const DAY = '(?:MO|TU|WE|TH|FR|SA|SU)';
const MOST_COUNT = 400;

/**
 * What each part may be. Left out are parts of the time of day, which is that of the start, and such as calendars and libraries read in more
 * than one way: a freeze that is read otherwise than it was meant is none.
 */
export const RULE_PARTS: Record<string, { pattern: RegExp; expected: string }> = {
  FREQ: { pattern: /^(?:YEARLY|MONTHLY|WEEKLY|DAILY)$/, expected: 'YEARLY, MONTHLY, WEEKLY or DAILY' },
  INTERVAL: { pattern: /^(?:[1-9]\d{0,2})$/, expected: 'a whole number from 1 to 999' },
  COUNT: { pattern: /^(?:[1-9]\d{0,2})$/, expected: `a whole number from 1 to ${MOST_COUNT}` },
  UNTIL: { pattern: /^20\d{6}(?:T\d{6}Z?)?$/, expected: 'a day or a time such as 20261231 or 20261231T230000Z' },
  BYMONTH: { pattern: listOf('(?:[1-9]|1[0-2])'), expected: 'months from 1 to 12' },
  BYMONTHDAY: { pattern: listOf('-?(?:[1-9]|[12]\\d|3[01])'), expected: 'days from 1 to 31, or from -1 to -31' },
  BYDAY: { pattern: listOf(`(?:[+-]?[1-5])?${DAY}`), expected: 'days of the week such as MO,FR, or 1MO, or -1FR' },
  BYSETPOS: { pattern: listOf('-?[1-9]\\d?'), expected: 'whole numbers from 1 to 99, or from -1 to -99' },
  WKST: { pattern: new RegExp(`^${DAY}$`), expected: 'a day of the week such as MO' },
};

/** Reads an RRULE (RFC 5545, 3.3.10) strictly: what is not known is refused, as leaving it out would make another rule. */
export function readRrule(text: string): Recurrence | RuleFault {
  const parts = new Map<string, string>();
  for (const part of text.toUpperCase().split(';')) {
    const [name = '', value = '', ...more] = part.split('=');
    const known = Object.hasOwn(RULE_PARTS, name) ? RULE_PARTS[name] : undefined;
    if (known === undefined) return fault(`the parts ${Object.keys(RULE_PARTS).join(', ')}`, part);
    if (parts.has(name)) return fault(`${name} once`, part);
    if (more.length > 0 || !known.pattern.test(value)) return fault(`${name} of ${known.expected}`, part);
    parts.set(name, value);
  }
  const wrong = togetherWrong(parts);
  if (wrong !== null) return wrong;
  const until = parts.has('UNTIL') ? untilOf(parts.get('UNTIL')!) : null;
  if (until === undefined) return fault('a day that there is', `UNTIL=${parts.get('UNTIL')}`);
  const rule = [...parts].filter(([name]) => name !== 'UNTIL').map((part) => part.join('='));
  return { rule: rule.join(';'), endless: until === null && !parts.has('COUNT'), until };
}

function togetherWrong(parts: ReadonlyMap<string, string>): RuleFault | null {
  const frequency = parts.get('FREQ');
  const days = parts.get('BYDAY')?.split(',') ?? [];
  const counted = days.filter((day) => day.length > 2).length;
  if (frequency === undefined) return fault('FREQ', 'none');
  if (Number(parts.get('COUNT') ?? 1) > MOST_COUNT)
    return fault(RULE_PARTS.COUNT!.expected, `COUNT=${parts.get('COUNT')}`);
  if (parts.has('COUNT') && parts.has('UNTIL')) return fault('COUNT or UNTIL', 'both');
  if (parts.has('BYMONTHDAY') && frequency === 'WEEKLY') return fault('no BYMONTHDAY in a weekly rule', 'one');
  if (counted > 0 && frequency !== 'MONTHLY' && frequency !== 'YEARLY')
    return fault('days such as MO without a number, as the rule is not monthly or yearly', `BYDAY=${days}`);
  if (counted > 0 && counted < days.length)
    return fault('days of the week that all have a number, or none', `BYDAY=${days}`);
  if (counted > 0 && parts.has('BYMONTHDAY')) return fault('BYMONTHDAY, or a BYDAY with numbers', 'both');
  const chosenFrom = parts.has('BYDAY') || parts.has('BYMONTHDAY');
  if (parts.has('BYSETPOS') && !(chosenFrom && (frequency === 'MONTHLY' || frequency === 'YEARLY')))
    return fault('BYSETPOS only in a monthly or yearly rule with BYDAY or BYMONTHDAY', `FREQ=${frequency}`);
  return null;
}

/** Without a time the whole day belongs to it, by the clocks of the freeze's zone; undefined where there is no such time. */
function untilOf(text: string): Recurrence['until'] | undefined {
  const [date = '', time = ''] = text.split('T');
  const day = date.replace(/(\d{4})(\d\d)(\d\d)/, '$1-$2-$3');
  const clock = time === '' ? '23:59:59' : time.replace(/(\d\d)(\d\d)(\d\d)Z?/, '$1:$2:$3');
  const at = new Date(`${day}T${clock}Z`);
  if (Number.isNaN(at.getTime()) || !at.toISOString().startsWith(`${day}T${clock}`)) return undefined;
  return time.endsWith('Z') ? { moment: at.getTime() } : { wall: at.getTime() };
}

function listOf(item: string): RegExp {
  return new RegExp(`^${item}(?:,${item}){0,30}$`);
}

function fault(expected: string, found: string): RuleFault {
  return { expected, found };
}
