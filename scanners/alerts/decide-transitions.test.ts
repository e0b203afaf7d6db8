import { describe, expect, test } from 'vitest';
import type { AlertFacts } from './alert-facts.ts';
import { type CurrentAlert, type DecisionInput, decideTransitions, type Transition } from './decide-transitions.ts';
import type { Suppression } from './find-suppression.ts';

const now = new Date('2026-06-01T00:00:00Z');
const later = new Date('2026-07-01T00:00:00Z');

function facts(rest: Partial<AlertFacts> = {}): AlertFacts {
  return {
    packageName: 'a',
    kind: 'vulnerability',
    groupKey: 'GHSA-1',
    advisoryIds: ['GHSA-1'],
    aliases: [],
    summary: 's',
    severity: 'high',
    score: 7.3,
    versions: ['1.0.0'],
    fixes: { '1.0.0': '1.0.1' },
    ways: { '1.0.0': { path: ['b@1.0.0'], direct: false, scopes: ['prod'] } },
    direct: false,
    scopes: ['prod'],
    path: ['b@1.0.0'],
    publishedAt: '2026-01-01T00:00:00Z',
    keys: [],
    ...rest,
  };
}

function alert(rest: Partial<CurrentAlert> = {}, about: Partial<AlertFacts> = {}): CurrentAlert {
  const { aliases, keys, ...stored } = facts(about);
  return {
    id: 1,
    state: 'open',
    reason: null,
    suppressedUntil: null,
    openedAt: new Date('2026-05-01T00:00:00Z'),
    facts: stored,
    ...rest,
  };
}

function suppression(rest: Partial<Suppression> = {}): Suppression {
  const meant = { packageName: 'a', advisoryId: null, range: null, path: null, devOnly: false };
  return { id: 9, ...meant, reason: 'not reachable', expiresAt: later, ...rest };
}

function decide(input: Partial<DecisionInput>): Transition[] {
  return decideTransitions({
    current: [],
    facts: [],
    heldVersions: [],
    withdrawnIds: new Set(),
    lockfilePath: 'package-lock.json',
    suppressions: [],
    now,
    ...input,
  });
}

const CHANGE: Partial<AlertFacts> = {
  kind: 'maintainer-change',
  groupKey: 'maintainer-change-7',
  advisoryIds: ['maintainer-change-7'],
  summary: 'mallory may publish now',
  score: undefined,
  fixes: { '1.0.0': null },
};
const ended = (why: string) => new Map([['maintainer-change-7', why]]);

const suppressed = { state: 'suppressed', reason: 'not reachable', suppressedUntil: later } as const;

describe('decideTransitions', () => {
  test.each<[string, Partial<DecisionInput>, Partial<Transition>[]]>([
    ['opens', { facts: [facts()] }, [{ event: 'opened', alertId: null, from: null, to: 'open', reason: null }]],
    [
      'begins suppressed where a suppression waits for it',
      { facts: [facts()], suppressions: [suppression()] },
      [{ event: 'suppressed', alertId: null, from: null, to: 'suppressed', suppressedUntil: later, suppressionId: 9 }],
    ],
    ['leaves alone what did not change', { current: [alert()], facts: [facts()] }, []],
    [
      'leaves alone what differs only as a database gives it back',
      {
        current: [alert({}, { score: Math.fround(7.3), publishedAt: '2026-01-01T00:00:00.000Z', groupKey: 'GHSA-1' })],
        facts: [facts({ fixes: { '1.0.0': '1.0.1' } })],
      },
      [],
    ],
    [
      'takes ways whose keys stand in another order for the same',
      {
        current: [
          alert(
            {},
            {
              ways: {
                '2.0.0': { scopes: ['dev'], direct: true, path: [] },
                '1.0.0': { scopes: ['prod'], direct: false, path: ['b@1.0.0'] },
              },
            },
          ),
        ],
        facts: [
          facts({
            ways: {
              '1.0.0': { path: ['b@1.0.0'], direct: false, scopes: ['prod'] },
              '2.0.0': { path: [], direct: true, scopes: ['dev'] },
            },
          }),
        ],
      },
      [],
    ],
    [
      'shows a changed way of one version without evidence',
      {
        current: [alert()],
        facts: [facts({ ways: { '1.0.0': { path: ['c@1.0.0'], direct: false, scopes: ['prod'] } } })],
      },
      [{ event: 'updated', alertId: 1, from: 'open', to: 'open', changed: ['ways'], recorded: false }],
    ],
    [
      'records a change of severity',
      { current: [alert()], facts: [facts({ severity: 'critical' })] },
      [{ event: 'updated', alertId: 1, from: 'open', to: 'open', changed: ['severity'], recorded: true }],
    ],
    [
      'only shows a change of the path',
      { current: [alert()], facts: [facts({ path: ['c@1.0.0'] })] },
      [{ event: 'updated', changed: ['path'], recorded: false }],
    ],
    [
      'suppresses',
      { current: [alert()], facts: [facts()], suppressions: [suppression()] },
      [{ event: 'suppressed', alertId: 1, from: 'open', to: 'suppressed', reason: 'not reachable', recorded: true }],
    ],
    ['stays suppressed', { current: [alert(suppressed)], facts: [facts()], suppressions: [suppression()] }, []],
    [
      'stays suppressed, and says what changed',
      { current: [alert(suppressed)], facts: [facts({ versions: ['1.0.0', '1.1.0'] })], suppressions: [suppression()] },
      [{ event: 'updated', to: 'suppressed', reason: 'not reachable', suppressedUntil: later, recorded: true }],
    ],
    [
      'takes over a suppression that was prolonged',
      { current: [alert(suppressed)], facts: [facts()], suppressions: [suppression({ expiresAt: null })] },
      [{ event: 'suppressed', from: 'suppressed', to: 'suppressed', suppressedUntil: null }],
    ],
    [
      'reopens when the suppression expires',
      {
        current: [alert({ ...suppressed, suppressedUntil: now })],
        facts: [facts()],
        suppressions: [suppression({ expiresAt: now })],
      },
      [{ event: 'reopened', from: 'suppressed', to: 'open', reason: 'suppression expired', suppressedUntil: null }],
    ],
    [
      'reopens when the suppression is withdrawn',
      { current: [alert(suppressed)], facts: [facts()] },
      [{ event: 'reopened', from: 'suppressed', to: 'open', reason: 'suppression withdrawn' }],
    ],
    [
      'resolves what was fixed',
      { current: [alert()], heldVersions: ['1.0.1'] },
      [{ event: 'resolved', alertId: 1, from: 'open', to: 'resolved', reason: 'fixed', facts: null }],
    ],
    [
      'resolves what was withdrawn',
      { current: [alert(suppressed)], heldVersions: ['1.0.0'], withdrawnIds: new Set(['GHSA-1']) },
      [{ event: 'resolved', from: 'suppressed', to: 'resolved', reason: 'withdrawn', suppressedUntil: null }],
    ],
    [
      'does not call it withdrawn while one of its records stands',
      {
        current: [alert({}, { advisoryIds: ['CVE-1', 'GHSA-1'] })],
        heldVersions: ['1.0.0'],
        withdrawnIds: new Set(['GHSA-1']),
      },
      [{ event: 'resolved', reason: 'advisory corrected' }],
    ],
    [
      'resolves when the lockfile is gone, whatever it held',
      { current: [alert()], facts: [facts()], heldVersions: ['1.0.0'], inactive: 'lockfile removed' },
      [{ event: 'resolved', reason: 'lockfile removed' }],
    ],
    ['leaves the resolved alone', { current: [alert({ state: 'resolved', reason: 'fixed' })] }, []],
    [
      'reopens what comes back',
      { current: [alert({ state: 'resolved', reason: 'fixed' })], facts: [facts()] },
      [{ event: 'reopened', alertId: 1, from: 'resolved', to: 'open', reason: 'affected again' }],
    ],
    [
      'suppresses what comes back under a suppression',
      { current: [alert({ state: 'resolved', reason: 'fixed' })], facts: [facts()], suppressions: [suppression()] },
      [{ event: 'suppressed', alertId: 1, from: 'resolved', to: 'suppressed' }],
    ],
    [
      'opens a maintainer change beside a flaw',
      { current: [alert()], facts: [facts(), facts(CHANGE)], heldVersions: ['1.0.0'] },
      [{ event: 'opened', alertId: null, to: 'open', reason: null }],
    ],
    [
      'records that more happened',
      {
        current: [alert({}, CHANGE)],
        facts: [facts({ ...CHANGE, summary: 'mallory may publish now; 1 more signal' })],
      },
      [{ event: 'updated', changed: ['summary'], recorded: true }],
    ],
    [
      'resolves a maintainer change for the reason that is told',
      { current: [alert({}, CHANGE)], heldVersions: ['1.0.0'], endedChanges: ended('accepted by ada: we know her') },
      [{ event: 'resolved', alertId: 1, reason: 'accepted by ada: we know her' }],
    ],
    [
      'never calls a maintainer change withdrawn',
      { current: [alert({}, CHANGE)], heldVersions: ['1.0.0'], withdrawnIds: new Set(['maintainer-change-7']) },
      [{ event: 'resolved', reason: 'judged anew: nothing is left of it' }],
    ],
    [
      'takes a maintainer change for fixed where the package is gone',
      { current: [alert({}, CHANGE)], endedChanges: ended('reverted') },
      [{ event: 'resolved', reason: 'fixed' }],
    ],
    [
      'reopens a maintainer change of which there is more',
      {
        current: [alert({ state: 'resolved', reason: 'accepted by ada' }, CHANGE)],
        facts: [facts({ ...CHANGE, summary: '1.0.1 runs an install script' })],
      },
      [{ event: 'reopened', alertId: 1, from: 'resolved', reason: 'there is more to it', changed: ['summary'] }],
    ],
    [
      'reopens a maintainer change that counts again',
      { current: [alert({ state: 'resolved', reason: 'fixed' }, CHANGE)], facts: [facts(CHANGE)] },
      [{ event: 'reopened', alertId: 1, from: 'resolved', reason: 'open again', changed: [] }],
    ],
  ])('%s', (_, input, expected) => {
    const transitions = decide(input);
    expect(transitions).toHaveLength(expected.length);
    for (const [index, part] of expected.entries()) expect(transitions[index]).toMatchObject(part);
  });
});

describe('identity', () => {
  test('goes on when the group gets a better key', () => {
    const current = [alert({}, { groupKey: 'CVE-1', advisoryIds: ['CVE-1'] })];
    const grown = facts({ groupKey: 'GHSA-1', advisoryIds: ['CVE-1', 'GHSA-1'] });
    expect(decide({ current, facts: [grown] })).toMatchObject([
      { event: 'updated', alertId: 1, changed: ['advisoryIds'], recorded: true },
    ]);
  });

  test('goes on when the record is replaced by one that has it as an alias', () => {
    const current = [alert({}, { groupKey: 'CVE-1', advisoryIds: ['CVE-1'] })];
    const next = facts({ groupKey: 'GHSA-1', advisoryIds: ['GHSA-1'], aliases: ['CVE-1'] });
    expect(decide({ current, facts: [next] })).toMatchObject([{ event: 'updated', alertId: 1 }]);
  });

  test('merges: the older live alert goes on, the other ends in it', () => {
    const current = [
      alert({ id: 2, openedAt: now }, { groupKey: 'GHSA-1' }),
      alert({ id: 3 }, { groupKey: 'GHSA-2', advisoryIds: ['GHSA-2'] }),
      alert({ id: 4, openedAt: new Date(0), state: 'resolved' }, { groupKey: 'GHSA-3', advisoryIds: ['GHSA-3'] }),
    ];
    const merged = facts({ advisoryIds: ['GHSA-1', 'GHSA-2', 'GHSA-3'] });
    expect(decide({ current, facts: [merged] })).toMatchObject([
      { event: 'resolved', alertId: 2, reason: 'merged into GHSA-2' },
      { event: 'updated', alertId: 3 },
    ]);
  });

  test('parts: the alert stays with the id it is named for, the other part begins anew', () => {
    const current = [alert({}, { groupKey: 'GHSA-2', advisoryIds: ['GHSA-1', 'GHSA-2'] })];
    const parts = [facts(), facts({ groupKey: 'GHSA-2', advisoryIds: ['GHSA-2'] })];
    const transitions = decide({ current, facts: parts });
    expect(transitions).toMatchObject([
      { event: 'opened', alertId: null, facts: { groupKey: 'GHSA-1' } },
      { event: 'updated', alertId: 1, facts: { groupKey: 'GHSA-2' } },
    ]);
  });

  test('parts after its name was lost: it goes where most of its advisories are', () => {
    const current = [alert({}, { groupKey: 'GHSA-0', advisoryIds: ['GHSA-1', 'GHSA-2', 'GHSA-3'] })];
    const parts = [facts(), facts({ groupKey: 'GHSA-2', advisoryIds: ['GHSA-2', 'GHSA-3'] })];
    expect(decide({ current, facts: parts })).toMatchObject([
      { event: 'opened', facts: { groupKey: 'GHSA-1' } },
      { event: 'updated', alertId: 1, facts: { groupKey: 'GHSA-2' } },
    ]);
  });
});
