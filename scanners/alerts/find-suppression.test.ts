import { expect, test } from 'vitest';
import type { DependencyScope } from '../lockfiles/lockfile.ts';
import { findSuppression, matchingSuppressions, type SuppressibleFacts, type Suppression } from './find-suppression.ts';

const now = new Date('2026-06-01T00:00:00Z');
const facts: SuppressibleFacts = {
  kind: 'vulnerability',
  packageName: 'lodash',
  advisoryIds: ['GHSA-1'],
  aliases: ['CVE-1'],
  scopes: [],
};

function suppression(rest: Partial<Suppression>): Suppression {
  const nothing = { packageName: null, advisoryId: null, range: null, path: null, devOnly: false, expiresAt: null };
  return { id: 1, reason: 'why', ...nothing, ...rest };
}

test.each<[string, Partial<Suppression>, boolean]>([
  ['by package', { packageName: 'lodash' }, true],
  ['another package', { packageName: 'lodash.merge' }, false],
  ['by advisory', { advisoryId: 'GHSA-1' }, true],
  ['by alias', { advisoryId: 'CVE-1' }, true],
  ['another advisory', { advisoryId: 'CVE-2' }, false],
  ['package and advisory', { packageName: 'lodash', advisoryId: 'CVE-1' }, true],
  ['the advisory, but of another package', { packageName: 'x', advisoryId: 'CVE-1' }, false],
  ['nothing named', {}, false],
  ['a path that matches', { packageName: 'lodash', path: 'apps/*/package-lock.json' }, true],
  ['a folder', { packageName: 'lodash', path: 'apps/' }, true],
  ['another path', { packageName: 'lodash', path: '/package-lock.json' }, false],
  ['not yet expired', { packageName: 'lodash', expiresAt: new Date('2026-06-01T00:00:00.001Z') }, true],
  ['expiring this moment', { packageName: 'lodash', expiresAt: now }, false],
])('%s', (_, rest, found) => {
  const given = suppression(rest);
  const place = { lockfilePath: 'apps/web/package-lock.json', suppressions: [given], now };
  expect(findSuppression(facts, place)).toBe(found ? given : undefined);
});

test('takes the one that lasts longest, then the older one', () => {
  const short = suppression({ id: 1, packageName: 'lodash', expiresAt: new Date('2026-07-01T00:00:00Z') });
  const endless = suppression({ id: 3, packageName: 'lodash' });
  const later = suppression({ id: 4, packageName: 'lodash' });
  const place = { lockfilePath: 'yarn.lock', suppressions: [short, later, endless], now };
  expect(findSuppression(facts, place)).toBe(endless);
});

test('a path that no pattern can be asked about is not suppressed by path', () => {
  const given = suppression({ packageName: 'lodash', path: '**' });
  expect(findSuppression(facts, { lockfilePath: '../yarn.lock', suppressions: [given], now })).toBeUndefined();
});

test.each<[scopes: DependencyScope[], found: boolean]>([
  [['dev'], true],
  [['prod', 'dev'], false],
  [['dev', 'optional'], false],
  [['prod'], false],
  [[], false],
])('what development alone needs is held back where %j need it: %j', (scopes, found) => {
  const given = suppression({ packageName: 'lodash', devOnly: true });
  const place = { lockfilePath: 'yarn.lock', suppressions: [given], now };
  expect(findSuppression({ ...facts, scopes }, place)).toBe(found ? given : undefined);
});

test('one about targets is about these facts, and holds nothing back', () => {
  const targets = suppression({ packageName: 'lodash', range: '>=5' });
  const short = suppression({ id: 2, advisoryId: 'CVE-1', expiresAt: new Date('2026-07-01T00:00:00Z') });
  const place = { lockfilePath: 'yarn.lock', suppressions: [short, targets], now };
  expect(matchingSuppressions(facts, place)).toEqual([targets, short]);
  expect(findSuppression(facts, place)).toBe(short);
  expect(findSuppression(facts, { ...place, suppressions: [targets] })).toBeUndefined();
});

test.each<[string, Partial<Suppression>, about: boolean, held: boolean]>([
  ['by package', { packageName: 'lodash' }, false, false],
  ['by its id', { advisoryId: 'maintainer-change-7' }, true, true],
  ['by package and id', { packageName: 'lodash', advisoryId: 'maintainer-change-7' }, true, true],
  ['by its id, of another package', { packageName: 'x', advisoryId: 'maintainer-change-7' }, false, false],
  ['another change', { advisoryId: 'maintainer-change-71' }, false, false],
  ['targets of the package', { packageName: 'lodash', range: '>4' }, true, false],
])('a maintainer change, %s', (_, rest, about, held) => {
  const given = suppression(rest);
  const id = 'maintainer-change-7';
  const change: SuppressibleFacts = { ...facts, kind: 'maintainer-change', advisoryIds: [id], aliases: [] };
  const place = { lockfilePath: 'yarn.lock', suppressions: [given], now };
  expect(matchingSuppressions(change, place)).toEqual(about ? [given] : []);
  expect(findSuppression(change, place)).toBe(held ? given : undefined);
});
