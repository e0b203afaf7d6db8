import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FreezeWindow } from '../policy.ts';
import { freezeTimesOf } from './freeze-times.ts';
import { plainStarts } from './plain-starts-fixture.ts';

const HOUR = 60;
const iso = (moment: number) => new Date(moment).toISOString().replace(':00.000Z', 'Z');

function windowOf(rest: Partial<FreezeWindow>): FreezeWindow {
  return { name: 'freeze', start: '2026-01-01T00:00', timezone: 'UTC', durationMinutes: HOUR, except: [], ...rest };
}

function timesOf(rest: Partial<FreezeWindow>, from: string, to: string): string[] {
  const times = freezeTimesOf(windowOf(rest)).between(Date.parse(from), Date.parse(to));
  return times.map(({ start, end }) => `${iso(start)} ${iso(end)}`);
}

describe('the times of a freeze', () => {
  test('are one where it has no rule', () => {
    const once = { start: '2026-12-20T00:00', durationMinutes: 14 * 24 * HOUR };
    expect(timesOf(once, '2026-12-31T00:00Z', '2027-12-31T00:00Z')).toEqual(['2026-12-20T00:00Z 2027-01-03T00:00Z']);
    expect(timesOf(once, '2027-01-03T00:00Z', '2027-12-31T00:00Z')).toEqual([]);
    expect(timesOf(once, '2026-12-01T00:00Z', '2026-12-19T23:59Z')).toEqual([]);
  });

  /** Friday 16:00 to Monday 08:00 by the clocks of Berlin, also at the weekends on which they are moved. */
  test('end when the clocks show it', () => {
    const weekend = {
      start: '2026-01-02T16:00',
      durationMinutes: 64 * HOUR,
      timezone: 'Europe/Berlin',
      rrule: 'FREQ=WEEKLY;BYDAY=FR',
    };
    expect(timesOf(weekend, '2026-03-20T12:00Z', '2026-04-01T00:00Z')).toEqual([
      '2026-03-20T15:00Z 2026-03-23T07:00Z',
      '2026-03-27T15:00Z 2026-03-30T06:00Z',
    ]);
    expect(timesOf(weekend, '2026-10-23T12:00Z', '2026-10-29T00:00Z')).toEqual(['2026-10-23T14:00Z 2026-10-26T07:00Z']);
  });

  test.each<[text: string, rest: Partial<FreezeWindow>, day: string, expected: string[]]>([
    [
      'begins when the clocks pass over its start',
      { start: '2026-03-28T02:30', timezone: 'Europe/Berlin', rrule: 'FREQ=DAILY', durationMinutes: 2 * HOUR },
      '2026-03-29',
      ['2026-03-29T01:00Z 2026-03-29T02:30Z'],
    ],
    [
      'begins with the first and ends with the last of a time that is shown twice',
      { start: '2026-10-24T02:15', timezone: 'Europe/Berlin', rrule: 'FREQ=DAILY', durationMinutes: 30 },
      '2026-10-25',
      ['2026-10-25T00:15Z 2026-10-25T01:45Z'],
    ],
    [
      'is as long as it is in New York where an hour is missing',
      { start: '2026-03-07T00:00', timezone: 'America/New_York', rrule: 'FREQ=DAILY', durationMinutes: 12 * HOUR },
      '2026-03-08',
      ['2026-03-08T05:00Z 2026-03-08T16:00Z'],
    ],
    [
      'does not take place on a day that Samoa has not had, nor does the day before last longer',
      { start: '2011-12-28T00:00', timezone: 'Pacific/Apia', rrule: 'FREQ=DAILY', durationMinutes: 24 * HOUR },
      '2011-12-30',
      ['2011-12-29T10:00Z 2011-12-30T10:00Z', '2011-12-30T10:00Z 2011-12-31T10:00Z'],
    ],
  ])('%s', (_text, rest, day, expected) => {
    expect(timesOf(rest, `${day}T00:00Z`, `${day}T23:59Z`)).toEqual(expected);
  });

  test('leave out exceptions, by the day of the zone', () => {
    const daily = {
      start: '2026-01-01T23:00',
      timezone: 'America/New_York',
      rrule: 'FREQ=DAILY',
      except: ['2026-01-02'],
    };
    expect(timesOf(daily, '2026-01-02T00:00Z', '2026-01-04T00:00Z')).toEqual(['2026-01-02T04:00Z 2026-01-02T05:00Z']);
    expect(
      timesOf({ start: '2026-12-24T00:00', except: ['2026-12-24'] }, '2026-12-24T00:00Z', '2026-12-25T00:00Z'),
    ).toEqual([]);
  });

  test.each<[until: string, last: string]>([
    ['20260103', '2026-01-04T04:00Z'],
    ['20260103T225959', '2026-01-03T04:00Z'],
    ['20260104T040000Z', '2026-01-04T04:00Z'],
    ['20260104T035959Z', '2026-01-03T04:00Z'],
  ])('end with UNTIL=%s', (until, last) => {
    const daily = { start: '2026-01-01T23:00', timezone: 'America/New_York', rrule: `FREQ=DAILY;UNTIL=${until}` };
    expect(timesOf(daily, '2026-01-01T00:00Z', '2026-02-01T00:00Z').at(-1)).toMatch(new RegExp(`^${last}`));
  });

  test('end with COUNT, however long ago that was', () => {
    const counted = { start: '2000-01-01T00:00', rrule: 'FREQ=DAILY;COUNT=3' };
    expect(timesOf(counted, '2000-01-01T00:00Z', '2000-02-01T00:00Z')).toHaveLength(3);
    expect(timesOf(counted, '2099-01-01T00:00Z', '2099-02-01T00:00Z')).toEqual([]);
  });

  test('follow a rule to the last day of the century', () => {
    const leap = { start: '2000-01-01T00:00', rrule: 'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29' };
    expect(timesOf(leap, '2096-01-01T00:00Z', '2099-12-31T00:00Z')).toEqual(['2096-02-29T00:00Z 2096-02-29T01:00Z']);
  });

  /** RFC 5545, 3.8.5.3, has these or such as these as its examples. */
  test.each<[rule: string, days: string[]]>([
    ['FREQ=YEARLY;BYMONTH=11;BYDAY=4TH', ['2026-11-26', '2027-11-25']],
    ['FREQ=MONTHLY;INTERVAL=6;BYDAY=-1FR', ['2026-01-30', '2026-07-31', '2027-01-29', '2027-07-30']],
    [
      'FREQ=MONTHLY;BYMONTH=6,12;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
      ['2026-06-30', '2026-12-31', '2027-06-30', '2027-12-31'],
    ],
    ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13', ['2026-02-13', '2026-03-13', '2026-11-13', '2027-08-13']],
    ['FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=-1', ['2026-01-31', '2027-01-31']],
    ['FREQ=YEARLY;BYDAY=1MO', ['2026-01-05', '2027-01-04']],
    ['FREQ=MONTHLY;INTERVAL=7;BYMONTHDAY=31', ['2026-01-31', '2026-08-31', '2027-03-31', '2027-10-31']],
  ])('of %s', (rrule, days) => {
    const times = timesOf({ rrule }, '2026-01-01T00:00Z', '2027-12-31T23:00Z');
    expect(times.map((time) => time.slice(0, 10))).toEqual(days);
  });

  /** Against a reading of RFC 5545 that walks through the days. */
  test('are those of the rule', () => {
    const day = fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU');
    const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.uniqueArray(arbitrary, { minLength: 1, maxLength: 3 });
    const parts = fc.record(
      {
        interval: fc.integer({ min: 1, max: 5 }),
        months: some(fc.integer({ min: 1, max: 12 })),
        monthDays: some(fc.oneof(fc.integer({ min: 1, max: 31 }), fc.integer({ min: -5, max: -1 }))),
        days: some(day),
        count: fc.integer({ min: 1, max: 30 }),
        weekStart: day,
      },
      { requiredKeys: [] },
    );
    const start = fc.integer({ min: 0, max: 700 }).map((days) => Date.UTC(2024, 0, 1, 16) + days * 86_400_000);
    const frequency = fc.constantFrom('YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY');
    fc.assert(
      fc.property(frequency, parts, start, (freq, given, first) => {
        const { monthDays, ...rest } = given;
        const used = { freq, ...rest, ...(monthDays !== undefined && freq !== 'WEEKLY' && { monthDays }) };
        const { rule, starts } = plainStarts(used, first, Date.UTC(2028, 0, 1));
        const window = windowOf({ start: new Date(first).toISOString().slice(0, 16), rrule: rule });
        const times = freezeTimesOf(window).between(first, Date.UTC(2028, 0, 1));
        expect(
          times.map((each) => iso(each.start)),
          rule,
        ).toEqual(starts.map(iso));
      }),
      { numRuns: 150 },
    );
  });
});
