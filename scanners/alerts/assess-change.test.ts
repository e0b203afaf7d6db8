import { expect, test } from 'vitest';
import type { TrustSignal } from '../maintainers/index.ts';
import { assessChange, type ChangeToAssess } from './assess-change.ts';
import type { HeldVersion } from './assess-package.ts';

function change(...texts: string[]): ChangeToAssess {
  const signals = texts.map(
    (text): TrustSignal => ({ kind: 'publisher', at: '2026-05-01T00:00:00Z', text, weight: 20 }),
  );
  return { id: 7, packageName: 'a', level: 'high', startedAt: '2026-05-01T00:00:00Z', signals };
}

const held: HeldVersion[] = [
  { version: '10.0.0', direct: false, scopes: ['dev'], path: ['c@1.0.0', 'b@1.0.0'], keys: ['two'] },
  { version: '9.0.0', direct: false, scopes: ['prod'], path: ['b@1.0.0'], keys: ['one'] },
];

test('it is about every version that is held, and no version clears it', () => {
  expect(assessChange(change('mallory may publish now'), held)).toEqual([
    {
      packageName: 'a',
      kind: 'maintainer-change',
      groupKey: 'maintainer-change-7',
      advisoryIds: ['maintainer-change-7'],
      aliases: [],
      summary: 'mallory may publish now',
      severity: 'high',
      versions: ['9.0.0', '10.0.0'],
      fixes: { '9.0.0': null, '10.0.0': null },
      ways: {
        '10.0.0': { path: ['c@1.0.0', 'b@1.0.0'], direct: false, scopes: ['dev'] },
        '9.0.0': { path: ['b@1.0.0'], direct: false, scopes: ['prod'] },
      },
      direct: false,
      scopes: ['prod', 'dev'],
      path: ['b@1.0.0'],
      publishedAt: '2026-05-01T00:00:00Z',
      keys: ['two', 'one'],
    },
  ]);
});

test('nothing is said where nothing is held', () => {
  expect(assessChange(change('x'), [])).toEqual([]);
});

test.each([
  [['one', 'two', 'three'], 'one; two; three'],
  [['one', 'two', 'three', 'four'], 'one; two; three; 1 more signal'],
  [['one', 'two', 'three', 'four', 'five'], 'one; two; three; 2 more signals'],
  [['x'.repeat(500)], `${'x'.repeat(159)}…`],
])('the heaviest signals are told: %j', (texts, summary) => {
  expect(assessChange(change(...texts), held)[0]!.summary).toBe(summary);
});
