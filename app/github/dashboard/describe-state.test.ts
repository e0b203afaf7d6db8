import { describe, expect, test } from 'vitest';
import { updatesOf } from '../../../scanners/config/index.ts';
import type { DashboardAlert, DashboardFacts } from './dashboard-facts.ts';
import {
  someAlert,
  someFacts,
  somePlan,
  somePullRequest,
  someSkip,
  someSuppression,
  someUpdate,
} from './dashboard-fixture.ts';
import { describeState } from './describe-state.ts';

const until = new Date('2026-12-31T00:00:00Z');
const held: Partial<DashboardAlert> = { state: 'suppressed', reason: 'not reachable', suppressedUntil: until };
const others = { lockfileId: 2 };
const partly = someUpdate({ clears: [], reduces: ['GHSA-aaaa-aaaa-aaaa'] });
const waiting = someSkip({
  reason: 'waiting-on-parent',
  text: 'frame@2.0.0 asks for oldlib ~1.0.0',
  path: ['app@1.0.0', 'frame@2.0.0'],
});

describe('describeState', () => {
  test.each<[string, Partial<DashboardFacts>, string, Partial<DashboardAlert>?]>([
    ['no plan yet', {}, 'being planned'],
    ['a plan of another lockfile only', { plans: [{ ...somePlan(), ...others }] }, 'being planned'],
    [
      'updates off',
      { updates: updatesOf({ updates: { enabled: false } }) },
      'updates are off (`updates: { enabled: false }`)',
    ],
    ['open', { pullRequests: [somePullRequest()] }, 'pull request #5'],
    ['another lockfile’s', { pullRequests: [somePullRequest(others)] }, 'being planned'],
    [
      'open and pushed to',
      { pullRequests: [somePullRequest({ halted: true })] },
      'pull request #5, left as it is: people pushed to it',
    ],
    ['wanted', { pullRequests: [somePullRequest({ state: 'wanted', number: null })] }, 'pull request is being made'],
    [
      'deferred',
      { pullRequests: [somePullRequest({ state: 'deferred', deferredAt: new Date('2026-11-24T23:00:00Z') })] },
      'deferred by the cap since 2026-11-24',
    ],
    [
      'refused',
      { pullRequests: [somePullRequest({ state: 'refused', reason: 'oldlib 1.0.0 is still there' })] },
      'refused: oldlib 1.0.0 is still there',
    ],
    [
      'rejected',
      { pullRequests: [somePullRequest({ state: 'rejected' })] },
      'closed by a person in #5: not proposed again until something changes',
    ],
    [
      'no fix',
      { plans: [somePlan({ skipped: [someSkip()] })] },
      'no fix yet: there is no other release. Replace it, or wait for a release.',
    ],
    [
      'waiting',
      { plans: [somePlan({ skipped: [waiting] })] },
      'waiting on frame@&#8203;2.0.0: frame@&#8203;2.0.0 asks for oldlib \\~1.0.0 (app@&#8203;1.0.0 &gt; frame@&#8203;2.0.0)',
    ],
    [
      'a skip of other versions',
      { plans: [somePlan({ skipped: [someSkip({ versions: ['0.9.0'] })] })] },
      'being planned',
    ],
    [
      'partly',
      { pullRequests: [somePullRequest({ updates: [partly] })], plans: [somePlan({ skipped: [waiting] })] },
      'pull request #5<br>waiting on frame@&#8203;2.0.0: frame@&#8203;2.0.0 asks for oldlib \\~1.0.0 (app@&#8203;1.0.0 &gt; frame@&#8203;2.0.0)',
    ],
    [
      'a plan that failed',
      { plans: [somePlan({}, 'the registry does not answer')] },
      'could not be planned: the registry does not answer',
    ],
    ['planned', { plans: [somePlan({ updates: [someUpdate()] })] }, 'planned: 1.2.0'],
    [
      'below the severity',
      { plans: [somePlan()], updates: updatesOf({ updates: { minSeverity: 'critical' } }) },
      'not updated for: below `min-severity: critical`',
    ],
    ['suppressed', { suppressions: [someSuppression()] }, 'suppressed until 2026-12-31 by ada: not reachable', held],
    [
      'suppressed for good by nobody known',
      {},
      'suppressed for good: not reachable',
      { ...held, suppressedUntil: null },
    ],
  ])('%s', (_, facts, expected, alert = {}) => {
    expect(describeState(someAlert(alert), someFacts(facts))).toBe(expected);
  });

  test('malware is below no severity', () => {
    const updates = updatesOf({ updates: { minSeverity: 'critical' } });
    const facts = someFacts({ plans: [somePlan()], updates });
    expect(describeState(someAlert({ kind: 'malware', severity: 'low' }), facts)).toBe('being planned');
  });
});
