import { expect, test } from 'vitest';
import { assessPackage, type ChangedFinding, type Suppression } from '../../../scanners/alerts/index.ts';
import type { FailOn } from '../../../scanners/config/index.ts';
import type { Severity } from '../../../scanners/osv/index.ts';
import { makeAdvisory } from '../../../test/advisory.ts';
import { judgeChange } from './judge-change.ts';

const now = new Date('2026-01-01T00:00:00Z');
const doubt = { path: 'l', why: 'it is broken' };

test.each<[failOn: FailOn, introduced: (Severity | 'malware')[], doubts: number, conclusion: string]>([
  ['high', [], 0, 'success'],
  ['high', ['medium'], 0, 'success'],
  ['high', ['medium', 'high'], 0, 'failure'],
  ['critical', ['high'], 0, 'success'],
  ['critical', ['unknown'], 0, 'failure'],
  ['low', ['low'], 0, 'failure'],
  ['never', ['critical', 'unknown'], 0, 'neutral'],
  ['never', ['malware'], 0, 'failure'],
  ['never', [], 0, 'success'],
  ['high', [], 1, 'action_required'],
  ['high', ['low'], 1, 'action_required'],
  ['high', ['critical'], 1, 'failure'],
  ['never', ['critical'], 1, 'neutral'],
])('fail-on %s, introduced %j, %i doubts: %s', (failOn, introduced, doubts, conclusion) => {
  const change = { introduced: introduced.map(finding), fixed: [], doubts: Array<typeof doubt>(doubts).fill(doubt) };
  expect(judgeChange({ ...change, uncertain: new Set(), suppressions: [], failOn, now }).conclusion).toBe(conclusion);
});

test.each<[level: Severity | 'malware', held: Partial<Suppression>, conclusion: string]>([
  ['critical', { packageName: 'twine' }, 'success'],
  ['critical', { packageName: 'twine', expiresAt: now }, 'failure'],
  ['critical', { packageName: 'twine', path: 'other/' }, 'failure'],
  ['critical', { packageName: 'twine', range: '<1' }, 'failure'],
  ['malware', { packageName: 'twine' }, 'failure'],
  ['malware', { packageName: 'twine', advisoryId: 'GHSA-a' }, 'success'],
])('%s, suppressed by %j: %s', (level, held, conclusion) => {
  const none = { id: 1, packageName: null, advisoryId: null, range: null, path: null, devOnly: false };
  const suppressions = [{ ...none, reason: 'known', expiresAt: null, ...held }];
  const change = { introduced: [finding(level)], fixed: [], doubts: [], uncertain: new Set<string>() };
  expect(judgeChange({ ...change, suppressions, failOn: 'high', now }).conclusion).toBe(conclusion);
});

test('what may be new or not is a doubt where it would fail, and malware is none', () => {
  const change = { fixed: [], doubts: [], uncertain: new Set(['l']), suppressions: [], failOn: 'high' as const, now };
  const { conclusion, introduced, doubts } = judgeChange({ ...change, introduced: [finding('high'), finding('low')] });
  expect([conclusion, introduced, doubts.length]).toEqual(['action_required', [], 1]);
  expect(judgeChange({ ...change, introduced: [finding('low')] }).conclusion).toBe('success');
  expect(judgeChange({ ...change, introduced: [finding('malware')] }).conclusion).toBe('failure');
});

function finding(level: Severity | 'malware'): ChangedFinding {
  const rating = level === 'malware' ? { malware: true } : { severity: { level } };
  const held = [{ version: '1.0.0', direct: true, scopes: ['prod' as const], path: [] }];
  const advisories = [makeAdvisory('GHSA-a', 'twine', '2.0.0', rating)];
  const [facts] = assessPackage({ packageName: 'twine', held, advisories });
  return { path: 'l', facts: facts!, versions: ['1.0.0'], before: [] };
}
