import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeAdvisory } from '../../test/advisory.ts';
import type { Advisory } from '../osv/index.ts';
import { changedPackages, compareFindings } from './compare-findings.ts';
import type { HeldLockfile } from './pair-lockfiles.ts';

/** `a@1.0.0` and so on. */
type Held = Record<string, string[]>;

const rivets = makeAdvisory('GHSA-a', 'rivets', '2.0.0');
const twine = makeAdvisory('GHSA-b', 'twine', '1.5.0');
const advisories = new Map<string, Advisory[]>([
  ['rivets', [rivets, makeAdvisory('GHSA-c', 'rivets', '1.1.0')]],
  ['twine', [twine]],
]);

test.each<[name: string, base: Held, head: Held, introduced: string[], fixed: string[]]>([
  ['nothing', { l: ['rivets@1.0.0'] }, { l: ['rivets@1.0.0'] }, [], []],
  ['a new package', { l: ['fine@1.0.0'] }, { l: ['fine@1.0.0', 'twine@1.0.0'] }, ['l twine@1.0.0 GHSA-b'], []],
  ['a package that no advisory names', { l: [] }, { l: ['fine@1.0.0'] }, [], []],
  ['an update that fixes', { l: ['twine@1.0.0'] }, { l: ['twine@1.5.0'] }, [], ['l twine@1.0.0 GHSA-b']],
  ['a downgrade', { l: ['twine@1.5.0'] }, { l: ['twine@1.0.0'] }, ['l twine@1.0.0 GHSA-b'], []],
  [
    'an update that fixes one flaw and keeps another',
    { l: ['rivets@1.0.0'] },
    { l: ['rivets@1.1.0'] },
    ['l rivets@1.1.0 GHSA-a (before 1.0.0)'],
    ['l rivets@1.0.0 GHSA-c'],
  ],
  [
    'a second affected copy',
    { l: ['twine@1.0.0'] },
    { l: ['twine@1.0.0', 'twine@1.1.0'] },
    ['l twine@1.1.0 GHSA-b (before 1.0.0)'],
    [],
  ],
  ['one of two copies gone', { l: ['twine@1.0.0', 'twine@1.1.0'] }, { l: ['twine@1.1.0'] }, [], []],
  ['a removed package', { l: ['twine@1.0.0', 'fine@1.0.0'] }, { l: ['fine@1.0.0'] }, [], ['l twine@1.0.0 GHSA-b']],
  ['a removed lockfile', { l: ['twine@1.0.0'] }, {}, [], ['l twine@1.0.0 GHSA-b']],
  ['a new lockfile', {}, { l: ['twine@1.0.0'] }, ['l twine@1.0.0 GHSA-b'], []],
  ['a moved lockfile', { 'a/l': ['twine@1.0.0', 'x@1.0.0'] }, { 'b/l': ['twine@1.0.0', 'x@1.0.0'] }, [], []],
  [
    'a moved and changed lockfile',
    { 'a/l': ['twine@1.0.0', 'x@1.0.0', 'y@1.0.0'] },
    { 'b/l': ['twine@1.0.0', 'x@1.0.0', 'rivets@1.5.0'] },
    ['b/l rivets@1.5.0 GHSA-a'],
    [],
  ],
  ['another package manager', { 'a/l': ['twine@1.0.0'] }, { 'a/m': ['twine@1.0.0', 'x@1.0.0', 'y@1.0.0'] }, [], []],
  [
    'one lockfile for two',
    { 'a/l': ['twine@1.0.0', 'x@1.0.0'], 'b/l': ['rivets@1.5.0', 'y@1.0.0'] },
    { l: ['twine@1.0.0', 'x@1.0.0', 'rivets@1.5.0', 'y@1.0.0'] },
    [],
    [],
  ],
  [
    'two lockfiles for one',
    { l: ['twine@1.0.0', 'x@1.0.0', 'rivets@1.5.0', 'y@1.0.0'] },
    { 'a/l': ['twine@1.0.0', 'x@1.0.0'], 'b/l': ['rivets@1.5.0', 'y@1.0.0'] },
    [],
    [],
  ],
  [
    'a copied lockfile: a project of its own',
    { 'a/l': ['twine@1.0.0'] },
    { 'a/l': ['twine@1.0.0'], 'b/l': ['twine@1.0.0'] },
    ['b/l twine@1.0.0 GHSA-b'],
    [],
  ],
  [
    'another lockfile in place of one that is gone',
    { 'a/l': ['fine@1.0.0', 'twine@1.5.0'] },
    { 'b/l': ['rivets@1.5.0', 'y@1.0.0', 'z@1.0.0'] },
    ['b/l rivets@1.5.0 GHSA-a'],
    [],
  ],
  ['hostile names', { l: [] }, { l: ['__proto__@1.0.0', 'constructor@1.0.0'] }, [], []],
])('%s', (_name, base, head, introduced, fixed) => {
  const compared = compareFindings({ base: lockfiles(base), head: lockfiles(head) }, advisories);
  const line = ({ path, facts, versions, before }: (typeof compared.introduced)[number], withBefore: boolean) =>
    `${path} ${facts.packageName}@${versions} ${facts.groupKey}${withBefore && before.length > 0 ? ` (before ${before})` : ''}`;
  expect(compared.introduced.map((one) => line(one, true))).toEqual(introduced);
  expect(compared.fixed.map((one) => line(one, false))).toEqual(fixed);
});

test('records that name each other are one group on both sides, also where the base meets only one of them', () => {
  const known = new Map([['twine', [twine, makeAdvisory('CVE-1', 'twine', '1.2.0', { aliases: ['GHSA-b'] })]]]);
  const sides = { base: lockfiles({ l: ['twine@1.3.0'] }), head: lockfiles({ l: ['twine@1.1.0'] }) };
  const { introduced, fixed } = compareFindings(sides, known);
  expect(introduced).toMatchObject([{ versions: ['1.1.0'], before: ['1.3.0'] }]);
  expect(fixed).toEqual([]);
});

const held = fc.dictionary(
  fc.constantFrom('l', 'a/l', 'a/m', 'b/l'),
  fc.uniqueArray(
    fc.constantFrom('rivets@1.0.0', 'rivets@1.1.0', 'rivets@2.0.0', 'twine@1.0.0', 'twine@1.4.0', 'x@1.0.0'),
  ),
);

test('property: what the base held in the same lockfile is never introduced, and no change introduces nothing', () => {
  fc.assert(
    fc.property(held, held, (before, after) => {
      const base = lockfiles(before);
      const { introduced } = compareFindings({ base, head: lockfiles(after) }, advisories);
      for (const { path, facts, versions } of introduced) {
        const was = base.find((lockfile) => lockfile.path === path)?.held.get(facts.packageName) ?? [];
        expect(versions.filter((version) => was.some((one) => one.version === version))).toEqual([]);
      }
      const same = { base, head: lockfiles(before) };
      expect(compareFindings(same, advisories)).toEqual({ introduced: [], fixed: [] });
      expect(changedPackages(same)).toEqual(new Set());
    }),
  );
});

test('property: only packages whose versions changed are asked about', () => {
  fc.assert(
    fc.property(held, held, (before, after) => {
      const sides = { base: lockfiles(before), head: lockfiles(after) };
      const names = changedPackages(sides);
      const some = new Map([...advisories].filter(([name]) => names.has(name)));
      expect(compareFindings(sides, some)).toEqual(compareFindings(sides, advisories));
    }),
  );
});

function lockfiles(given: Held): HeldLockfile[] {
  return Object.entries(given).map(([path, packages]) => {
    const items = packages.map((text) => text.split('@') as [string, string]);
    const versions = items.map(([name, version]) => ({
      name,
      version,
      direct: true,
      scopes: ['prod' as const],
      path: [],
    }));
    return { path, held: Map.groupBy(versions, ({ name }) => name) };
  });
}
