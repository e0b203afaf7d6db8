import { CronExpressionParser } from 'cron-parser';
import type { UpdatePullRequest } from '../../../db/update-pull-requests.ts';
import type { UpdatesConfig } from '../../../scanners/config/index.ts';
import type { PlannedGroup } from './plan-project.ts';

export type GroupDecision =
  /** It may be opened when it is given a place. */
  | { act: 'place' }
  /** It has its place, or is open and is to be made anew. */
  | { act: 'make' }
  /** It is open and stays; its text may have changed. */
  | { act: 'keep' }
  /** It is left, for a reason that people are told. */
  | { act: 'leave'; reason: string };

export interface GroupToDecide {
  group: PlannedGroup;
  /** What is under way on the branch. */
  current?: UpdatePullRequest;
  /** What came to its end there last. */
  ended?: UpdatePullRequest;
  schedule: UpdatesConfig['schedule'];
  /** Made anew in any case: somebody asked for it. */
  recreate?: boolean;
  now: Date;
}

/** What is to be done about one pull request. */
export function decideGroup({ group, current, ended, schedule, recreate, now }: GroupToDecide): GroupDecision {
  if (current?.state === 'open') {
    if (recreate) return { act: 'make' };
    if (current.halted) return { act: 'leave', reason: current.reason ?? 'people pushed to its branch' };
    return { act: current.content_key === group.contentKey ? 'keep' : 'make' };
  }
  if (current?.state === 'wanted') return { act: 'make' };
  if (current?.state === 'refused' && current.content_key === group.contentKey && !recreate) {
    return { act: 'leave', reason: current.reason ?? 'the edit was refused' };
  }
  if (ended?.state === 'rejected' && ended.claim === group.claim && !recreate) {
    return {
      act: 'leave',
      reason: `#${ended.number} was closed by a person: not proposed again until something changes`,
    };
  }
  if (schedule !== undefined && !isWithin(schedule, now) && !group.rank.malware) {
    return { act: 'leave', reason: `outside of the schedule (${schedule.cron}, ${schedule.timezone})` };
  }
  return { act: 'place' };
}

function isWithin({ cron, timezone }: NonNullable<UpdatesConfig['schedule']>, now: Date): boolean {
  try {
    return CronExpressionParser.parse(cron, { tz: timezone, currentDate: now }).includesDate(minuteOf(now));
  } catch {
    // It was read by an older version that knew more: opening too often is better than never.
    return true;
  }
}

/** Cron has minutes; its seconds are zero. */
function minuteOf(now: Date): Date {
  return new Date(Math.floor(now.getTime() / 60_000) * 60_000);
}
