import { describe, expect, test } from 'vitest';
import type { PublishSignals } from '../../scanners/maintainers/index.ts';
import type { PackageDocument, TargetHold } from '../../scanners/updates/index.ts';
import { bad, releases, scene } from './bad-scene.ts';
import { makeDocument, planOf, type Scene } from './model.ts';

const SINCE = '2026-05-20T08:00:00.000Z';
const UNTIL = '2026-06-03T08:00:00.000Z';
const AFTER = '2026-05-21T00:00:00Z';
const BEFORE = '2026-05-20T07:59:59Z';
const hold: TargetHold = { package: 'bad', since: SINCE, changeId: 7, text: 'mallory may publish', until: UNTIL };
const TOLD =
  'held: publish signals changed (since 2026-05-20: mallory may publish); released on 2026-06-03 08:00 UTC if nothing further happens, or by /accept';

const direct = { root: { bad: '^1.0.0' }, packages: { 'bad@1.0.0': {} } };
const plan = (rest: Partial<Scene> = {}) => planOf(scene({ ...direct, holds: [hold], ...rest }));

/** Releases of `bad`, each with the time of its publication. */
function published(times: Record<string, string | undefined>, signals: PublishSignals = {}): PackageDocument {
  const rest = Object.entries(times).map(([version, publishedAt]) => [version, { publishedAt, signals }]);
  return makeDocument('bad', Object.fromEntries(Object.keys(times).map((version) => [version, {}])), {
    ...Object.fromEntries(rest),
  });
}

describe('a hold steers', () => {
  test('round what came since, to what was there before, and says so', () => {
    const documents = [published({ '1.0.0': BEFORE, '1.2.0': AFTER, '1.3.0': BEFORE })];
    expect(plan({ documents }).updates).toMatchObject([
      {
        to: '1.3.0',
        passedOver: [{ name: 'bad', version: '1.2.0', why: 'held', text: `is ${TOLD}`, until: UNTIL, change: 7 }],
      },
    ]);
  });

  test('onto another line, where the fix on its own is held', () => {
    const documents = [published({ '1.0.0': BEFORE, '1.2.0': AFTER, '2.0.0': BEFORE })];
    expect(plan({ documents }).updates).toMatchObject([{ to: '2.0.0', passedOver: [{ version: '1.2.0' }] }]);
  });

  test.each<[name: string, holds: TargetHold[]]>([
    ['of another package', [{ ...hold, package: 'good' }]],
    ['that began after all versions came', [{ ...hold, since: '2026-05-22T00:00:00Z' }]],
    ['that is about nothing', [{ ...hold, package: undefined }]],
    ['of which there is none', []],
  ])('nothing: one %s', (_, holds) => {
    const documents = [published({ '1.0.0': BEFORE, '1.2.0': AFTER })];
    expect(plan({ documents, holds, settings: { minReleaseAgeDays: 0 } }).updates).toMatchObject([{ to: '1.2.0' }]);
  });
});

describe('nothing is left but what is held', () => {
  test.each<[name: string, rest: Partial<Scene>, skip: object]>([
    [
      'every fix came since',
      { documents: [published({ '1.0.0': BEFORE, '1.2.0': AFTER })] },
      { text: `bad 1.2.0 would do, but is ${TOLD}`, until: UNTIL, change: 7 },
    ],
    ['nobody knows when', { documents: [published({ '1.0.0': BEFORE, '1.2.0': undefined })] }, { until: UNTIL }],
    [
      'it is a part of the change though it came before',
      { documents: [published({ '1.0.0': BEFORE, '1.2.0': BEFORE })], holds: [{ ...hold, versions: ['1.2.0'] }] },
      { until: UNTIL },
    ],
    [
      'somebody looks into it: no end is known',
      { documents: [published({ '1.0.0': BEFORE, '1.2.0': AFTER })], holds: [hold, { ...hold, until: null }] },
      { text: expect.stringMatching(/\(since 2026-05-20: mallory may publish\); released by \/accept$/) },
    ],
    [
      'of several the one that ends last is told',
      {
        documents: [published({ '1.0.0': BEFORE, '1.2.0': AFTER })],
        holds: [hold, { ...hold, text: 'later', until: '2026-06-09T00:00:00.000Z', changeId: 8 }, hold],
      },
      { text: expect.stringContaining('later'), until: '2026-06-09T00:00:00.000Z', change: 8 },
    ],
    [
      'the parent would have to move for another one, and cannot',
      {
        root: { up: '^1.0.0' },
        packages: { 'up@1.0.0': { bad: '^1.0.0' }, 'bad@1.0.0': {} },
        documents: [
          published({ '1.0.0': BEFORE, '1.2.0': AFTER, '2.0.0': BEFORE }),
          makeDocument('up', { '1.0.0': { bad: '^1.0.0' } }),
        ],
      },
      { text: `bad 1.2.0 would do, but is ${TOLD}` },
    ],
    [
      'the manifest cannot be edited for another one',
      {
        root: { bad: '^1.0.0' },
        manifest: { dependencies: {} },
        documents: [published({ '1.0.0': BEFORE, '1.2.0': AFTER, '2.0.0': BEFORE })],
      },
      { text: `bad 1.2.0 would do, but is ${TOLD}` },
    ],
    [
      'the release of the parent is held',
      {
        root: { up: '^1.0.0' },
        packages: { 'up@1.0.0': { bad: '~1.0.0' }, 'bad@1.0.0': {} },
        documents: [
          releases,
          makeDocument('up', { '1.0.0': { bad: '~1.0.0' }, '1.1.0': {} }, { '1.1.0': { publishedAt: AFTER } }),
        ],
        holds: [{ ...hold, package: 'up' }],
      },
      {
        path: ['up@1.0.0'],
        pinnedTo: '~1.0.0',
        until: UNTIL,
        change: 7,
        text: expect.stringContaining(`up 1.1.0 would do, but is ${TOLD}`),
      },
    ],
  ])('%s', (_, rest, skip) => {
    const { updates, skipped } = plan(rest);
    expect(updates).toEqual([]);
    expect(skipped).toMatchObject([{ name: 'bad', versions: ['1.0.0'], reason: 'held', ...skip }]);
  });

  test('a person who suppressed the rest has the word on that, the hold on this', () => {
    const suppressions = [{ package: 'bad', range: '>=1.3.0', reason: 'breaks us', expiresAt: null }];
    const documents = [published({ '1.0.0': BEFORE, '1.2.0': AFTER, '1.3.0': AFTER })];
    expect(plan({ documents, suppressions }).skipped).toMatchObject([{ reason: 'held', change: 7 }]);
    expect(plan({ documents, suppressions, holds: [] }).updates).toMatchObject([{ to: '1.2.0' }]);
  });
});

test('that a fix may be younger than others is not for one that is held', () => {
  const signals: PublishSignals = {
    publisher: 'ann',
    trustedPublisher: true,
    provenance: true,
    installScripts: false,
    bins: [],
    maintainers: ['ann'],
    gitHead: true,
  };
  const documents = [published({ '1.0.0': BEFORE, '1.2.0': '2026-05-31T00:00:00Z' }, signals)];
  expect(plan({ documents, holds: [] }).updates).toMatchObject([{ to: '1.2.0', targets: [{ ageSkipped: true }] }]);
  expect(plan({ documents })).toMatchObject({ updates: [], skipped: [{ reason: 'held' }] });
});

describe('a burst holds what its publisher published since, whatever the package', () => {
  const burst: TargetHold = { ...hold, package: undefined, publisher: 'mallory' };
  const documents = (publisher: string | undefined, time: string) => [
    published({ '1.0.0': BEFORE, '1.2.0': time }, publisher === undefined ? {} : { publisher }),
  ];

  test.each<[publisher: string | undefined, time: string, held: boolean]>([
    ['mallory', AFTER, true],
    ['mallory', BEFORE, false],
    ['ann', AFTER, false],
    [undefined, AFTER, false],
  ])('%s at %s: %s', (publisher, time, held) => {
    const { updates, skipped } = plan({ documents: documents(publisher, time), holds: [burst] });
    expect([updates.length, skipped.map(({ reason }) => reason)]).toEqual(held ? [0, ['held']] : [1, []]);
  });

  test('not what workflows published, whose account is everybody’s', () => {
    const signals = { publisher: 'workflows', trustedPublisher: true };
    const holds = [{ ...burst, publisher: 'workflows' }];
    const versions = { '1.0.0': BEFORE, '1.2.0': AFTER };
    expect(plan({ documents: [published(versions, signals)], holds }).updates).toHaveLength(1);
    const byToken = { ...signals, trustedPublisher: false };
    expect(plan({ documents: [published(versions, byToken)], holds }).updates).toEqual([]);
  });

  test('of one package, where it names one', () => {
    const holds = [{ ...burst, package: 'good' }];
    expect(plan({ documents: documents('mallory', AFTER), holds }).updates).toHaveLength(1);
  });
});

describe('out of malware', () => {
  const malware = { ...bad, malware: true };
  const worm = { advisories: [malware] };

  test('the way back stays open though what came since is held', () => {
    const documents = [published({ '0.9.0': BEFORE, '1.0.0': AFTER, '1.2.0': AFTER })];
    const back = { ...malware, affected: [{ ...malware.affected[0]!, ranges: [], versions: ['1.0.0'] }] };
    expect(plan({ documents, advisories: [back] }).updates).toMatchObject([
      { how: 'rollback', to: '0.9.0', passedOver: [{ version: '1.2.0', why: 'held' }] },
    ]);
  });

  test('parents may do without it, rather than wait for the end of a hold', () => {
    const parents = {
      root: { up: '^1.0.0' },
      packages: { 'up@1.0.0': { bad: '^1.0.0' }, 'bad@1.0.0': {} },
      documents: [
        published({ '1.0.0': BEFORE, '1.2.0': AFTER }),
        makeDocument('up', { '1.0.0': { bad: '^1.0.0' }, '1.1.0': {} }),
      ],
    };
    expect(plan({ ...parents, ...worm }).updates).toMatchObject([{ name: 'bad', to: '', how: 'parent' }]);
    expect(plan(parents).skipped).toMatchObject([{ reason: 'held' }]);
  });

  test('a version that an advisory names is affected, and not held', () => {
    const documents = [published({ '1.0.0': BEFORE, '1.1.0': AFTER })];
    expect(plan({ documents, ...worm }).skipped).toMatchObject([
      { reason: 'no-fix', text: expect.stringContaining('is affected too') },
    ]);
  });
});
