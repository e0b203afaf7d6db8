import { expect, test } from 'vitest';
import type { UpdatePullRequest } from '../../../db/update-pull-requests.ts';
import { decideGroup, type GroupToDecide } from './decide-group.ts';
import type { PlannedGroup } from './plan-project.ts';

const group: PlannedGroup = {
  branch: 'lockkeeper/npm/root',
  updates: [],
  rank: { malware: false, knownExploited: false, epss: null, severity: 'high', findings: 1 },
  claim: 'claim',
  contentKey: 'content',
};
const row = (fields: Partial<UpdatePullRequest>) =>
  ({ halted: false, reason: null, number: 3, claim: 'claim', content_key: 'content', ...fields }) as UpdatePullRequest;
const weekdays = { cron: '* 8-17 * * 1-5', timezone: 'Europe/Berlin' };
const at = (iso: string) => new Date(iso);
/** A Wednesday. */
const now = at('2026-11-25T10:00:30Z');

test.each<[what: string, given: Partial<GroupToDecide>, act: string, reason?: string]>([
  ['nothing is there', {}, 'place'],
  ['deferred', { current: row({ state: 'deferred' }) }, 'place'],
  ['it has its place', { current: row({ state: 'wanted' }) }, 'make'],
  ['open, and the same', { current: row({ state: 'open' }) }, 'keep'],
  ['open, and another now', { current: row({ state: 'open', content_key: 'older' }) }, 'make'],
  [
    'open, and people pushed',
    { current: row({ state: 'open', content_key: 'older', halted: true }) },
    'leave',
    'people pushed to its branch',
  ],
  [
    'people pushed, and it is to be made anew',
    { current: row({ state: 'open', halted: true }), recreate: true },
    'make',
  ],
  ['refused for good', { current: row({ state: 'refused', reason: 'no tree' }) }, 'leave', 'no tree'],
  ['refused, and something changed', { current: row({ state: 'refused', content_key: 'older' }) }, 'place'],
  ['refused by what may pass', { current: row({ state: 'refused', content_key: null }) }, 'place'],
  [
    'closed by a person',
    { ended: row({ state: 'rejected' }) },
    'leave',
    '#3 was closed by a person: not proposed again until something changes',
  ],
  ['closed by a person, and another now', { ended: row({ state: 'rejected', claim: 'older' }) }, 'place'],
  ['closed by us', { ended: row({ state: 'closed' }) }, 'place'],
  ['merged, and there again', { ended: row({ state: 'merged' }) }, 'place'],
  ['within the schedule', { schedule: weekdays }, 'place'],
  [
    'before it',
    { schedule: weekdays, now: at('2026-11-25T06:59:00Z') },
    'leave',
    'outside of the schedule (* 8-17 * * 1-5, Europe/Berlin)',
  ],
  ['at its first minute there', { schedule: weekdays, now: at('2026-11-25T07:00:59Z') }, 'place'],
  [
    'on a Sunday',
    { schedule: weekdays, now: at('2026-11-29T10:00:00Z') },
    'leave',
    'outside of the schedule (* 8-17 * * 1-5, Europe/Berlin)',
  ],
  [
    'malware does not wait for it',
    {
      schedule: weekdays,
      now: at('2026-11-29T10:00:00Z'),
      group: { ...group, rank: { ...group.rank, malware: true } },
    },
    'place',
  ],
  [
    'what is open does not wait for it',
    { schedule: weekdays, now: at('2026-11-29T10:00:00Z'), current: row({ state: 'open', content_key: 'older' }) },
    'make',
  ],
])('%s', (_, given, act, reason) => {
  const decision = decideGroup({ group, schedule: undefined, now, ...given });
  expect(decision).toEqual(reason === undefined ? { act } : { act, reason });
});
