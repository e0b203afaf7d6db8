import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeLedger } from './judge-ledger.ts';
import type { LedgerEntry, LedgerFact, Person } from './ledger-entry.ts';
import { account, momentOf, optionsOf, published, wave } from './ledger-fixture.ts';
import type { JudgeOptions } from './maintainer-risk.ts';

const options: JudgeOptions = optionsOf({ history: true, known: { bob: 1 }, near: [...wave(10, 6), ...wave(40, 4)] });
const VERSIONS = ['0.9.0', '1.0.0', '1.0.1', '1.1.0-beta.1', '1.1.0', '2.0.0', '2.0.1', '10.0.0'];

const version = fc.constantFrom(...VERSIONS);
const person: fc.Arbitrary<Person> = fc
  .tuple(fc.constantFrom('ann', 'bob', 'eve', 'mal'), fc.constantFrom('example.org', 'example.com'))
  .map(([name, domain]) => account(name, domain));
const people = fc.uniqueArray(person, { selector: ({ name }) => name, maxLength: 4 });
const maybe = fc.option(fc.boolean(), { nil: undefined });
const day = fc.integer({ min: 0, max: 60 }).map((each) => each * 1.5);

const fact: fc.Arbitrary<LedgerFact> = fc.oneof(
  fc.record({ kind: fc.constant('maintainers' as const), before: people, after: people }),
  fc.record({
    kind: fc.constant('published' as const),
    version,
    publisher: person,
    trustedPublisher: maybe,
    provenance: maybe,
    installScripts: maybe,
    gitHead: maybe,
    bins: fc.constantFrom(undefined, [], ['tool']),
  }),
  fc.record({ kind: fc.constant('unpublished' as const), version }),
  fc.record({ kind: fc.constant('deprecated' as const), version, notice: fc.constantFrom(null, 'no') }),
  fc.record({
    kind: fc.constant('git-tag' as const),
    version,
    repository: fc.constant('r'),
    tag: fc.constantFrom(null, 'v'),
  }),
  fc.record({
    kind: fc.constant('provenance' as const),
    version,
    repository: fc.constantFrom(null, 'a/b', 'c/d'),
    workflow: fc.constantFrom(null, 'x', 'y'),
  }),
  fc.record({
    kind: fc.constant('dependency-age' as const),
    version,
    dependency: fc.constantFrom('b', 'c'),
    createdAt: fc.option(day.map(momentOf)),
  }),
  fc.record({
    kind: fc.constant('email-domain' as const),
    person: fc.constantFrom('ann', 'eve'),
    domain: fc.constantFrom('example.org', 'example.com'),
    resolves: fc.boolean(),
    registeredAt: fc.option(day.map(momentOf)),
  }),
);
const entry: fc.Arbitrary<LedgerEntry> = fc
  .tuple(day.map(momentOf), fc.boolean(), fact)
  .map(([at, history, known]) => ({ at, seenAt: at, history, ...known }));

test('never throws, whatever the entries are, and makes nothing of what is none', () => {
  const garbage = fc.oneof(
    fc.anything(),
    entry.chain((sound) => spoiled(sound)),
  );
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 10 }), fc.array(garbage, { maxLength: 10 }), (sound, others) => {
      const all = [...sound, ...others] as LedgerEntry[];
      for (const { score, signals, startedAt, lastSignalAt } of judgeLedger('alpha', all, options)) {
        expect(score).toBe(
          Math.min(
            100,
            signals.reduce((sum, { weight }) => sum + weight, 0),
          ),
        );
        expect(Date.parse(startedAt)).toBeLessThanOrEqual(Date.parse(lastSignalAt));
      }
    }),
    { numRuns: 500 },
  );
});

test('the order in which entries were learned does not count', () => {
  const ledger = fc.array(entry, { maxLength: 20 });
  const shuffled = ledger.chain((entries) =>
    fc.tuple(
      fc.constant(entries),
      fc.shuffledSubarray(entries, { minLength: entries.length, maxLength: entries.length }),
    ),
  );
  fc.assert(
    fc.property(shuffled, ([entries, others]) => {
      expect(judgeLedger('alpha', others, options)).toEqual(judgeLedger('alpha', entries, options));
    }),
    { numRuns: 500 },
  );
});

test('a change begins at a moment of its own', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 20 }), (entries) => {
      const starts = judgeLedger('alpha', entries, options).map(({ startedAt }) => startedAt);
      expect(starts).toEqual([...new Set(starts)].sort());
    }),
  );
});

/** Each is worse than the same without it. */
const worse: fc.Arbitrary<(last: LedgerEntry) => LedgerEntry[]> = fc.constantFrom<(last: LedgerEntry) => LedgerEntry[]>(
  (last) => [{ ...last, installScripts: true } as LedgerEntry],
  (last) => [{ ...last, provenance: false } as LedgerEntry],
  (last) => [{ ...last, trustedPublisher: false } as LedgerEntry],
  (last) => [{ ...last, gitHead: false } as LedgerEntry],
  (last) => [{ ...last, publisher: account('zoe') } as LedgerEntry],
  (last) => [
    last,
    at(last, { kind: 'maintainers', before: [account('ann')], after: [account('ann'), account('zoe')] }),
  ],
  (last) => [last, at(last, { kind: 'dependency-age', version: '99.0.0', dependency: 'd', createdAt: null })],
  (last) => [last, at(last, { kind: 'git-tag', version: '99.0.0', repository: 'r', tag: null })],
  (last) => [last, at(last, { kind: 'provenance', version: '99.0.0', repository: 'evil/x', workflow: null })],
  (last) => [
    last,
    at(last, { kind: 'email-domain', person: 'ann', domain: 'example.org', resolves: false, registeredAt: null }),
  ],
);

function at({ at: moment, seenAt, history }: LedgerEntry, one: LedgerFact): LedgerEntry {
  return { at: moment, seenAt, history, ...one };
}

test('one more bad signal never lowers the score', () => {
  const fine = { trustedPublisher: true, provenance: true };
  fc.assert(
    fc.property(
      fc.array(entry, { maxLength: 15 }),
      worse,
      fc.constantFrom('98.0.0', '99.0.0-a'),
      (entries, make, before) => {
        const past: LedgerEntry = {
          at: momentOf(91),
          seenAt: momentOf(91),
          history: false,
          ...published(before, 'ann', fine),
        };
        const last: LedgerEntry = {
          at: momentOf(92),
          seenAt: momentOf(92),
          history: false,
          ...published('99.0.0', 'ann', fine),
        };
        const score = (all: LedgerEntry[]) =>
          Math.max(0, ...judgeLedger('alpha', all, options).map((change) => change.score));
        expect(score([...entries, past, ...make(last)])).toBeGreaterThanOrEqual(score([...entries, past, last]));
      },
    ),
    { numRuns: 500 },
  );
});

/** One field of an entry is something else. */
function spoiled(sound: LedgerEntry): fc.Arbitrary<unknown> {
  return fc
    .tuple(fc.constantFrom(...Object.keys(sound)), fc.anything())
    .map(([key, value]) => ({ ...sound, [key]: value }));
}
