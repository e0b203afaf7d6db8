import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gateFacts, gatePolicy } from '../gate-fixture.ts';
import type { FreezeWindow } from '../policy.ts';
import { checkFreeze } from './freeze.ts';

const weekend: FreezeWindow = {
  name: 'weekend',
  start: '2026-01-02T16:00',
  durationMinutes: 64 * 60,
  timezone: 'Europe/Berlin',
  rrule: 'FREQ=WEEKLY;BYDAY=FR',
  except: [],
};

/** `name from until`, local times. */
function once(name: string, start: string, end: string): FreezeWindow {
  const durationMinutes = (Date.parse(`${end}Z`) - Date.parse(`${start}Z`)) / 60_000;
  return { name, start, durationMinutes, timezone: 'UTC', except: [] };
}

function checkAt(now: string, ...windows: FreezeWindow[]) {
  return checkFreeze(gateFacts(), gatePolicy({ checks: { freeze: { windows } } }), new Date(now));
}

describe('checkFreeze', () => {
  test('passes outside, and says what begins within a day', () => {
    expect(checkAt('2026-11-26T14:59:00Z', weekend)).toEqual({
      state: 'pass',
      value: 'none',
      threshold: 'no freeze',
      sampleSize: 1,
      reason: 'No freeze holds.',
      evidence: [],
      more: 0,
      passesAt: null,
    });
    expect(checkAt('2026-11-26T15:00:00Z', weekend).reason).toBe(
      'No freeze holds. weekend begins 2026-11-27 15:00 UTC.',
    );
    expect(checkAt('2026-11-27T14:59:59Z', weekend).state).toBe('pass');
  });

  test('fails from the start until just before the end, and says when it would pass', () => {
    expect(checkAt('2026-11-27T15:00:00Z', weekend)).toEqual({
      state: 'fail',
      value: 'weekend',
      threshold: 'no freeze',
      sampleSize: 1,
      reason: 'Nothing is deployed during weekend, until 2026-11-30 07:00 UTC, 2 days 16 hours from now.',
      evidence: [{ text: 'weekend: from 2026-11-27 15:00 UTC until 2026-11-30 07:00 UTC (Europe/Berlin)' }],
      more: 0,
      passesAt: '2026-11-30T07:00:00.000Z',
    });
    expect(checkAt('2026-11-30T06:59:59Z', weekend).state).toBe('fail');
    expect(checkAt('2026-11-30T07:00:00Z', weekend).state).toBe('pass');
  });

  test('passes when all that follow on each other have ended, the longest first in its evidence', () => {
    const found = checkAt(
      '2026-12-18T20:00:00Z',
      weekend,
      once('inventory', '2026-12-21T06:00', '2026-12-21T18:00'),
      once('holidays', '2026-12-21T18:00', '2027-01-04T00:00'),
      once('party', '2026-12-18T12:00', '2026-12-19T12:00'),
      once('later', '2027-01-05T00:00', '2027-01-06T00:00'),
    );
    expect(found).toMatchObject({
      state: 'fail',
      value: 'weekend and party',
      sampleSize: 5,
      // The first of January is a Friday.
      passesAt: '2027-01-04T07:00:00.000Z',
    });
    expect(found.evidence.map(({ text }) => text.split(':')[0])).toEqual(['weekend', 'party']);
  });

  test('says that no end is in sight where freezes follow on each other for long', () => {
    const daily = { ...weekend, rrule: 'FREQ=DAILY', durationMinutes: 13 * 60, timezone: 'UTC' };
    const found = checkAt(
      '2026-12-18T20:00:00Z',
      { ...daily, start: '2026-01-01T00:00' },
      { ...daily, start: '2026-01-01T12:00', name: 'night' },
    );
    expect(found).toMatchObject({ state: 'fail', passesAt: null });
    expect(found.reason).toContain('and no end of it is in sight');
  });

  test('names what people wrote in one line', () => {
    expect(
      checkAt('2026-01-01T00:00:00Z', once('a\u202eb', '2026-01-01T00:00', '2026-01-02T00:00')).value,
    ).not.toContain('\u202e');
  });

  test('a rule that cannot be read throws, so that the check is one that could not be made', () => {
    expect(() => checkAt('2026-01-01T00:00:00Z', { ...weekend, rrule: 'FREQ=HOURLY' })).toThrow('expected FREQ of');
  });

  test('passes at the time that it says, and at no minute before', () => {
    const window = fc.record({
      start: fc
        .integer({ min: 0, max: 20 * 24 * 4 })
        .map((quarters) => new Date(Date.UTC(2026, 2, 20) + quarters * 900_000).toISOString().slice(0, 16)),
      // Three of these leave a pause in each four days.
      durationMinutes: fc.integer({ min: 1, max: 28 * 60 }),
      timezone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Pacific/Apia', 'UTC'),
      rrule: fc.constantFrom('FREQ=DAILY;INTERVAL=4', 'FREQ=WEEKLY', 'FREQ=MONTHLY;BYDAY=1MO'),
    });
    const moment = fc.integer({ min: 0, max: 40 * 24 * 60 }).map((minutes) => Date.UTC(2026, 2, 20) + minutes * 60_000);
    fc.assert(
      fc.property(fc.array(window, { minLength: 1, maxLength: 3 }), moment, (windows, now) => {
        const named = windows.map((each, index) => ({ ...each, name: `freeze ${index}`, except: [] }));
        const stateAt = (at: number) => checkAt(new Date(at).toISOString(), ...named);
        const found = stateAt(now);
        if (found.state === 'pass') return;
        const end = Date.parse(found.passesAt!);
        expect(stateAt(end).state).toBe('pass');
        for (const share of [0.25, 0.5, 0.75])
          expect(stateAt(now + Math.floor((end - now) * share)).state).toBe('fail');
        expect(stateAt(end - 1).state).toBe('fail');
      }),
      { numRuns: 60 },
    );
  });

  test('an added freeze never makes it pass', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 * 24 }), fc.integer({ min: 1, max: 96 }), (hours, length) => {
        const start = Date.UTC(2026, 10, 1) + hours * 3_600_000;
        const more = once(
          'more',
          new Date(start).toISOString().slice(0, 16),
          new Date(start + length * 3_600_000).toISOString().slice(0, 16),
        );
        const [without, with_] = [
          checkAt('2026-11-28T12:00:00Z', weekend),
          checkAt('2026-11-28T12:00:00Z', weekend, more),
        ];
        expect(with_.state).toBe('fail');
        expect(with_.passesAt! >= without.passesAt!).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

test('takes a bounded time, however many freezes never pause', () => {
  const windows = Array.from({ length: 60 }, (_, index) => ({
    ...weekend,
    name: `freeze ${index}`,
    start: index % 2 === 0 ? '2000-01-01T00:00' : '2000-01-01T12:00',
    rrule: 'FREQ=DAILY',
    durationMinutes: 13 * 60,
  }));
  const before = performance.now();
  expect(checkAt('2026-12-18T20:00:00Z', ...windows)).toMatchObject({ state: 'fail', passesAt: null });
  expect(performance.now() - before).toBeLessThan(5000);
});
