import { expect, test } from 'vitest';
import { type ChangeDecision, type ChangeState, changeState, type DecidableChange } from './change-state.ts';

const at = (day: number) => new Date(Date.UTC(2026, 0, day));
const change: DecidableChange = { level: 'high', lastSignalAt: at(10), reverted: false, malware: null };

const accept = (day: number, signalsUntil: number, author = 'ann'): ChangeDecision => {
  return { kind: 'accept', author, reason: 'known', person: null, signalsUntil: at(signalsUntil), decidedAt: at(day) };
};
const investigate = (day: number, person: string | null = 'bob'): ChangeDecision => {
  return { kind: 'investigate', author: 'ann', reason: null, person, signalsUntil: at(10), decidedAt: at(day) };
};

test.each<[name: string, given: Partial<DecidableChange>, decisions: ChangeDecision[], day: number, ChangeState]>([
  ['new', {}, [], 11, { state: 'open', until: at(24) }],
  ['the last day', {}, [], 23, { state: 'open', until: at(24) }],
  ['the cooldown went by', {}, [], 24, { state: 'quiet', until: at(24) }],
  ['level low', { level: 'low' }, [], 11, { state: 'open', until: at(24) }],
  ['level info', { level: 'info' }, [], 11, { state: 'quiet' }],
  ['level info, looked into', { level: 'info' }, [investigate(11)], 11, { state: 'quiet' }],
  ['reverted', { reverted: true }, [investigate(11)], 11, { state: 'reverted' }],
  ['malware', { malware: 'MAL-1', reverted: true }, [accept(11, 10)], 11, { state: 'malware', reason: 'MAL-1' }],
  ['accepted', {}, [accept(11, 10)], 12, { state: 'accepted', by: 'ann', reason: 'known' }],
  ['accepted, long ago', {}, [accept(11, 10)], 300, { state: 'accepted', by: 'ann', reason: 'known' }],
  ['a signal after the acceptance', {}, [accept(9, 8)], 12, { state: 'open', until: at(24) }],
  ['accepted again', {}, [accept(11, 10, 'bob'), accept(9, 8)], 12, { state: 'accepted', by: 'bob', reason: 'known' }],
  ['looked into', {}, [investigate(11)], 300, { state: 'open', investigatedBy: 'bob' }],
  ['looked into, by whoever asked', {}, [investigate(11, null)], 300, { state: 'open', investigatedBy: 'ann' }],
  [
    'looked into, then by another',
    {},
    [investigate(12, 'eve'), investigate(11)],
    300,
    { state: 'open', investigatedBy: 'eve' },
  ],
  [
    'looked into, then accepted',
    {},
    [investigate(11), accept(12, 10)],
    13,
    { state: 'accepted', by: 'ann', reason: 'known' },
  ],
  ['accepted, then looked into', {}, [accept(11, 10), investigate(12)], 300, { state: 'open', investigatedBy: 'bob' }],
  [
    'looked into, accepted, and a signal since',
    {},
    [investigate(8), accept(9, 8)],
    12,
    { state: 'open', until: at(24) },
  ],
])('%s', (_, given, decisions, day, expected) => {
  const state = changeState({ ...change, ...given }, decisions, { now: at(day), cooldownDays: 14 });
  expect(state).toEqual(expected);
});

test('reads a moment that is written as text', () => {
  const written = { ...change, lastSignalAt: '2026-01-10T00:00:00.000Z' };
  expect(changeState(written, [], { now: at(11), cooldownDays: 1 })).toEqual({ state: 'quiet', until: at(11) });
});
