import { describe, expect, test } from 'vitest';
import { judgeLedger } from './judge-ledger.ts';
import {
  account,
  type LedgerBuilder,
  ledger,
  maintainers,
  momentOf,
  optionsOf,
  published,
  wave,
} from './ledger-fixture.ts';
import type { JudgeOptions, RiskLevel, TrustSignalKind } from './maintainer-risk.ts';

const [ann, bob, eve] = [account('ann'), account('bob'), account('eve')];

/** Published by ann for years, last on the 300th day before 2026; first seen on its first day. */
function quiet(): LedgerBuilder {
  return ledger()
    .past(-700, maintainers(undefined, [ann, bob]))
    .past(-700, published('1.0.0'))
    .past(-300, published('1.1.0'))
    .now(0, { kind: 'baseline', maintainers: [ann, bob], versions: 2 });
}

/** The same by a workflow, with everything that it can tell. */
function trusted(): LedgerBuilder {
  const rest = { trustedPublisher: true, provenance: true };
  return ledger()
    .past(-100, published('1.0.0', 'GitHub Actions', rest))
    .past(-50, published('2.0.0', 'GitHub Actions', rest))
    .now(0, { kind: 'baseline', maintainers: [ann, bob], versions: 2 });
}

type Expected = [level: RiskLevel, signals: Partial<Record<TrustSignalKind, number>>];

function judge(builder: LedgerBuilder, options: JudgeOptions = optionsOf(), name = 'alpha') {
  return judgeLedger(name, builder.entries, options);
}

/** The level and the signals of the only change; [] where there is none. */
function only(builder: LedgerBuilder, options?: JudgeOptions, name?: string): Expected | [] {
  const changes = judge(builder, options, name);
  expect(changes.length).toBeLessThan(2);
  return changes.length === 0 ? [] : [changes[0]!.level, weights(changes[0]!.signals)];
}

function weights(signals: readonly { kind: TrustSignalKind; weight: number }[]) {
  return Object.fromEntries(signals.map(({ kind, weight }) => [kind, weight]));
}

const tag = (version: string, found: boolean) =>
  ({
    kind: 'git-tag',
    version,
    repository: 'https://github.com/ann/alpha',
    tag: found ? `v${version}` : null,
  }) as const;
const built = (version: string, repository: string | null, workflow: string | null = 'release.yml') =>
  ({ kind: 'provenance', version, repository, workflow }) as const;
const age = (dependency: string, createdAt: string | null) =>
  ({ kind: 'dependency-age', version: '1.1.1', dependency, createdAt }) as const;
const domain = (person: string, resolves: boolean, registeredAt: string | null = null) =>
  ({ kind: 'email-domain', person, domain: 'example.org', resolves, registeredAt }) as const;

describe('who may publish', () => {
  test.each<[name: string, builder: LedgerBuilder, options: JudgeOptions, expected: Expected | []]>([
    ['nobody changed', quiet(), optionsOf(), []],
    [
      'one is removed',
      quiet().now(5, maintainers([ann, bob], [ann])),
      optionsOf(),
      ['info', { 'maintainer-removed': 3 }],
    ],
    [
      'one is added',
      quiet().now(5, maintainers([ann, bob], [ann, bob, eve])),
      optionsOf(),
      ['medium', { 'maintainer-added': 25 }],
    ],
    [
      'one who is known is added',
      quiet().now(5, maintainers([ann, bob], [ann, bob, eve])),
      optionsOf({ known: { eve: 2 } }),
      ['low', { 'maintainer-added': 10 }],
    ],
    [
      'one who was there before is added',
      quiet()
        .past(-200, maintainers([ann, bob, eve], [ann, bob]))
        .now(5, maintainers([ann, bob], [ann, bob, eve])),
      optionsOf(),
      ['medium', { 'maintainer-added': 25 }],
    ],
    [
      'one who was once listed is added',
      quiet()
        .past(-200, maintainers([ann, bob], [ann, bob, eve]))
        .past(-100, maintainers([ann, bob, eve], [ann, bob]))
        .now(5, maintainers([ann, bob], [ann, bob, eve])),
      optionsOf(),
      ['low', { 'maintainer-added': 10 }],
    ],
    [
      'one of two who are added is known',
      quiet().now(5, maintainers([ann], [ann, eve, account('mal')])),
      optionsOf({ known: { eve: 2 } }),
      ['medium', { 'maintainer-added': 25 }],
    ],
    [
      'all are replaced',
      quiet().now(5, maintainers([ann, bob], [eve])),
      optionsOf(),
      ['high', { 'maintainer-added': 25, 'maintainers-replaced': 25, 'maintainer-removed': 3 }],
    ],
    ['the set was not known', quiet().now(5, maintainers(undefined, [eve])), optionsOf(), []],
    [
      'an address changes',
      quiet().now(5, maintainers([ann, bob], [account('ann', 'example.org', 'other'), bob])),
      optionsOf(),
      ['info', { 'email-changed': 4 }],
    ],
    [
      'an address moves to another domain',
      quiet().now(5, maintainers([ann, bob], [account('ann', 'example.com'), bob])),
      optionsOf(),
      ['low', { 'email-changed': 9 }],
    ],
    [
      'and its account publishes',
      quiet()
        .now(5, maintainers([ann, bob], [account('ann', 'example.com'), bob]))
        .now(9, published('1.1.1', account('ann', 'example.com'))),
      optionsOf(),
      ['medium', { 'email-changed': 0 }],
    ],
    [
      'weeks later',
      quiet()
        .now(5, maintainers([ann, bob], [account('ann', 'example.com'), bob]))
        .now(30, published('1.1.1', account('ann', 'example.com'))),
      optionsOf(),
      ['low', { 'email-changed': 9 }],
    ],
    ['a domain resolves', quiet().now(5, domain('ann', true)), optionsOf(), []],
    ['a domain does not', quiet().now(5, domain('ann', false)), optionsOf(), ['low', { 'email-domain': 20 }]],
    [
      'twice',
      quiet().now(5, domain('ann', false)).now(6, domain('ann', false)),
      optionsOf(),
      ['low', { 'email-domain': 20 }],
    ],
    ['a domain was registered long ago', quiet().now(5, domain('ann', true, momentOf(-900))), optionsOf(), []],
    [
      'a domain was registered since',
      quiet().now(5, domain('ann', true, momentOf(1))),
      optionsOf(),
      ['high', { 'email-domain': 50 }],
    ],
    ['a domain of someone who is new', quiet().now(90, domain('eve', true, momentOf(50))), optionsOf(), []],
    [
      'a domain that is weeks old, of someone who is new',
      quiet().now(90, domain('eve', true, momentOf(61))),
      optionsOf(),
      ['high', { 'email-domain': 50 }],
    ],
  ])('%s', (_, builder, options, expected) => {
    expect(only(builder, options)).toEqual(expected);
  });
});

describe('how it was published', () => {
  test.each<[name: string, builder: LedgerBuilder, options: JudgeOptions, expected: Expected | []]>([
    ['as before', quiet().now(5, published('1.1.1')), optionsOf(), []],
    ['by another maintainer', quiet().now(5, published('1.1.1', 'bob')), optionsOf(), ['low', { publisher: 8 }]],
    ['by someone else', quiet().now(5, published('1.1.1', 'eve')), optionsOf(), ['low', { publisher: 15 }]],
    [
      'by someone who is known',
      quiet().now(5, published('1.1.1', 'eve')),
      optionsOf({ known: { eve: 1 } }),
      ['info', { publisher: 3 }],
    ],
    [
      'by a workflow, for the first time',
      quiet().now(5, published('1.1.1', 'GitHub Actions', { trustedPublisher: true, provenance: true })),
      optionsOf(),
      [],
    ],
    [
      'by a workflow no more',
      trusted().now(5, published('1.0.1', 'GitHub Actions', { provenance: true })),
      optionsOf(),
      ['low', { 'trusted-publishing': 20 }],
    ],
    [
      'without provenance',
      trusted().now(5, published('1.0.1', 'GitHub Actions', { trustedPublisher: true })),
      optionsOf(),
      ['medium', { provenance: 30 }],
    ],
    [
      'where nobody knows of provenance',
      trusted().now(5, published('1.0.1', 'GitHub Actions', { trustedPublisher: undefined, provenance: undefined })),
      optionsOf(),
      [],
    ],
    ['without it on a new line', trusted().now(5, published('3.0.0', 'GitHub Actions')), optionsOf(), []],
    [
      'without it on a line that has none',
      trusted().past(-20, published('0.9.0', 'GitHub Actions')).now(5, published('0.9.1', 'GitHub Actions')),
      optionsOf(),
      [],
    ],
    [
      'a prerelease without it, as those before',
      trusted()
        .past(-60, published('2.1.0-beta.1', 'GitHub Actions'))
        .now(5, published('2.1.0-beta.2', 'GitHub Actions')),
      optionsOf(),
      [],
    ],
    [
      'a release without it, after a prerelease without it',
      trusted()
        .past(-10, published('2.1.0-beta.1', 'GitHub Actions'))
        .now(5, published('2.1.0', 'GitHub Actions', { trustedPublisher: true })),
      optionsOf(),
      ['medium', { provenance: 30 }],
    ],
    [
      'without it, after one without it that was taken back',
      trusted()
        .past(-10, published('2.0.1', 'GitHub Actions'))
        .past(-9, { kind: 'unpublished', version: '2.0.1' })
        .now(5, published('2.0.2', 'GitHub Actions', { trustedPublisher: true })),
      optionsOf(),
      ['medium', { provenance: 30 }],
    ],
    [
      'with a script',
      quiet().now(5, published('1.1.1', 'ann', { installScripts: true })),
      optionsOf(),
      ['medium', { 'install-script': 35 }],
    ],
    [
      'with a script on a new line',
      quiet().now(5, published('2.0.0', 'ann', { installScripts: true })),
      optionsOf(),
      ['medium', { 'install-script': 35 }],
    ],
    [
      'with a command',
      quiet().now(5, published('1.1.1', 'ann', { bins: ['tool'] })),
      optionsOf(),
      ['info', { bin: 4 }],
    ],
    [
      'without its commit',
      quiet().now(5, published('1.1.1', 'ann', { gitHead: false })),
      optionsOf(),
      ['info', { 'git-head': 4 }],
    ],
    ['after a long sleep', quiet().now(100, published('1.1.1')), optionsOf(), ['low', { dormant: 10 }]],
    [
      'without a tag',
      quiet().past(-300, tag('1.1.0', true)).now(5, published('1.1.1')).now(6, tag('1.1.1', false)),
      optionsOf(),
      ['low', { 'git-tag': 20 }],
    ],
    [
      'without a tag, as before',
      quiet().past(-300, tag('1.1.0', false)).now(5, published('1.1.1')).now(6, tag('1.1.1', false)),
      optionsOf(),
      [],
    ],
    [
      'with a tag that came later',
      quiet()
        .past(-300, tag('1.1.0', true))
        .now(5, published('1.1.1'))
        .now(6, tag('1.1.1', false))
        .now(7, tag('1.1.1', true)),
      optionsOf(),
      [],
    ],
    [
      'built from elsewhere',
      quiet().past(-300, built('1.1.0', 'ann/alpha')).now(5, published('1.1.1')).now(5, built('1.1.1', 'eve/alpha')),
      optionsOf(),
      ['medium', { 'provenance-source': 30 }],
    ],
    [
      'built otherwise',
      quiet()
        .past(-300, built('1.1.0', 'ann/alpha'))
        .now(5, published('1.1.1'))
        .now(5, built('1.1.1', 'ann/alpha', 'x.yml')),
      optionsOf(),
      ['low', { 'provenance-source': 8 }],
    ],
    [
      'built as before',
      quiet().past(-300, built('1.1.0', 'ann/alpha')).now(5, published('1.1.1')).now(5, built('1.1.1', 'Ann/Alpha')),
      optionsOf(),
      [],
    ],
    [
      'asking for what is old',
      quiet()
        .now(5, published('1.1.1'))
        .now(5, age('b', momentOf(-100))),
      optionsOf(),
      [],
    ],
    [
      'asking for what is days old',
      quiet()
        .now(5, published('1.1.1'))
        .now(5, age('b', momentOf(-3))),
      optionsOf(),
      ['low', { 'young-dependency': 20 }],
    ],
    [
      'asking for what is hours old',
      quiet()
        .now(5, published('1.1.1'))
        .now(5, age('b', momentOf(4.5))),
      optionsOf(),
      ['medium', { 'young-dependency': 35 }],
    ],
    [
      'asking for what nobody knows',
      quiet().now(5, published('1.1.1')).now(5, age('b', null)),
      optionsOf(),
      ['medium', { 'young-dependency': 35 }],
    ],
    [
      'asking for what turned out to be old',
      quiet()
        .now(5, published('1.1.1'))
        .now(5, age('b', null))
        .now(6, age('b', momentOf(-99))),
      optionsOf(),
      [],
    ],
    [
      'deprecated',
      quiet().now(5, { kind: 'deprecated', version: '1.1.0', notice: 'no' }),
      optionsOf(),
      ['info', { deprecated: 0 }],
    ],
    ['no longer deprecated', quiet().now(5, { kind: 'deprecated', version: '1.1.0', notice: null }), optionsOf(), []],
    [
      'taken back',
      quiet().now(5, { kind: 'unpublished', version: '1.1.0' }),
      optionsOf(),
      ['info', { unpublished: 0 }],
    ],
  ])('%s', (_, builder, options, expected) => {
    expect(only(builder, options)).toEqual(expected);
  });

  test('a sibling of the same scope may be young', () => {
    const entries = () =>
      quiet()
        .now(5, published('1.1.1'))
        .now(5, age('@team/new', momentOf(5)));
    expect(only(entries(), optionsOf(), '@team/alpha')).toEqual(['info', { 'young-dependency': 5 }]);
    expect(only(entries(), optionsOf(), '@other/alpha')).toEqual(['medium', { 'young-dependency': 35 }]);
  });
});

describe('a burst', () => {
  const soon = (minutes: number) => momentOf(5 + minutes / (24 * 60));
  const three = (builder: LedgerBuilder) =>
    builder.now(soon(0), published('1.1.1')).now(soon(5), published('1.1.2')).now(soon(14), published('1.1.3'));
  const threeBefore = () =>
    quiet().past(-200, published('1.1.0-a')).past(-200, published('1.1.0-b')).past(-200, published('1.1.0-c'));

  test.each<[name: string, builder: LedgerBuilder, options: JudgeOptions, expected: Expected | []]>([
    ['of versions', three(quiet()), optionsOf(), ['low', { burst: 15 }]],
    ['of two', quiet().now(soon(0), published('1.1.1')).now(soon(5), published('1.1.2')), optionsOf(), []],
    [
      'of three within an hour',
      quiet().now(soon(0), published('1.1.1')).now(soon(10), published('1.1.2')).now(soon(20), published('1.1.3')),
      optionsOf(),
      [],
    ],
    ['of versions, as ever', three(threeBefore()), optionsOf(), []],
    [
      'of more versions than ever',
      three(threeBefore()).now(soon(14), published('1.1.4')).now(soon(14), published('1.1.5')),
      optionsOf(),
      ['low', { burst: 15 }],
    ],
    ['of packages', quiet().now(5, published('1.1.1')), optionsOf({ near: wave(5, 4) }), ['medium', { burst: 30 }]],
    ['of fewer packages', quiet().now(5, published('1.1.1')), optionsOf({ near: wave(5, 3, 2) }), []],
    [
      'of packages, as ever',
      quiet().now(5, published('1.1.1')),
      optionsOf({ near: [...wave(5, 40), ...wave(-300, 38)] }),
      [],
    ],
    [
      'of packages, twice as much as ever',
      quiet().now(5, published('1.1.1')),
      optionsOf({ near: [...wave(5, 40, 2), ...wave(-300, 40)] }),
      ['medium', { burst: 30 }],
    ],
    [
      'of packages, in the wake of another',
      quiet().past(-2, published('1.1.1')).now(5, published('1.1.2')),
      optionsOf({ near: [...wave(5, 8), ...wave(-2, 8)] }),
      ['medium', { burst: 30 }],
    ],
  ])('%s', (_, builder, options, expected) => {
    expect(only(builder, options)).toEqual(expected);
  });
});

describe('stories', () => {
  const intruder = () =>
    trusted()
      .past(-60, maintainers(undefined, [ann, bob]))
      .now(5, maintainers([ann, bob], [ann, bob, eve]))
      .now(5.1, published('2.0.1', 'eve', { installScripts: true }));

  test('a new maintainer who at once publishes a script without provenance is critical', () => {
    const [change, ...rest] = judge(intruder());
    expect(rest).toEqual([]);
    expect(change).toMatchObject({
      packageName: 'alpha',
      startedAt: momentOf(5),
      lastSignalAt: momentOf(5.1),
      score: 100,
      level: 'critical',
      weights: 1,
      maintainers: { before: [ann, bob], after: [ann, bob, eve] },
      versions: ['2.0.1'],
      reverted: false,
    });
    expect(change!.signals.map(({ kind, weight, people, version }) => [kind, weight, people ?? version])).toEqual([
      ['install-script', 35, '2.0.1'],
      ['provenance', 30, '2.0.1'],
      ['maintainer-added', 25, ['eve']],
      ['trusted-publishing', 20, '2.0.1'],
      ['publisher', 15, ['eve']],
    ]);
  });

  test('what happens within two weeks is one, what happens later another, and each kind counts once', () => {
    const entries = quiet()
      .now(5, maintainers([ann, bob], [ann, bob, eve]))
      .now(19, maintainers([ann, bob, eve], [ann, bob, eve, account('mal')]))
      .now(34, maintainers([ann], [ann, account('zoe')]));
    expect(judge(entries).map(({ score, startedAt, lastSignalAt }) => [score, startedAt, lastSignalAt])).toEqual([
      [25, momentOf(5), momentOf(19)],
      [25, momentOf(34), momentOf(34)],
    ]);
  });

  test('a deprecation joins a story and makes it no longer', () => {
    const entries = quiet()
      .now(5, maintainers([ann, bob], [ann, bob, eve]))
      .now(15, { kind: 'deprecated', version: '1.0.0', notice: 'no' })
      .now(25, { kind: 'deprecated', version: '1.1.0', notice: 'no' });
    expect(judge(entries).map(({ level, lastSignalAt }) => [level, lastSignalAt])).toEqual([
      ['medium', momentOf(5)],
      ['info', momentOf(25)],
    ]);
  });

  test('many that are deprecated at once are one signal', () => {
    const entries = quiet();
    for (const version of ['1.0.0', '1.1.0']) entries.now(5, { kind: 'deprecated', version, notice: 'no' });
    expect(judge(entries)[0]!.signals.map(({ text }) => text)).toEqual(['deprecated: versions 1.0.0, 1.1.0']);
  });

  test.each<[name: string, builder: LedgerBuilder, reverted: boolean]>([
    ['one added', quiet().now(5, maintainers([ann], [ann, eve])), false],
    [
      'one added and removed',
      quiet()
        .now(5, maintainers([ann], [ann, eve]))
        .now(6, maintainers([ann, eve], [ann])),
      true,
    ],
    [
      'one added and removed much later',
      quiet()
        .now(5, maintainers([ann], [ann, eve]))
        .now(60, maintainers([ann, eve], [ann])),
      true,
    ],
    [
      'and added again',
      quiet()
        .now(5, maintainers([ann], [ann, eve]))
        .now(6, maintainers([ann, eve], [ann]))
        .now(60, maintainers([ann], [ann, eve])),
      false,
    ],
    [
      'who published meanwhile',
      quiet()
        .now(5, maintainers([ann], [ann, eve]))
        .now(6, published('1.1.1', 'eve'))
        .now(7, maintainers([ann, eve], [ann])),
      false,
    ],
    [
      'an address that is back',
      quiet()
        .now(5, maintainers([ann], [account('ann', 'example.com')]))
        .now(6, maintainers([account('ann', 'example.com')], [ann])),
      true,
    ],
    [
      'a version that was taken back',
      quiet().now(5, published('1.1.1', 'eve')).now(6, { kind: 'unpublished', version: '1.1.1' }),
      false,
    ],
  ])('reverted: %s', (_, builder, reverted) => {
    expect(judge(builder)[0]!.reverted).toBe(reverted);
  });

  test('the past is what is compared with, and judged where it is asked for', () => {
    const entries = ledger()
      .past(-100, maintainers(undefined, [ann]))
      .past(-100, published('1.0.0'))
      .past(-50, maintainers([ann], [ann, eve]))
      .past(-50, published('1.0.1', 'eve', { installScripts: true }));
    expect(judge(entries)).toEqual([]);
    expect(judge(entries, optionsOf({ history: true }))).toMatchObject([{ level: 'critical' }]);
    expect(judge(entries.now(0, published('1.0.2', 'eve', { installScripts: true })))).toEqual([]);
  });
});
