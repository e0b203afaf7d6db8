import { expect, test } from 'vitest';
import { freezeProblem } from './freeze-problem.ts';

const DAY = 24 * 60;

test.each<[rrule: string | undefined, minutes: number, told: string | null]>([
  [undefined, 366 * DAY, null],
  ['FREQ=WEEKLY;BYDAY=FR', 64 * 60, null],
  ['FREQ=WEEKLY;BYDAY=FR', 7 * DAY - 1, null],
  [
    'FREQ=WEEKLY;BYDAY=FR',
    7 * DAY,
    'duration: expected less than 7 days, the time after which the freeze begins again, found 7 days',
  ],
  ['FREQ=DAILY', DAY, 'duration: expected less than 1 day,'],
  ['FREQ=DAILY;UNTIL=20270101', DAY, null],
  ['FREQ=DAILY;COUNT=10', DAY, null],
  ['FREQ=WEEKLY;BYDAY=MO,WE', 3 * DAY, null],
  ['FREQ=WEEKLY;BYDAY=MO,WE', 5 * DAY, 'duration: expected less than 5 days'],
  ['FREQ=MONTHLY', 31 * DAY, 'duration: expected less than 31 days'],
  ['FREQ=MONTHLY', 30 * DAY, null],
  ['FREQ=YEARLY', 366 * DAY, 'duration: expected less than 366 days'],
  ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', 366 * DAY, null],
  [
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    DAY,
    'rrule: expected a rule that comes about, found "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"',
  ],
  ['FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30', DAY, 'rrule: expected a rule that comes about'],
  ['FREQ=DAILY;UNTIL=20200101', DAY, 'rrule: expected a rule that comes about'],
  [
    'FREQ=SECONDLY;COUNT=1000000000',
    1,
    'rrule: expected FREQ of YEARLY, MONTHLY, WEEKLY or DAILY, found "FREQ=SECONDLY"',
  ],
])('%s for %i minutes: %s', (rrule, durationMinutes, told) => {
  const window = { name: 'freeze', start: '2026-01-02T16:00', timezone: 'Europe/Berlin', durationMinutes, except: [] };
  const found = freezeProblem(rrule === undefined ? window : { ...window, rrule });
  const text = found && `${found.key}: expected ${found.expected}, found ${found.found}. ${found.cure}`;
  if (told === null) expect(text).toBeNull();
  else expect(text).toContain(told);
});

test('takes a bounded time, whatever the rule', () => {
  const many = Array.from({ length: 31 }, (_, index) => index + 1).join(',');
  const hostile = [
    `FREQ=YEARLY;BYMONTHDAY=${many};BYSETPOS=99`,
    `FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=400`,
    `FREQ=DAILY;INTERVAL=999;BYMONTH=2;BYMONTHDAY=30;COUNT=400`,
    `FREQ=MONTHLY;INTERVAL=999;BYMONTHDAY=${many};COUNT=400`,
    'FREQ=DAILY;BYDAY=MO;BYMONTHDAY=29;BYMONTH=2',
  ];
  const before = performance.now();
  for (const rrule of hostile) {
    freezeProblem({ name: 'a', start: '2000-01-01T00:00', timezone: 'UTC', durationMinutes: 1, except: [], rrule });
  }
  expect(performance.now() - before).toBeLessThan(5000);
});
