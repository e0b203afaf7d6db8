import { describe, expect, test } from 'vitest';
import { rateSeverity, readLabel } from './rate-severity.ts';

const V2 = 'AV:N/AC:L/Au:N/C:P/I:P/A:P';
const V30 = 'CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
const V31 = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N';
const V4 = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N';

function rate(list: unknown) {
  const problems: string[] = [];
  const rating = rateSeverity(
    list,
    (place, message) => problems.push(`${place()}: ${message}`),
    () => 'severity',
  );
  return { rating, problems };
}

describe('rateSeverity', () => {
  // Scores as the calculators of FIRST and NVD give them.
  test.each([
    ['CVSS_V4', V4, 9.3, 'critical'],
    ['CVSS_V4', `${V4}/E:U`, 8.1, 'high'],
    ['CVSS_V4', 'CVSS:4.0/AV:L/AC:L/AT:N/PR:L/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N', 0, 'low'],
    ['CVSS_V3', V31, 6.1, 'medium'],
    ['CVSS_V3', V30, 9.8, 'critical'],
    ['CVSS_V3', `${V31}/E:P`, 6.1, 'medium'],
    ['CVSS_V3', 'CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:N/I:N/A:L', 3.1, 'low'],
    ['CVSS_V3', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H', 7.5, 'high'],
    ['CVSS_V2', V2, 7.5, 'high'],
    ['CVSS_V2', `(${V2})`, 7.5, 'high'],
    ['CVSS_V2', 'AV:N/AC:L/Au:N/C:C/I:C/A:C', 10, 'high'],
    ['CVSS_V2', 'AV:L/AC:H/Au:M/C:P/I:N/A:N', 0.8, 'low'],
    // The prefix counts where an entry says otherwise.
    ['CVSS_V3', V4, 9.3, 'critical'],
  ])('%s %s is %d, %s', (type, vector, score, level) => {
    expect(rate([{ type, score: vector }])).toEqual({ rating: { level, score, vector }, problems: [] });
  });

  test('takes v4 before v3 before v2, in whatever order they stand', () => {
    const list = [
      { type: 'CVSS_V2', score: V2 },
      { type: 'CVSS_V3', score: V31 },
      { type: 'CVSS_V4', score: V4 },
    ];
    expect(rate(list).rating?.vector).toBe(V4);
    expect(rate(list.slice(0, 2)).rating?.vector).toBe(V31);
    expect(rate(list.slice(0, 1)).rating?.vector).toBe(V2);
  });

  test.each([
    'CVSS:3.1/AV:N',
    'CVSS:3.1/AV:Q/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N',
    'CVSS:3.1/',
    'CVSS:9.9/AV:N/AC:L',
    `${V31}/ZZ:Y`,
    `${V31}/E`,
    `${V31}/:`,
    'AV:N/AC:L/Au:N/C:P/I:P/A:P',
    '9.8',
    '',
    'x'.repeat(1_000_000),
    7.5,
    null,
    ['CVSS:3.1/AV:N'],
  ])('passes over what is no vector and takes the next: %j', (score) => {
    const broken = rate([{ type: 'CVSS_V3', score }]);
    expect(broken.rating).toBeUndefined();
    expect(broken.problems).toHaveLength(1);
    expect(broken.problems[0]).toMatch(/^severity: expected a CVSS_V3 vector, found /);
    expect(broken.problems[0]!.length).toBeLessThan(200);

    const next = rate([
      { type: 'CVSS_V3', score },
      { type: 'CVSS_V3', score: V30 },
    ]);
    expect(next.rating?.score).toBe(9.8);
    const older = rate([
      { type: 'CVSS_V4', score },
      { type: 'CVSS_V2', score: V2 },
    ]);
    expect(older.rating?.score).toBe(7.5);
  });

  test.each([undefined, null, [], [null], [{ type: 'Ubuntu', score: 'high' }], [{}]])(
    'says nothing about %j',
    (list) => {
      expect(rate(list)).toEqual({ rating: undefined, problems: [] });
    },
  );

  test.each([{}, 'CVSS', 4])('names what is no list: %j', (list) => {
    const { rating, problems } = rate(list);
    expect(rating).toBeUndefined();
    expect(problems).toHaveLength(1);
  });
});

test.each([
  ['CRITICAL', 'critical'],
  ['HIGH', 'high'],
  ['MODERATE', 'medium'],
  ['LOW', 'low'],
  ['low', 'low'],
  ['constructor', undefined],
  [5, undefined],
  [undefined, undefined],
])('the label %j is %s', (severity, level) => {
  expect(readLabel({ severity })?.level).toBe(level);
});
