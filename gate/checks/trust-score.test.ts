import { expect, test } from 'vitest';
import { as, gateFacts, gatePolicy, slo } from '../gate-fixture.ts';
import { unknown } from '../known.ts';
import type { TrustScore } from '../trust/trust-score.ts';
import { checkTrustScore } from './trust-score.ts';

function trust(score: number, rest: Partial<TrustScore> = {}): TrustScore {
  const whole = { score, weight: 0.2 };
  const parts = {
    vulnerabilities: whole,
    'supply-chain': whole,
    reliability: whole,
    configuration: whole,
    'change-safety': whole,
  };
  return { version: 1, score, band: 'green', coverage: 1, parts, cap: null, lost: [], ...rest };
}

const policy = gatePolicy();

test('a score of the minimum passes', () => {
  expect(checkTrustScore(gateFacts(), policy, trust(70))).toMatchObject({
    state: 'pass',
    value: '70 of 100',
    threshold: 'at least 70, from at least 50% of its weights',
    reason: 'The trust score is 70 of 100; at least 70 is asked.',
  });
});

test('one below fails with what costs most and the cure', () => {
  const lost = [
    { part: 'reliability' as const, points: 30.5, cause: 'the spent budget of checkout', cure: 'Wait for it' },
  ];
  expect(checkTrustScore(gateFacts(), policy, trust(69, { lost }))).toMatchObject({
    state: 'fail',
    reason:
      'The trust score is 69 of 100; at least 70 is asked. Most is lost here: the spent budget of checkout. Wait for it.',
    evidence: [{ text: '30.5 points: the spent budget of checkout. Wait for it' }],
  });
});

test('numbers that differ look different', () => {
  const strict = gatePolicy({ checks: { 'trust-score': { minimum: 75.04 } } });
  expect(checkTrustScore(gateFacts(), strict, trust(75)).reason).toContain('is 75 of 100; at least 75.04 is asked');
});

test('a score that rests on too little is no data, and one that is too low still fails', () => {
  expect(checkTrustScore(gateFacts(), policy, trust(100, { coverage: 0.4999 }))).toMatchObject({
    state: 'no-data',
    reason: 'The trust score of 100 rests on 49.99% of its weights; at least 50% has to be known.',
  });
  expect(checkTrustScore(gateFacts(), policy, trust(20, { coverage: 0.1 })).state).toBe('fail');
});

test('a score without what could not be asked is an error, without what nobody measures it is none', () => {
  const facts = gateFacts({ slos: unknown('error', 'Prometheus does not answer') });
  expect(checkTrustScore(facts, policy, trust(95, { coverage: 0.8 }))).toMatchObject({
    state: 'error',
    reason: 'The trust score of 95 leaves out what could not be asked: Prometheus does not answer.',
  });
  const half = gateFacts({ slos: as([slo({ budget: unknown('error', 'Prometheus does not answer') })]) });
  expect(checkTrustScore(half, policy, trust(95)).state).toBe('error');
  const nobody = gateFacts({ drift: unknown('no-data', 'nobody compares it') });
  expect(checkTrustScore(nobody, policy, trust(95, { coverage: 0.8 })).state).toBe('pass');
});

test('no score is no data, or an error', () => {
  expect(checkTrustScore(gateFacts(), policy, null).state).toBe('no-data');
  const facts = gateFacts({ alerts: unknown('error', 'the database does not answer') });
  expect(checkTrustScore(facts, policy, null)).toMatchObject({ state: 'error', value: null });
});
