import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wallClockOf } from './wall-clock.ts';

const MINUTE = 60_000;
const iso = (moment: number) => new Date(moment).toISOString().replace(/:00\.000Z$/, 'Z');
const wall = (text: string) => Date.parse(`${text}Z`);

/** What clocks do where they are moved: forward over an hour, back over one, and Samoa over a whole day. */
test.each<[zone: string, shown: string, first: string, last: string]>([
  ['UTC', '2026-03-29T02:30', '2026-03-29T02:30Z', '2026-03-29T02:30Z'],
  ['Europe/Berlin', '2026-03-29T01:59', '2026-03-29T00:59Z', '2026-03-29T00:59Z'],
  ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:00Z', '2026-03-29T01:00Z'],
  ['Europe/Berlin', '2026-03-29T03:00', '2026-03-29T01:00Z', '2026-03-29T01:00Z'],
  ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30Z', '2026-10-25T01:30Z'],
  ['Europe/Berlin', '2026-10-25T03:00', '2026-10-25T02:00Z', '2026-10-25T02:00Z'],
  ['America/New_York', '2026-03-08T02:15', '2026-03-08T07:00Z', '2026-03-08T07:00Z'],
  ['America/New_York', '2026-11-01T01:15', '2026-11-01T05:15Z', '2026-11-01T06:15Z'],
  ['Australia/Lord_Howe', '2026-04-05T01:45', '2026-04-04T14:45Z', '2026-04-04T15:15Z'],
  ['Pacific/Apia', '2011-12-30T12:00', '2011-12-30T10:00Z', '2011-12-30T10:00Z'],
  ['Pacific/Apia', '2011-12-29T23:59', '2011-12-30T09:59Z', '2011-12-30T09:59Z'],
  ['Pacific/Apia', '2011-12-31T00:00', '2011-12-30T10:00Z', '2011-12-30T10:00Z'],
  ['Asia/Kathmandu', '2026-06-01T12:00', '2026-06-01T06:15Z', '2026-06-01T06:15Z'],
])('%s: the clocks show %s first at %s and last at %s', (zone, shown, first, last) => {
  const clock = wallClockOf(zone);
  expect([iso(clock.first(wall(shown))), iso(clock.last(wall(shown)))]).toEqual([first, last]);
});

test('a zone that there is not is an error', () => {
  expect(() => wallClockOf('Mars/Olympus')).toThrow(RangeError);
});

describe('any wall time', () => {
  /** Around the days on which these zones move their clocks, so that the property meets them. */
  const changes: [zone: string, near: string][] = [
    ['Europe/Berlin', '2026-03-29T02:00'],
    ['Europe/Berlin', '2026-10-25T02:00'],
    ['America/New_York', '2026-03-08T02:00'],
    ['America/New_York', '2026-11-01T02:00'],
    ['Pacific/Apia', '2011-12-30T00:00'],
    ['Africa/Casablanca', '2026-02-15T02:00'],
    ['Australia/Lord_Howe', '2026-10-04T02:00'],
  ];

  test('is first and last where a walk through the minutes meets it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...changes), fc.integer({ min: -30 * 60, max: 30 * 60 }), ([zone, near], minutes) => {
        const clock = wallClockOf(zone);
        const shown = wall(near) + minutes * MINUTE;
        const walk = Array.from({ length: 60 * 60 }, (_, index) => shown + (index - 30 * 60) * MINUTE);
        const showing = walk.filter((moment) => clock.at(moment) === shown);
        const expected = showing.length > 0 ? showing : [walk.find((moment) => clock.at(moment) > shown)!];
        expect([clock.first(shown), clock.last(shown)]).toEqual([expected[0], expected.at(-1)]);
      }),
      { numRuns: 40 },
    );
  });
});
