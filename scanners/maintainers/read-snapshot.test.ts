import { describe, expect, test } from 'vitest';
import type { MarkEmail, Person } from './ledger-entry.ts';
import { readSnapshot } from './read-snapshot.ts';
import { SnapshotError } from './snapshot-error.ts';

const markEmail: MarkEmail = (address) => ({
  mark: `<${address}>`,
  domain: address.split('@')[1] ?? null,
});
const person = (name: string): Person => ({ name, email: markEmail(`${name}@example.org`) });
const account = (name: string) => ({ name, email: `${name}@example.org` });
const read = (document: object) => readSnapshot('alpha', { name: 'alpha', versions: {}, ...document }, markEmail);
const readOne = (manifest: object) => read({ versions: { '1.0.0': { name: 'alpha', ...manifest } } }).versions[0];

test('reads what is there', () => {
  const snapshot = read({
    'dist-tags': { latest: '1.0.0', next: 'no version', old: 7 },
    maintainers: [account('bob'), account('ann')],
    time: {
      created: '2020-01-01T00:00:00.000Z',
      modified: '2020-02-01T00:00:00.000Z',
      '0.9.0': '2020-01-01T00:00:01.000Z',
      '1.0.0': '2020-01-02T01:00:00+01:00',
    },
    repository: { type: 'git', url: 'git+https://github.com/ann/alpha.git' },
    versions: {
      '1.0.0': {
        name: 'alpha',
        maintainers: [account('ann')],
        _npmUser: { ...account('ann'), trustedPublisher: { id: 'github' } },
        dist: { attestations: {} },
        scripts: { postinstall: 'node x' },
        bin: 'cli.js',
        gitHead: 'abc',
        dependencies: { b: '1', a: '1' },
        optionalDependencies: { a: '1', c: 'github:c/c' },
        deprecated: 'old',
      },
    },
  });
  expect(snapshot).toEqual({
    name: 'alpha',
    maintainers: [person('ann'), person('bob')],
    versions: [
      {
        version: '1.0.0',
        publishedAt: '2020-01-02T00:00:00.000Z',
        deprecated: 'old',
        publisher: person('ann'),
        maintainers: [person('ann')],
        trustedPublisher: true,
        provenance: true,
        installScripts: true,
        bins: ['alpha'],
        gitHead: true,
        dependencies: ['a', 'b', 'c'],
      },
    ],
    removed: [{ version: '0.9.0', publishedAt: '2020-01-01T00:00:01.000Z' }],
    distTags: { latest: '1.0.0' },
    created: '2020-01-01T00:00:00.000Z',
    modified: '2020-02-01T00:00:00.000Z',
    repository: 'https://github.com/ann/alpha',
  });
});

test.each<[name: string, maintainers: unknown, expected: readonly Person[] | undefined]>([
  ['missing', undefined, undefined],
  ['null', null, undefined],
  ['a number', 7, undefined],
  ['an empty list', [], undefined],
  ['one account', account('ann'), [person('ann')]],
  ['an object of accounts', { 0: account('bob'), 1: account('ann') }, [person('ann'), person('bob')]],
  ['text', 'ann <Ann@Example.org>', [person('ann')]],
  ['a list of texts', ['bob <bob@example.org>', 'ann'], [{ name: 'ann' }, person('bob')]],
  ['the same account twice', [account('ann'), { name: 'ann' }], [person('ann')]],
  ['an address alone', ['Bob@example.org'], [{ name: 'Bob', email: person('bob').email! }]],
  ['an address as the name', [{ name: 'bob@example.org' }], [person('bob')]],
  [
    'an address as the name, beside another',
    [{ name: 'ann@other.example', email: 'ann@example.org' }],
    [person('ann')],
  ],
  ['no address', [{ name: 'ann' }, { name: 'bob', email: 7 }], [{ name: 'ann' }, { name: 'bob' }]],
  ['no address that is one', [{ name: 'ann', email: 'nobody' }], [{ name: 'ann' }]],
  ['one that cannot be read among others', [account('ann'), null], undefined],
  ['one without a name', [account('ann'), { email: 'x@example.org' }], undefined],
  ['a name without end', [{ name: 'x'.repeat(300) }], undefined],
  ['more than is believable', Array.from({ length: 501 }, (_, at) => account(`m${at}`)), undefined],
  ['an inherited name', [JSON.parse('{"__proto__":{"name":"eve"}}')], undefined],
])('maintainers: %s', (_, maintainers, expected) => {
  expect(read({ maintainers }).maintainers).toEqual(expected);
  expect(readOne({ maintainers })?.maintainers).toEqual(expected);
});

describe('what a registry does not record is unknown', () => {
  const signals = { trustedPublisher: false, provenance: false, installScripts: false, bins: [], gitHead: false };
  const unknown = { trustedPublisher: undefined, provenance: undefined, installScripts: undefined, bins: undefined };
  test.each([
    ['who published is known', { _npmUser: account('ann') }, { publisher: person('ann'), ...signals }],
    ['it is not', {}, { publisher: undefined, ...unknown, gitHead: undefined }],
    ['it cannot be read', { _npmUser: 'x'.repeat(999) }, { publisher: undefined, ...unknown, gitHead: undefined }],
    ['as it was written long ago', { _npmUser: 'ann <ann@example.org>' }, { publisher: person('ann') }],
  ])('%s', (_, manifest, expected) => {
    expect(readOne(manifest)).toMatchObject(expected);
  });
});

test('sorts versions by time, those without one first, and leaves out what is none', () => {
  const snapshot = read({
    versions: { '2.0.0': {}, '1.0.0': {}, 'no-version': {}, '3.0.0': 'text', '0.1.0': {}, '0.2.0': {} },
    time: { '1.0.0': '2020-01-01T00:00:00.000Z', '2.0.0': '2019-01-01T00:00:00.000Z', '0.1.0': 'soon', '0.2.0': 7 },
  });
  expect(snapshot.versions.map(({ version, publishedAt }) => [version, publishedAt?.slice(0, 4)])).toEqual([
    ['0.1.0', undefined],
    ['0.2.0', undefined],
    ['2.0.0', '2019'],
    ['1.0.0', '2020'],
  ]);
  expect(snapshot.created).toBe('2019-01-01T00:00:00.000Z');
});

test('knows what was taken back as a whole', () => {
  const time = { '1.0.0': '2020-01-01T00:00:00.000Z', unpublished: { versions: ['1.0.0', '1.0.1', {}] } };
  expect(read({ versions: undefined, time })).toMatchObject({
    versions: [],
    removed: [{ version: '1.0.0', publishedAt: '2020-01-01T00:00:00.000Z' }, { version: '1.0.1' }],
  });
});

test('asks for the mark of an address once', () => {
  const asked: string[] = [];
  const manifest = { maintainers: [account('ann'), account('bob')], _npmUser: account('ann') };
  const versions = {
    '1.0.0': manifest,
    '1.0.1': { ...manifest },
    '1.0.2': { ...manifest, maintainers: [account('bob')] },
  };
  const snapshot = readSnapshot('alpha', { versions }, (address) => {
    asked.push(address);
    return markEmail(address);
  });
  expect(asked.sort()).toEqual(['ann@example.org', 'bob@example.org']);
  expect(snapshot.versions[0]!.maintainers).toBe(snapshot.versions[1]!.maintainers);
});

test.each([
  null,
  [],
  'text',
  7,
  {},
  { error: 'not found' },
  { name: 'beta', versions: {} },
  { name: 'alpha' },
  { versions: [] },
])('%j is no document of the package', (document) => {
  expect(() => readSnapshot('alpha', document, markEmail)).toThrow(SnapshotError);
});
