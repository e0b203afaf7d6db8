import { describe, expect, test } from 'vitest';
import type { PublishSignals } from '../../scanners/maintainers/index.ts';
import { toTargetSuppressions, type VersionDocument } from '../../scanners/updates/index.ts';
import { bad, scene } from './bad-scene.ts';
import { makeDocument, planOf, type Scene } from './model.ts';

const SIGNALS: PublishSignals = {
  publisher: 'ann',
  trustedPublisher: true,
  provenance: true,
  installScripts: false,
  bins: [],
  maintainers: ['ann'],
  gitHead: true,
};
const YESTERDAY = '2026-05-31T00:00:00Z';
const direct = { root: { bad: '^1.0.0' }, packages: { 'bad@1.0.0': {} } };

/** Releases of `bad` of which 1.2.0, the fix, is a day old. */
function young(fix: Partial<VersionDocument> = {}, before: PublishSignals | undefined = SIGNALS) {
  const versions = { '1.0.0': {}, '1.2.0': {} };
  const document = makeDocument('bad', versions, {
    '1.0.0': { signals: before },
    '1.2.0': { publishedAt: YESTERDAY, signals: SIGNALS, ...fix },
  });
  return { ...document, repository: 'https://github.com/ann/bad' };
}

const plan = (rest: Partial<Scene> = {}) => planOf(scene({ ...direct, documents: [young()], ...rest }));

describe('a fix that is younger than min-release-age', () => {
  test('is taken where its publish signals are known and unchanged, and says so', () => {
    expect(plan().updates).toMatchObject([
      {
        to: '1.2.0',
        targets: [
          {
            name: 'bad',
            version: '1.2.0',
            from: ['1.0.0'],
            released: '2026-05-31T00:00:00.000Z',
            ageSkipped: true,
            signals: [],
            unknownSignals: [],
            repository: 'https://github.com/ann/bad',
            notes: 'https://github.com/ann/bad/releases',
          },
        ],
      },
    ]);
  });

  test('an old one says that it did not skip anything, and still what changed', () => {
    const documents = [young({ publishedAt: '2026-01-01T00:00:00Z', signals: { ...SIGNALS, installScripts: true } })];
    const [target] = plan({ documents }).updates[0]!.targets!;
    expect(target).not.toHaveProperty('ageSkipped');
    expect(target).toMatchObject({ signals: [{ signal: 'install-script' }] });
  });

  test.each<[name: string, rest: Partial<Scene>, text: RegExp]>([
    [
      'its publisher is another',
      { documents: [young({ signals: { ...SIGNALS, publisher: 'mallory' } })] },
      /younger than min-release-age, and its publish signals changed \(1\.2\.0 was published by mallory.*from 2026-06-03/,
    ],
    [
      'the registry gives no signals',
      { documents: [young({ signals: undefined }, undefined)] },
      /does not give the publish signals/,
    ],
    ['only the target gives none', { documents: [young({ signals: undefined })] }, /does not give the publish signals/],
    [
      'a dependency appeared',
      { documents: [young({ dependencies: { fresh: '1' } })] },
      /asks for the package fresh for the first time/,
    ],
    [
      'the locked version was taken back',
      { documents: [makeDocument('bad', { '1.2.0': {} }, { '1.2.0': { publishedAt: YESTERDAY, signals: SIGNALS } })] },
      /does not have the locked version any more/,
    ],
    [
      'the locked version is malware, whose signals are no measure',
      { advisories: [{ ...bad, malware: true }] },
      /younger than min-release-age: it can/,
    ],
    [
      "the repository's own policy rejects it",
      { agePolicy: { policy: { minimumMs: 7 * 86_400_000, excludes: [], source: '.npmrc min-release-age' } } },
      /younger than the repository's own age policy \(\.npmrc min-release-age\) allows: .* from 2026-06-07/,
    ],
    [
      'the policy is longer than any age of ours',
      {
        settings: { minReleaseAgeDays: 0 },
        agePolicy: { policy: { minimumMs: 7 * 86_400_000, excludes: [], source: '.npmrc min-release-age' } },
      },
      /own age policy/,
    ],
    [
      'the policy names a day',
      {
        agePolicy: { policy: { minimumMs: 0, before: '2026-05-01T00:00:00Z', excludes: [], source: '.npmrc before' } },
      },
      /published later than the repository's own age policy \(\.npmrc before\) allows$/,
    ],
    ['the policy cannot be read', { agePolicy: { problem: 'broken' } }, /own age policy cannot be read/],
  ])('is left where %s', (_, rest, text) => {
    const { updates, skipped } = plan(rest);
    expect(updates).toEqual([]);
    expect(skipped).toMatchObject([{ reason: 'too-young', text: expect.stringMatching(text) }]);
  });

  test('is taken where the policy leaves the package out', () => {
    const policy = { minimumMs: 7 * 86_400_000, excludes: [{ name: 'bad' }], source: '.npmrc' };
    expect(plan({ agePolicy: { policy } }).updates).toMatchObject([{ to: '1.2.0' }]);
  });

  test('a parent that is moved for the sake of another is no fix: it is to be old enough', () => {
    const up = makeDocument(
      'up',
      { '1.0.0': { bad: '~1.0.0' }, '1.1.0': { bad: '^1.0.0' } },
      { '1.0.0': { signals: SIGNALS }, '1.1.0': { publishedAt: YESTERDAY, signals: SIGNALS } },
    );
    const { skipped } = plan({
      root: { up: '^1.0.0' },
      packages: { 'up@1.0.0': { bad: '~1.0.0' }, 'bad@1.0.0': {} },
      documents: [young(), up],
    });
    expect(skipped).toMatchObject([{ reason: 'too-young', path: ['up@1.0.0'] }]);
  });
});

describe('what is passed over is told', () => {
  const expiresAt = new Date('2026-07-01T00:00:00Z');
  const documents = [
    makeDocument(
      'bad',
      { '1.0.0': {}, '1.2.0': {}, '1.2.1': {}, '1.2.2': {}, '1.3.0': {}, '1.4.0': {} },
      { '1.2.1': { deprecated: 'no' }, '1.2.2': { publishedAt: YESTERDAY }, '1.4.0': { publishedAt: YESTERDAY } },
    ),
  ];
  const suppressions = [{ package: 'bad', range: '1.2.0', reason: 'breaks us', author: 'octocat', expiresAt }];

  test('with who suppressed it and until when; not what comes after the target', () => {
    expect(plan({ documents, suppressions }).updates).toMatchObject([
      {
        to: '1.3.0',
        passedOver: [
          {
            name: 'bad',
            version: '1.2.0',
            why: 'suppressed',
            text: 'is suppressed until 2026-07-01, by octocat: breaks us',
            until: '2026-07-01T00:00:00.000Z',
            by: 'octocat',
          },
          { version: '1.2.1', why: 'deprecated' },
          { version: '1.2.2', why: 'too-young', until: '2026-06-03T00:00:00.000Z' },
        ],
      },
    ]);
  });

  test('nothing, where nothing was', () => {
    expect(plan().updates[0]).not.toHaveProperty('passedOver');
  });

  test('skips name the author too', () => {
    const all = [{ ...suppressions[0]!, range: '*' }];
    expect(plan({ suppressions: all }).skipped).toMatchObject([{ reason: 'suppressed', by: 'octocat' }]);
    const finding = [{ package: 'bad', reason: 'fine', author: 'octocat', expiresAt: null }];
    expect(plan({ suppressions: finding }).skipped).toMatchObject([
      { reason: 'suppressed', by: 'octocat', text: 'suppressed for good, by octocat: fine' },
    ]);
  });
});

describe('suppressions for development only', () => {
  const one = { package: 'bad', reason: 'no', expiresAt: null, devOnly: true };
  const dev = { entries: { 'bad@1.0.0': { scopes: ['dev' as const] } } };

  test.each([{ range: '>=1.2.0' }, {}])('hold where nothing else needs the package: %j', (rest) => {
    expect(plan({ suppressions: [{ ...one, ...rest }] }).updates).toHaveLength(1);
    expect(plan({ suppressions: [{ ...one, ...rest }], ...dev })).toMatchObject({
      updates: [],
      skipped: [{ reason: 'suppressed' }],
    });
  });
});

test('a suppression of the repository is one for the plan of each lockfile that its path names', () => {
  const stored = {
    packageName: 'bad',
    advisoryId: null,
    range: '1.x',
    path: 'apps/**',
    devOnly: true,
    reason: 'no',
    author: 'octocat',
    expiresAt: null,
  };
  const given = [stored, { ...stored, path: null, author: null, packageName: null, advisoryId: 'GHSA-x', range: null }];
  const all = { reason: 'no', expiresAt: null, devOnly: true };
  expect(toTargetSuppressions(given, { lockfilePath: 'apps/a/yarn.lock' })).toEqual([
    { ...all, package: 'bad', range: '1.x', author: 'octocat' },
    { ...all, advisory: 'GHSA-x' },
  ]);
  expect(toTargetSuppressions(given, { lockfilePath: 'yarn.lock' })).toEqual([{ ...all, advisory: 'GHSA-x' }]);
});
