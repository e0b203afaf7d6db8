import { expect, test } from 'vitest';
import { as, gateFacts, gatePolicy, grantedOverride, NOW, openAlert } from '../../../gate/gate-fixture.ts';
import { evaluate, type GateFacts } from '../../../gate/index.ts';
import { saidHash } from './said-hash.ts';

const critical = (id: string) => openAlert({ id, severity: 'critical', title: `${id} is weak` });
const hash = (facts: Partial<GateFacts>, minutes = 0) => {
  const verdict = evaluate(gateFacts(facts), gatePolicy(), new Date(NOW.getTime() + minutes * 60_000));
  return saidHash(verdict, verdict.verdict === 'block' ? 'hold' : 'approved');
};
const one = { alerts: as([critical('a')]) };

test('is the same while nothing but the time changes', () => {
  expect(hash(one, 3)).toBe(hash(one));
});

test.each<[string, Partial<GateFacts>]>([
  ['another alert in place of the one', { alerts: as([critical('b')]) }],
  ['one more', { alerts: as([critical('a'), critical('b')]) }],
  ['none', { alerts: as([]) }],
  ['that nothing is known any more', { alerts: { known: false, why: 'error', text: 'It is down' } }],
  ['an override', { ...one, overrides: as([grantedOverride()]) }],
])('is another with %s', (_, facts) => {
  expect(hash(facts)).not.toBe(hash(one));
});

test('is another for another answer', () => {
  const verdict = evaluate(gateFacts(one), gatePolicy(), NOW);
  expect(new Set([saidHash(verdict, 'hold'), saidHash(verdict, 'rejected')]).size).toBe(2);
});
