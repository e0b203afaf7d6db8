import { describe, expect, test } from 'vitest';
import { isDue, ledgerChecks, nextLook } from './ledger-checks.ts';
import { account, type LedgerBuilder, ledger, maintainers, momentOf, published } from './ledger-fixture.ts';

const [ann, bob] = [account('ann'), account('bob', 'bob.example')];
const MINUTE = 60_000;
const at = (day: number) => Date.parse(momentOf(day));
const repository = 'https://github.com/ann/alpha';

function quiet(): LedgerBuilder {
  return ledger()
    .past(-700, published('1.0.0', ann, { dependencies: ['old'], provenance: true }))
    .past(-300, published('1.1.0', ann, { dependencies: ['old'], provenance: true }))
    .now(0, { kind: 'baseline', maintainers: [ann, bob], versions: 2 });
}

/** Without the looks, one text each. */
function asked(builder: LedgerBuilder): string[] {
  return ledgerChecks(builder.entries).map(({ looks, ...question }) => JSON.stringify(Object.values(question)));
}

const TAGS = '["git-tag","1.2.0","1.1.0"]';
const DOMAIN = '["email-domain","ann","example.org"]';

describe('what is to be looked up', () => {
  test('nothing of the past', () => {
    expect(asked(quiet())).toEqual([]);
  });

  test.each<[string, LedgerBuilder, string[]]>([
    [
      'of a version: its source where it has one, packages that it newly asks for, its tag, and its publisher',
      quiet().now(1, published('1.2.0', ann, { dependencies: ['new', 'old'], provenance: true })),
      ['["provenance","1.2.0","1.1.0"]', '["dependency-age","1.2.0","new"]', TAGS, DOMAIN],
    ],
    [
      'no tags of prereleases',
      quiet().now(1, published('1.2.0-rc.1', ann)).now(1, published('1.2.0', ann)),
      [TAGS, DOMAIN],
    ],
    ['no source where it has none', quiet().now(1, published('1.2.0', ann, { dependencies: ['old'] })), [TAGS, DOMAIN]],
    [
      'not what is known, and nothing to compare with where there is some',
      quiet()
        .now(1, published('1.2.0', ann, { dependencies: ['new'], provenance: true }))
        .now(1, { kind: 'provenance', version: '1.1.0', repository, workflow: null })
        .now(1, { kind: 'provenance', version: '1.2.0', repository, workflow: null })
        .now(1, { kind: 'dependency-age', version: '1.2.0', dependency: 'new', createdAt: momentOf(-9) })
        .now(1, { kind: 'git-tag', version: '1.1.0', repository, tag: 'v1.1.0' })
        .now(1, { kind: 'email-domain', person: 'ann', domain: 'example.org', resolves: true, registeredAt: null }),
      ['["git-tag","1.2.0",{"version":"1.1.0","tag":"v1.1.0"}]'],
    ],
    [
      'again what was missed; what it is compared with once',
      quiet()
        .now(1, published('1.2.0', ann, { dependencies: ['new'] }))
        .now(1, { kind: 'dependency-age', version: '1.2.0', dependency: 'new', createdAt: null })
        .now(1, { kind: 'git-tag', version: '1.1.0', repository, tag: null })
        .now(1, { kind: 'git-tag', version: '1.2.0', repository, tag: null }),
      ['["dependency-age","1.2.0","new"]', '["git-tag","1.2.0"]', DOMAIN],
    ],
    [
      'of people: who came and whose address moved, not who stayed',
      quiet().now(1, maintainers([ann, bob], [ann, account('bob', 'moved.example'), account('eve', 'eve.example')])),
      ['["email-domain","bob","moved.example"]', '["email-domain","eve","eve.example"]'],
    ],
    [
      'nothing of people where nobody knows who was there before',
      quiet().now(1, maintainers(undefined, [ann, account('eve', 'eve.example')])),
      [],
    ],
    [
      'not what was taken back, which excuses nothing either',
      quiet()
        .now(1, published('1.2.0', ann, { dependencies: ['new'] }))
        .now(1, { kind: 'unpublished', version: '1.2.0' })
        .now(2, published('1.2.1', ann, { dependencies: ['new'] })),
      ['["dependency-age","1.2.1","new"]', '["git-tag","1.2.1","1.1.0"]', DOMAIN],
    ],
    [
      'no ages where nobody knows what was asked for before',
      ledger()
        .past(-700, published('1.0.0', ann))
        .now(1, published('1.2.0', ann, { dependencies: ['new'] })),
      ['["git-tag","1.2.0","1.0.0"]', DOMAIN],
    ],
  ])('%s', (_, builder, expected) => {
    expect(asked(builder)).toEqual(expected);
  });

  test('of a thousand new packages fifty', () => {
    const dependencies = Array.from({ length: 1000 }, (_, index) => `new-${index}`);
    const checks = ledgerChecks(quiet().now(1, published('1.2.0', ann, { dependencies })).entries);
    expect(checks.filter(({ kind }) => kind === 'dependency-age')).toHaveLength(50);
  });
});

test('a look is due once, from its moment on; a tag half an hour after the version came', () => {
  const checks = ledgerChecks(quiet().now(1, published('1.2.0', ann, { dependencies: ['old'] })).entries);
  const [tag, domain] = checks;
  const due = (check: typeof tag, since: number, until: number) =>
    isDue(check!, at(1) + since * MINUTE, at(1) + until * MINUTE);
  expect([due(domain, 0, 0), due(domain, 1, 29), due(domain, 1, 30), due(domain, 1441, 99_999)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect([due(tag, 0, 29), due(tag, 0, 30), due(tag, 31, 149), due(tag, 31, 150), due(tag, 151, 1470)]).toEqual([
    false,
    true,
    false,
    true,
    true,
  ]);
  const next: (number | null)[] = [];
  for (let after: number | null = at(1) - 1; after !== null; after = nextLook(checks, after)) next.push(after - at(1));
  expect(next).toEqual([-1, 0, 30, 120, 150, 1440, 1470].map((minutes) => (minutes === -1 ? -1 : minutes * MINUTE)));
});
