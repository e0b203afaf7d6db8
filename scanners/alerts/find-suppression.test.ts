import { expect, test } from 'vitest';
import { findSuppression, type Suppression } from './find-suppression.ts';

const now = new Date('2026-06-01T00:00:00Z');
const facts = { packageName: 'lodash', advisoryIds: ['GHSA-1'], aliases: ['CVE-1'] };

function suppression(rest: Partial<Suppression>): Suppression {
  return { id: 1, packageName: null, advisoryId: null, path: null, reason: 'why', expiresAt: null, ...rest };
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
