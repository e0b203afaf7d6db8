import { expect, test } from 'vitest';
import type { OpenDrift } from '../facts.ts';
import { as, gateFacts, gatePolicy, openDrift } from '../gate-fixture.ts';
import { unknown } from '../known.ts';
import { checkDrift } from './drift.ts';

function check(drift: OpenDrift[]) {
  return checkDrift(gateFacts({ drift: as(drift) }), gatePolicy());
}

test('open drift of the severity fails, the unrated with it', () => {
  expect(check([openDrift(), openDrift({ id: 'drift-2', title: 'nginx.conf', severity: 'unknown' })])).toMatchObject({
    state: 'fail',
    value: '2 drifts',
    threshold: 'none of severity high or worse',
    reason:
      '2 drifts of the configuration are open: aws_security_group.web: ingress (high) and nginx.conf (unknown). Put them right, or agree to them.',
    evidence: [{ text: 'high: aws_security_group.web: ingress' }, { text: 'not rated: nginx.conf' }],
  });
});

test('drift of a lower severity passes and is told of', () => {
  expect(check([openDrift({ severity: 'low' })])).toMatchObject({
    state: 'pass',
    reason: 'The configuration is what was agreed. 1 drift of a lower severity is open.',
  });
  expect(check([]).reason).toBe('The configuration is what was agreed.');
});

test('what nobody compares passes nobody', () => {
  const facts = gateFacts({ drift: unknown('no-data', 'nobody has compared it yet') });
  expect(checkDrift(facts, gatePolicy())).toMatchObject({ state: 'no-data', value: null, sampleSize: null });
});
