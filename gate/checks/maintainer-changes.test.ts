import { expect, test } from 'vitest';
import type { OpenChange } from '../facts.ts';
import { as, gateFacts, gatePolicy, minutesFromNow, NOW, openChange } from '../gate-fixture.ts';
import { unknown } from '../known.ts';
import type { MaintainerChangesPolicy } from '../policy.ts';
import { checkMaintainerChanges } from './maintainer-changes.ts';

function check(changes: OpenChange[], policy: Partial<MaintainerChangesPolicy> = {}, now = NOW) {
  const facts = gateFacts({ maintainerChanges: as(changes) });
  return checkMaintainerChanges(facts, gatePolicy({ checks: { 'maintainer-changes': policy } }), now);
}

test('an open change of the level fails, and says when it would pass', () => {
  const later = openChange({
    id: 'change-2',
    packageName: 'flatmap-stream',
    level: 'critical',
    until: minutesFromNow(90),
  });
  const finding = check([openChange({ until: minutesFromNow(60) }), later]);
  expect(finding).toMatchObject({
    state: 'fail',
    value: '2 changes',
    threshold: 'none of level high or above, none that is looked into',
    sampleSize: 2,
    reason:
      '2 maintainer changes are open: flatmap-stream (critical) and event-stream (high). Accept or pin them when looked at. Without further signals that ends at 2026-03-02 13:30 UTC.',
    passesAt: minutesFromNow(90),
  });
  expect(finding.evidence[0]!.text).toBe('critical: flatmap-stream, A new maintainer published an install script');
});

test('it passes at the time that it says', () => {
  const changes = [
    openChange({ until: minutesFromNow(60) }),
    openChange({ id: 'change-2', until: minutesFromNow(90) }),
  ];
  const { passesAt } = check(changes);
  expect(check(changes, {}, new Date(Date.parse(passesAt!) - 1)).state).toBe('fail');
  expect(check(changes, {}, new Date(passesAt!)).state).toBe('pass');
});

test.each<[string, Partial<OpenChange>]>([
  ['is left to people', { until: null }],
  ['is looked into, until somebody accepts it', { investigated: true }],
  ['ends at a time that is none', { until: 'soon' }],
])('nobody knows when one ends that %s', (_, rest) => {
  expect(check([openChange(), openChange({ id: 'change-2', ...rest })])).toMatchObject({
    state: 'fail',
    passesAt: null,
  });
});

test('one of a lower level passes and is told of, unless it is looked into', () => {
  expect(check([openChange({ level: 'medium' })])).toMatchObject({
    state: 'pass',
    reason: 'No maintainer change that matters is open. 1 change of a lower level is open.',
  });
  expect(check([openChange({ level: 'low', investigated: true })]).state).toBe('fail');
  expect(check([openChange({ level: 'low', investigated: true })], { investigated: false }).state).toBe('pass');
  expect(check([openChange({ level: 'low' })], { level: 'info' }).state).toBe('fail');
});

test('what is not known passes nobody', () => {
  const facts = gateFacts({ maintainerChanges: unknown('error', 'the registry does not answer') });
  expect(checkMaintainerChanges(facts, gatePolicy(), NOW)).toMatchObject({
    state: 'error',
    value: null,
    reason: 'It is not known which maintainer changes are open: the registry does not answer.',
  });
});
