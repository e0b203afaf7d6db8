import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Advisory } from '../osv/index.ts';
import { assessChange, type ChangeToAssess } from './assess-change.ts';
import { assessPackage, type HeldVersion } from './assess-package.ts';
import { type CurrentAlert, type DecisionInput, decideTransitions, type Transition } from './decide-transitions.ts';
import type { Suppression } from './find-suppression.ts';

const IDS = ['GHSA-1', 'GHSA-2', 'CVE-1', 'CVE-2', 'MAL-1'];
const CHANGE_IDS = ['maintainer-change-1', 'maintainer-change-2'];
const VERSIONS = ['1.0.0', '1.1.0', '2.0.0'];
const DAY = 86_400_000;

const advisory: fc.Arbitrary<Advisory> = fc
  .record({
    id: fc.constantFrom(...IDS),
    aliases: fc.uniqueArray(fc.constantFrom(...IDS, 'CVE-9'), { maxLength: 2 }),
    withdrawn: fc.boolean(),
    malware: fc.boolean(),
    level: fc.constantFrom('critical', 'low', 'unknown'),
    versions: fc.subarray(VERSIONS),
  })
  .map(({ id, aliases, withdrawn, malware, level, versions }) => ({
    id,
    modified: '2026-01-01T00:00:00Z',
    withdrawn: withdrawn ? '2026-01-01T00:00:00Z' : undefined,
    aliases,
    upstream: [],
    summary: id,
    malware,
    severity: { level },
    affected: [{ name: 'a', versions, ranges: [] }],
    references: [],
  }));

const suppression: fc.Arbitrary<Suppression> = fc.record({
  id: fc.integer({ min: 1, max: 3 }),
  packageName: fc.constantFrom('a', null),
  advisoryId: fc.constantFrom(...IDS, ...CHANGE_IDS, null),
  range: fc.constantFrom(null, null, '>=2'),
  path: fc.constant(null),
  devOnly: fc.boolean(),
  reason: fc.constantFrom('one', 'two'),
  expiresAt: fc.option(fc.integer({ min: 0, max: 20 }).map((day) => new Date(day * DAY))),
});

/** A maintainer change: what is said of it, or why it is over. */
const change = fc.record({
  id: fc.constantFrom(1, 2),
  level: fc.constantFrom('critical', 'low'),
  signals: fc.uniqueArray(fc.constantFrom('one', 'two'), { minLength: 1 }),
  ended: fc.option(fc.constantFrom('reverted', 'quiet for 14 days', 'accepted by ada'), { nil: undefined }),
});

/** What is true at one moment; the time is its place in the history. */
const moment = fc.record({
  advisories: fc.uniqueArray(advisory, { selector: ({ id }) => id, maxLength: IDS.length }),
  changes: fc.uniqueArray(change, { selector: ({ id }) => id }),
  held: fc.subarray(VERSIONS),
  suppressions: fc.array(suppression, { maxLength: 2 }),
  inactive: fc.option(fc.constant('lockfile removed' as const), { nil: undefined, freq: 8 }),
});

type Moment = typeof moment extends fc.Arbitrary<infer T> ? T : never;

test('random histories: one live alert for each group that affects, none for others, and nothing to do twice', () => {
  fc.assert(
    fc.property(fc.array(moment, { minLength: 1, maxLength: 12 }), (history) => {
      let alerts: CurrentAlert[] = [];
      for (const [day, now] of history.entries()) {
        const input = inputOf(now, alerts, day);
        alerts = apply(alerts, decideTransitions(input), input.now);
        check(alerts, input);
        expect(decideTransitions({ ...input, current: alerts })).toEqual([]);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('an alert never goes on under a name that another group has', () => {
  const record = (id: string, aliases: string[], versions: string[]): Advisory => ({
    id,
    modified: '2026-01-01T00:00:00Z',
    aliases,
    upstream: [],
    summary: id,
    malware: false,
    severity: { level: 'critical' },
    affected: [{ name: 'a', versions, ranges: [] }],
    references: [],
  });
  const none = { suppressions: [], changes: [], inactive: undefined };
  const history: Moment[] = [
    {
      advisories: [record('CVE-1', [], ['1.1.0']), record('GHSA-1', ['CVE-1'], ['1.0.0'])],
      held: ['1.0.0', '1.1.0'],
      ...none,
    },
    { advisories: [record('MAL-1', [], ['1.0.0'])], held: ['1.0.0'], ...none },
    // What was one group is two, and the second alert speaks for the first's name.
    {
      advisories: [record('GHSA-1', ['MAL-1'], ['1.0.0']), record('CVE-1', [], ['2.0.0'])],
      held: ['1.0.0', '2.0.0'],
      ...none,
    },
  ];
  let alerts: CurrentAlert[] = [];
  for (const [day, now] of history.entries()) {
    const input = inputOf(now, alerts, day);
    alerts = apply(alerts, decideTransitions(input), input.now);
    expect(decideTransitions({ ...input, current: alerts })).toEqual([]);
  }
  expect(alerts.map(({ state, facts }) => `${facts.groupKey} ${state}: ${facts.advisoryIds}`)).toEqual([
    'GHSA-1 resolved: CVE-1,GHSA-1',
    'MAL-1 open: GHSA-1',
    'CVE-1 open: CVE-1',
  ]);
});

test('the order in which alerts and facts are given does not matter', () => {
  fc.assert(
    fc.property(fc.array(moment, { minLength: 2, maxLength: 6 }), (history) => {
      const last = history.pop()!;
      let alerts: CurrentAlert[] = [];
      for (const [day, now] of history.entries()) {
        const input = inputOf(now, alerts, day);
        alerts = apply(alerts, decideTransitions(input), input.now);
      }
      const input = inputOf(last, alerts, history.length);
      const turned = { ...input, current: [...input.current].reverse(), facts: [...input.facts].reverse() };
      expect(sorted(decideTransitions(turned))).toEqual(sorted(decideTransitions(input)));
    }),
  );
});

function inputOf(
  { advisories, changes, held, suppressions, inactive }: Moment,
  current: CurrentAlert[],
  day: number,
): DecisionInput {
  const versions = held.map((version): HeldVersion => ({ version, direct: true, scopes: ['prod'], path: [] }));
  return {
    current,
    facts: [
      ...assessPackage({ packageName: 'a', held: versions, advisories }),
      ...changes.filter(({ ended }) => ended === undefined).flatMap((open) => assessChange(toAssess(open), versions)),
    ],
    endedChanges: new Map(
      changes.flatMap(({ id, ended }) => (ended === undefined ? [] : [[`maintainer-change-${id}`, ended]])),
    ),
    heldVersions: held,
    withdrawnIds: new Set(advisories.filter(({ withdrawn }) => withdrawn !== undefined).map(({ id }) => id)),
    inactive,
    lockfilePath: 'package-lock.json',
    suppressions,
    now: new Date(day * DAY),
  };
}

function toAssess({ id, level, signals }: Moment['changes'][number]): ChangeToAssess {
  const at = '2026-01-01T00:00:00Z';
  const told = signals.map((text) => ({ kind: 'publisher' as const, at, text, weight: 10 }));
  return { id, packageName: 'a', level, startedAt: at, signals: told };
}

/** What the database does with transitions, its constraint on names included. */
function apply(alerts: readonly CurrentAlert[], transitions: readonly Transition[], now: Date): CurrentAlert[] {
  const next = new Map(alerts.map((alert) => [alert.id, alert]));
  for (const { alertId, from, to, reason, suppressedUntil, facts } of transitions) {
    const before = alertId === null ? undefined : next.get(alertId);
    expect(before?.state ?? null).toBe(from);
    const id = alertId ?? next.size + 1;
    if (before?.facts.kind === 'maintainer-change') {
      expect(['withdrawn', 'advisory corrected', 'affected again']).not.toContain(reason);
      if (facts !== null) expect(facts.groupKey).toBe(before.facts.groupKey);
    }
    const { aliases, keys, ...said } = facts ?? { ...before!.facts, aliases: [], keys: [] };
    if (before === undefined) {
      expect([...next.values()].map((alert) => alert.facts.groupKey)).not.toContain(said.groupKey);
    }
    const stored = { ...said, groupKey: before?.facts.groupKey ?? said.groupKey };
    next.set(id, { id, state: to, reason, suppressedUntil, openedAt: before?.openedAt ?? now, facts: stored });
  }
  return [...next.values()];
}

function check(alerts: readonly CurrentAlert[], { facts, inactive, suppressions, now }: DecisionInput): void {
  const live = alerts.filter(({ state }) => state !== 'resolved');
  const said = live.map((alert) =>
    JSON.stringify([alert.facts.advisoryIds, alert.facts.versions, alert.facts.severity]),
  );
  const groups = inactive === undefined ? facts : [];
  const expected = groups.map((group) => JSON.stringify([group.advisoryIds, group.versions, group.severity]));
  expect(said.sort()).toEqual(expected.sort());
  for (const alert of live.filter(({ state }) => state === 'suppressed')) {
    expect(alert.suppressedUntil === null || alert.suppressedUntil > now).toBe(true);
    const named = suppressions.filter(({ advisoryId }) => advisoryId === alert.facts.groupKey);
    const holding = alert.facts.kind === 'maintainer-change' ? named : suppressions;
    expect(holding.map(({ reason }) => reason)).toContain(alert.reason);
  }
  for (const { state, suppressedUntil } of alerts) if (state !== 'suppressed') expect(suppressedUntil).toBeNull();
}

function sorted(transitions: readonly Transition[]): string[] {
  return transitions.map((transition) => JSON.stringify(transition)).sort();
}
