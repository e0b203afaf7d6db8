import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRrule } from './read-rrule.ts';

describe('readRrule', () => {
  test.each<[text: string, read: object]>([
    ['FREQ=WEEKLY;BYDAY=FR', { rule: 'FREQ=WEEKLY;BYDAY=FR', endless: true, until: null }],
    ['freq=weekly;byday=fr', { rule: 'FREQ=WEEKLY;BYDAY=FR' }],
    ['FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1;WKST=SU', { endless: true }],
    ['FREQ=DAILY;COUNT=400', { endless: false }],
    [
      'FREQ=DAILY;UNTIL=20261231',
      { rule: 'FREQ=DAILY', endless: false, until: { wall: Date.UTC(2026, 11, 31, 23, 59, 59) } },
    ],
    ['FREQ=DAILY;UNTIL=20261231T120000', { until: { wall: Date.UTC(2026, 11, 31, 12) } }],
    ['FREQ=DAILY;UNTIL=20261231T120000Z', { until: { moment: Date.UTC(2026, 11, 31, 12) } }],
  ])('reads %s', (text, read) => {
    expect(readRrule(text)).toMatchObject(read);
  });

  test.each<[text: string, expected: string]>([
    ['FREQ=SECONDLY', 'FREQ of YEARLY, MONTHLY, WEEKLY or DAILY'],
    ['FREQ=HOURLY', 'FREQ of YEARLY, MONTHLY, WEEKLY or DAILY'],
    ['FREQ=DAILY;COUNT=1000000000', 'COUNT of a whole number from 1 to 400'],
    ['FREQ=DAILY;COUNT=401', 'a whole number from 1 to 400'],
    ['FREQ=DAILY;COUNT=0', 'COUNT of'],
    ['FREQ=DAILY;INTERVAL=0', 'INTERVAL of'],
    ['FREQ=DAILY;INTERVAL=1000000000', 'INTERVAL of'],
    ['FREQ=DAILY;BYHOUR=1', 'the parts FREQ'],
    ['FREQ=YEARLY;BYWEEKNO=20', 'the parts FREQ'],
    ['FREQ=DAILY;X=1', 'the parts FREQ'],
    ['FREQ=DAILY;__PROTO__=1', 'the parts FREQ'],
    ['FREQ=DAILY;', 'the parts FREQ'],
    ['BYDAY=FR', 'FREQ'],
    ['FREQ=DAILY;FREQ=WEEKLY', 'FREQ once'],
    ['FREQ=WEEKLY;BYDAY=XX', 'BYDAY of'],
    ['FREQ=WEEKLY;BYDAY=', 'BYDAY of'],
    ['FREQ=WEEKLY;BYDAY=1FR', 'without a number'],
    ['FREQ=MONTHLY;BYDAY=1FR,MO', 'all have a number, or none'],
    ['FREQ=YEARLY;BYDAY=1FR;BYMONTHDAY=3', 'or a BYDAY with numbers'],
    ['FREQ=WEEKLY;BYMONTHDAY=3', 'no BYMONTHDAY in a weekly rule'],
    ['FREQ=YEARLY;BYMONTH=13', 'BYMONTH of'],
    ['FREQ=YEARLY;BYMONTHDAY=32', 'BYMONTHDAY of'],
    ['FREQ=DAILY;COUNT=2;UNTIL=20261231', 'COUNT or UNTIL'],
    ['FREQ=DAILY;UNTIL=20260230', 'a day that there is'],
    ['FREQ=DAILY;UNTIL=tomorrow', 'UNTIL of'],
    ['FREQ=DAILY;BYSETPOS=1;BYDAY=MO', 'BYSETPOS only'],
    ['RRULE:FREQ=DAILY', 'the parts FREQ'],
    ['FREQ=DAILY\nEXDATE:20260101', 'FREQ of'],
    ['', 'the parts FREQ'],
  ])('refuses %j', (text, expected) => {
    expect(readRrule(text)).toEqual({ expected: expect.stringContaining(expected), found: expect.any(String) });
  });

  test('reads any text, or says why not', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        expect(readRrule(text)).toHaveProperty('found');
      }),
    );
  });
});
