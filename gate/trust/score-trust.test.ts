import { describe, expect, test } from 'vitest';
import type { GateFacts } from '../facts.ts';
import { known, unknown } from '../known.ts';
import { makeSlo } from '../slo/slo-fixture.ts';
import { bandOf } from './bands.ts';
import { scoreTrust } from './score-trust.ts';
import { change, drifted, spotlessFacts, TRUST_NOW, unknownFacts, vulnerability } from './trust-fixture.ts';
import { ELEMENTS, TRUST_VERSION } from './weights.ts';

const at = <T>(value: T) => known(value, TRUST_NOW.toISOString());
const alerts = (...list: ReturnType<typeof vulnerability>[]) => ({ alerts: at(list) });
const score = (rest: Partial<GateFacts> = {}) => scoreTrust(spotlessFacts(rest), TRUST_NOW)!;
const slo = (left: number, name = 'availability') =>
  makeSlo({ name, budget: at({ good: 1_000_000 - 1000 * (1 - left), total: 1_000_000 }) });

describe('the trust score', () => {
  test('is 100 where all is known and nothing is amiss', () => {
    expect(score()).toEqual({
      version: TRUST_VERSION,
      score: 100,
      band: 'dark-green',
      coverage: 1,
      parts: {
        vulnerabilities: { score: 100, weight: 0.4 },
        'supply-chain': { score: 100, weight: 0.2 },
        reliability: { score: 100, weight: 0.2 },
        configuration: { score: 100, weight: 0.1 },
        'change-safety': { score: 100, weight: 0.1 },
      },
      cap: null,
      lost: [],
    });
  });

  test('is none where nothing is known', () => {
    expect(scoreTrust(unknownFacts(), TRUST_NOW)).toBeNull();
  });

  test('has weights that are 100 in all', () => {
    expect(Object.values(ELEMENTS).reduce((sum, { weight }) => sum + weight, 0)).toBe(100);
  });

  // 40 points are for vulnerabilities: a share of them is lost, and the score is rounded down.
  test.each<[string, number, Partial<GateFacts>]>([
    ['one critical vulnerability', 88, alerts(vulnerability({ severity: 'critical' }))],
    ['two', 79, alerts(vulnerability({ severity: 'critical' }), vulnerability({ severity: 'critical' }))],
    ['a high one', 95, alerts(vulnerability())],
    ['one that nobody has rated', 95, alerts(vulnerability({ severity: 'unknown' }))],
    ['a high one of development', 98, alerts(vulnerability({ production: false }))],
    ['a high one without a fix', 97, alerts(vulnerability({ fixable: false }))],
    ['a high one that EPSS gives 60%', 90, alerts(vulnerability({ epss: 0.6 }))],
    ['a high one that EPSS gives 10%', 92, alerts(vulnerability({ epss: 0.1 }))],
    ['a high one of 40 days', 94, alerts(vulnerability({ openedAt: '2026-10-16T00:00:00Z' }))],
    ['a high one of 100 days', 92, alerts(vulnerability({ openedAt: '2026-08-17T00:00:00Z' }))],
    ['a high one whose day cannot be read', 92, alerts(vulnerability({ openedAt: '' }))],
    ['a high one that is exploited', 85, alerts(vulnerability({ knownExploited: true }))],
    ['200 low ones', 74, alerts(...Array.from({ length: 200 }, () => vulnerability({ severity: 'low' })))],
    ['a maintainer change of level high', 97, { maintainerChanges: at([change()]) }],
    ['one of level info', 100, { maintainerChanges: at([change({ level: 'info' })]) }],
    ['5% deprecated', 97, { supplyChain: at({ packages: 1000, deprecated: 50, installScripts: 0 }) }],
    ['10% with install scripts', 97, { supplyChain: at({ packages: 1000, deprecated: 0, installScripts: 100 }) }],
    ['no packages at all', 100, { supplyChain: at({ packages: 0, deprecated: 0, installScripts: 0 }) }],
    ['more deprecated than there are', 94, { supplyChain: at({ packages: 0, deprecated: 1, installScripts: 0 }) }],
    ['half of a budget', 90, { slos: at([slo(0.5)]) }],
    ['a budget that is overspent', 80, { slos: at([slo(-3)]) }],
    ['the worst of several budgets', 82, { slos: at([slo(1), slo(0.1, 'latency'), slo(0.9, 'freshness')]) }],
    ['critical drift', 94, { drift: at([drifted({ severity: 'critical' })]) }],
    ['two overrides', 97, { changeSafety: at({ overrides: 2, expiredSuppressions: 0 }) }],
    ['an expired suppression', 99, { changeSafety: at({ overrides: 0, expiredSuppressions: 1 }) }],
  ])('with %s is %i', (_, expected, rest) => {
    expect(score(rest).score).toBe(expected);
  });

  test('does not count what other checks judge', () => {
    const { score: same } = score(
      alerts(vulnerability({ kind: 'monitoring', severity: 'critical' }), vulnerability({ kind: 'maintainer-change' })),
    );
    expect(same).toBe(100);
  });
});

describe('what is not known', () => {
  test('is left out: the rest is re-weighted, and the coverage says so', () => {
    const known = score({ ...alerts(vulnerability({ severity: 'critical' })), drift: unknown('no-data', 'no agent') });
    expect(known.coverage).toBe(0.9);
    expect(known.score).toBe(Math.floor(100 * ((40 * 0.7 + 50) / 90)));
    expect(known.parts.configuration).toEqual({ score: null, why: 'no agent' });
    expect(known.parts.vulnerabilities).toMatchObject({ weight: 40 / 90 });
  });

  test('of a part leaves the rest of the part', () => {
    const known = score({ maintainerChanges: unknown('error', 'it is down') });
    expect(known).toMatchObject({ score: 100, coverage: 0.92 });
    expect(known.parts['supply-chain']).toEqual({ score: 100, weight: 12 / 92 });
  });

  test('of alerts leaves out both vulnerabilities and malware', () => {
    const known = score({ alerts: unknown('error', 'it is down') });
    expect(known.coverage).toBe(0.54);
    expect(known.parts.vulnerabilities).toEqual({ score: null, why: 'it is down' });
  });

  test('of reliability is told: no SLO, none that was asked, none with events', () => {
    const part = (slos: GateFacts['slos']) => score({ slos }).parts.reliability;
    expect(part(at([]))).toEqual({ score: null, why: 'no SLO is configured' });
    expect(part(unknown('error', 'it is down'))).toEqual({ score: null, why: 'it is down' });
    expect(part(at([makeSlo({ budget: unknown('no-data', '3 of 30 days') })]))).toEqual({
      score: null,
      why: '3 of 30 days',
    });
    expect(part(at([makeSlo({ budget: at({ good: 0, total: 0 }) })]))).toMatchObject({ score: null });
  });

  test('of one objective never stands for one that is met, nor makes one that is missed weigh less', () => {
    const away = makeSlo({ name: 'latency', budget: unknown('error', 'it is down') });
    expect(score({ slos: at([slo(1), away]) })).toMatchObject({ score: 100, coverage: 0.9 });
    expect(score({ slos: at([slo(1), away]) }).parts.reliability).toMatchObject({ weight: 10 / 90 });
    expect(score({ slos: at([slo(0)]) }).score).toBe(80);
    expect(score({ slos: at([slo(0), away]) })).toMatchObject({ score: 80, coverage: 0.9 });
    expect(score({ slos: at([slo(0.5), away]) }).score).toBe(Math.floor((100 * (80 + 5)) / (80 + 5 + 10)));
  });
});

describe('caps', () => {
  const malware = vulnerability({ kind: 'malware', severity: 'critical', packageName: 'evil' });
  const exploited = vulnerability({ severity: 'critical', knownExploited: true });

  test('malware holds it at 20, for development too', () => {
    for (const production of [true, false]) {
      const capped = score(alerts({ ...malware, production }));
      expect(capped).toMatchObject({ score: 20, band: 'red', cap: { at: 20 } });
      expect(capped.lost[0]).toMatchObject({ part: 'supply-chain', cure: 'Take it out: evil' });
    }
  });

  test('a critical flaw that is exploited in production holds it at 49, and so does one that nobody has rated', () => {
    expect(score(alerts(exploited))).toMatchObject({ score: 49, cap: { at: 49 } });
    expect(score(alerts({ ...exploited, production: undefined }))).toMatchObject({ score: 49 });
    expect(score(alerts({ ...exploited, severity: 'unknown' }))).toMatchObject({ score: 49 });
  });

  test('of development alone, or of less, is left to the weights', () => {
    expect(score(alerts({ ...exploited, production: false }))).toMatchObject({ score: 91, cap: null });
    expect(score(alerts({ ...exploited, severity: 'high' }))).toMatchObject({ score: 85, cap: null });
    expect(score(alerts({ ...exploited, knownExploited: false }))).toMatchObject({ score: 88, cap: null });
  });

  test('malware before exploited', () => {
    expect(score(alerts(exploited, malware))).toMatchObject({ score: 20 });
  });

  test('that hold nothing down are not told of', () => {
    const few = { ...unknownFacts(), ...alerts(...Array.from({ length: 9 }, () => exploited)), slos: at([slo(0)]) };
    expect(scoreTrust(few, TRUST_NOW)).toMatchObject({ cap: null, score: 9 });
  });
});

describe('the points lost', () => {
  test('are told by cause, largest first, with the act that wins them back', () => {
    const { lost } = score({
      ...alerts(
        vulnerability({ severity: 'critical' }),
        vulnerability({ severity: 'critical', packageName: 'qs' }),
        vulnerability({ severity: 'medium', fixable: false, production: false, packageName: 'ms' }),
      ),
      slos: at([slo(0.5)]),
      maintainerChanges: at([change()]),
      drift: at([drifted()]),
      changeSafety: at({ overrides: 1, expiredSuppressions: 0 }),
      supplyChain: at({ packages: 1000, deprecated: 7, installScripts: 0 }),
    });
    expect(lost.map(({ points }) => points)).toEqual(lost.map(({ points }) => points).sort((a, b) => b - a));
    expect(lost.map(({ part, cause }) => `${part}: ${cause}`)).toEqual([
      'vulnerabilities: 2 critical vulnerabilities in minimist and qs',
      'reliability: shop/availability has used 50% of its error budget of 30 days',
      'configuration: 1 open high drift: nginx.conf changed',
      'supply-chain: 1 open maintainer change of level high: left-pad',
      'change-safety: 1 override of the gate in the last 30 days',
      'supply-chain: 7 of 1000 packages deprecated',
      'vulnerabilities: 1 medium vulnerability in ms, of development alone',
    ]);
    expect(lost[0]?.cure).toBe('Merge the update pull requests of minimist and qs');
    expect(lost.at(-1)?.cure).toContain('no version without it is known');
  });

  test('name three packages and count the others', () => {
    const { lost } = score(
      alerts(...['a', 'b', 'c', 'd', 'd', 'e'].map((packageName) => vulnerability({ packageName }))),
    );
    expect(lost).toHaveLength(1);
    expect(lost[0]?.cause).toBe('6 high vulnerabilities in a, b, c and 2 more');
  });
});

test.each([
  [0, 'red'],
  [49, 'red'],
  [50, 'orange'],
  [69, 'orange'],
  [70, 'green'],
  [84, 'green'],
  [85, 'dark-green'],
  [100, 'dark-green'],
])('a score of %i is %s', (value, band) => {
  expect(bandOf(value)).toBe(band);
});
