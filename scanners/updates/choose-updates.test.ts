import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseUpdates, type UpdateCandidate } from './choose-updates.ts';
import type { UpdateRank } from './rank-updates.ts';

const rank = (more: Partial<UpdateRank> = {}): UpdateRank => ({
  malware: false,
  knownExploited: false,
  epss: null,
  severity: 'high',
  findings: 1,
  ...more,
});
const candidate = (key: string, more: Partial<UpdateRank> = {}, deferredAt?: string): UpdateCandidate => ({
  key,
  rank: rank(more),
  deferredAt: deferredAt === undefined ? undefined : new Date(deferredAt),
});
const keys = (candidates: readonly UpdateCandidate[]) => candidates.map(({ key }) => key).join(' ');

describe('chooseUpdates', () => {
  test.each<[what: string, candidates: UpdateCandidate[], order: string]>([
    [
      'known exploited before a high EPSS',
      [candidate('epss', { epss: 0.99 }), candidate('kev', { knownExploited: true })],
      'kev epss',
    ],
    [
      'malware before all',
      [candidate('kev', { knownExploited: true }), candidate('mal', { malware: true })],
      'mal kev',
    ],
    [
      'EPSS before severity',
      [candidate('critical', { severity: 'critical' }), candidate('likely', { epss: 0.2, severity: 'low' })],
      'likely critical',
    ],
    ['an unknown EPSS is none', [candidate('none'), candidate('some', { epss: 0.01 })], 'some none'],
    [
      'severity before the number of findings',
      [candidate('many', { findings: 9 }), candidate('worse', { severity: 'critical' })],
      'worse many',
    ],
    [
      'what nobody rated stands between high and medium',
      [candidate('medium', { severity: 'medium' }), candidate('unrated', { severity: 'unknown' }), candidate('high')],
      'high unrated medium',
    ],
    ['more findings', [candidate('one'), candidate('two', { findings: 2 })], 'two one'],
    [
      'among equals who has waited longest',
      [candidate('a'), candidate('b', {}, '2026-02-01'), candidate('c', {}, '2026-01-01')],
      'c b a',
    ],
    [
      'waiting makes nothing worse than it is',
      [candidate('waits', {}, '2020-01-01'), candidate('worse', { severity: 'critical' })],
      'worse waits',
    ],
    ['else by name', [candidate('b'), candidate('a')], 'a b'],
  ])('%s', (_, candidates, order) => {
    expect(keys(chooseUpdates(candidates, 99).chosen)).toBe(order);
  });

  test.each([
    [3, 'a b c', ''],
    [2, 'a b', 'c'],
    [0, '', 'a b c'],
    [-1, '', 'a b c'],
  ])('with %i places', (places, chosen, deferred) => {
    const outcome = chooseUpdates([candidate('c'), candidate('a'), candidate('b')], places);
    expect([keys(outcome.chosen), keys(outcome.deferred)]).toEqual([chosen, deferred]);
  });

  test('never more than there are places, nothing lost, and the same whatever the order', () => {
    const arbitrary = fc.uniqueArray(
      fc.record({
        key: fc.string({ minLength: 1 }),
        rank: fc.record({
          malware: fc.boolean(),
          knownExploited: fc.boolean(),
          epss: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
          severity: fc.constantFrom('critical', 'high', 'medium', 'low', 'unknown'),
          findings: fc.nat(5),
        }),
        deferredAt: fc.option(fc.date({ noInvalidDate: true }), { nil: undefined }),
      }),
      { selector: ({ key }) => key, maxLength: 60 },
    ) as fc.Arbitrary<UpdateCandidate[]>;
    fc.assert(
      fc.property(arbitrary, fc.nat(70), (candidates, places) => {
        const { chosen, deferred } = chooseUpdates(candidates, places);
        expect(chosen.length).toBe(Math.min(places, candidates.length));
        expect(new Set([...chosen, ...deferred])).toEqual(new Set(candidates));
        expect(chooseUpdates([...candidates].reverse(), places).chosen).toEqual(chosen);
      }),
    );
  });
});
