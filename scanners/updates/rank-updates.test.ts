import { expect, test } from 'vitest';
import { rankUpdates } from './rank-updates.ts';
import type { PlannedUpdate } from './update-plan.ts';

const update = (name: string, clears: string[], reduces?: string[]): PlannedUpdate => ({
  name,
  from: ['1.0.0'],
  to: '1.0.1',
  how: 'direct',
  path: [],
  clears,
  ...(reduces === undefined ? {} : { reduces }),
  steps: [],
});
const alert = (
  packageName: string,
  groupKey: string,
  severity: 'low' | 'critical' | 'unknown',
  kind: 'vulnerability' | 'malware' = 'vulnerability',
) => ({
  packageName,
  groupKey,
  kind,
  severity,
  advisoryIds: [groupKey],
  aliases: [],
});

const alerts = [
  alert('a', 'GHSA-1', 'low'),
  alert('a', 'GHSA-2', 'critical'),
  alert('b', 'GHSA-1', 'unknown'),
  alert('c', 'MAL-1', 'unknown', 'malware'),
];
const known = new Map([
  ['GHSA-1', { knownExploited: false, epss: 0.3 }],
  ['GHSA-2', { knownExploited: true }],
]);
const exploitationOf = ({ groupKey }: { groupKey: string }) => known.get(groupKey) ?? { knownExploited: false };

test.each([
  [
    'the worst of what it clears',
    [update('a', ['GHSA-1', 'GHSA-2'])],
    { knownExploited: true, epss: 0.3, severity: 'critical', malware: false, findings: 2 },
  ],
  [
    'only what it clears',
    [update('a', ['GHSA-1'])],
    { knownExploited: false, epss: 0.3, severity: 'low', malware: false, findings: 1 },
  ],
  [
    'of its own package',
    [update('b', ['GHSA-1'])],
    { knownExploited: false, epss: 0.3, severity: 'unknown', malware: false, findings: 1 },
  ],
  [
    'what it lessens too',
    [update('a', [], ['GHSA-2'])],
    { knownExploited: true, epss: null, severity: 'critical', malware: false, findings: 1 },
  ],
  [
    'malware',
    [update('a', ['GHSA-1']), update('c', ['MAL-1'])],
    { knownExploited: false, epss: 0.3, severity: 'unknown', malware: true, findings: 2 },
  ],
  [
    'nothing',
    [update('d', ['GHSA-1'])],
    { knownExploited: false, epss: null, severity: 'low', malware: false, findings: 0 },
  ],
])('%s', (_, updates, rank) => {
  expect(rankUpdates(updates, alerts, exploitationOf)).toEqual(rank);
});
