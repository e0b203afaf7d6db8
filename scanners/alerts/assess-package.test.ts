import { describe, expect, test } from 'vitest';
import type { Advisory, AffectedPackage } from '../osv/index.ts';
import { assessPackage, type HeldVersion } from './assess-package.ts';

function advisory(id: string, rest: Partial<Advisory> = {}): Advisory {
  return {
    id,
    modified: '2026-01-01T00:00:00Z',
    aliases: [],
    upstream: [],
    summary: `${id} summary`,
    malware: false,
    severity: { level: 'medium', score: 5 },
    affected: [entry()],
    references: [],
    ...rest,
  };
}

function entry(rest: Partial<AffectedPackage> & { introduced?: string; fixed?: string } = {}): AffectedPackage {
  const { introduced = '0', fixed = '2.0.0', ...others } = rest;
  return { name: 'a', versions: [], ranges: [{ events: [{ introduced }, { fixed }] }], ...others };
}

function held(version: string, rest: Partial<HeldVersion> = {}): HeldVersion {
  return { version, direct: false, scopes: ['prod'], path: ['root@1.0.0'], ...rest };
}

function assess(advisories: Advisory[], versions: HeldVersion[] = [held('1.0.0')]) {
  return assessPackage({ packageName: 'a', held: versions, advisories });
}

describe('assessPackage', () => {
  test('says nothing where no held version is affected, or only by a withdrawn record', () => {
    expect(assess([advisory('GHSA-1')], [held('2.0.0')])).toEqual([]);
    expect(assess([advisory('GHSA-1', { withdrawn: '2026-01-02T00:00:00Z' })])).toEqual([]);
    expect(assess([advisory('GHSA-1', { affected: [entry({ name: 'b' })] })])).toEqual([]);
  });

  test('puts records of one flaw into one entry, with all their ids', () => {
    const facts = assess([
      advisory('CVE-1', { published: '2026-01-03T00:00:00Z' }),
      advisory('GHSA-1', { aliases: ['CVE-1', 'SNYK-1'], published: '2026-01-05T00:00:00Z' }),
      advisory('GHSA-2'),
    ]);
    expect(facts.map(({ groupKey, advisoryIds, aliases }) => ({ groupKey, advisoryIds, aliases }))).toEqual([
      { groupKey: 'GHSA-1', advisoryIds: ['CVE-1', 'GHSA-1'], aliases: ['SNYK-1'] },
      { groupKey: 'GHSA-2', advisoryIds: ['GHSA-2'], aliases: [] },
    ]);
    expect(facts[0]).toMatchObject({ summary: 'GHSA-1 summary', publishedAt: '2026-01-03T00:00:00Z' });
  });

  test.each<[string, Advisory[], { severity: string; score?: number; kind?: string }]>([
    [
      'the worst of the group',
      [advisory('A'), advisory('B', { aliases: ['A'], severity: { level: 'high', score: 8 } })],
      { severity: 'high', score: 8 },
    ],
    [
      'the rating of this package before the general one, also when it is lower',
      [advisory('A', { affected: [entry({ severity: { level: 'low', score: 2 } })] })],
      { severity: 'low', score: 2 },
    ],
    [
      'the general one where that of this package says nothing',
      [advisory('A', { affected: [entry({ severity: { level: 'unknown' } })] })],
      { severity: 'medium', score: 5 },
    ],
    [
      'no rating of an entry that affects no held version',
      [
        advisory('A', {
          affected: [
            entry({ severity: { level: 'low' } }),
            entry({ introduced: '3.0.0', fixed: '3.1.0', severity: { level: 'critical' } }),
          ],
        }),
      ],
      { severity: 'low' },
    ],
    ['unknown where nobody rates it', [advisory('A', { severity: { level: 'unknown' } })], { severity: 'unknown' }],
    [
      'the rating of one record where its alias has none',
      [advisory('A'), advisory('B', { aliases: ['A'], severity: { level: 'unknown' } })],
      { severity: 'medium', score: 5 },
    ],
    [
      'critical for malware, whatever the record says, without the score of a lesser rating',
      [advisory('MAL-1', { malware: true })],
      { severity: 'critical', score: undefined, kind: 'malware' },
    ],
  ])('rates %s', (_, advisories, expected) => {
    expect(assess(advisories)).toEqual([expect.objectContaining(expected)]);
  });

  test('orders versions by precedence and gives each its fix on its own line', () => {
    const lines = [entry({ fixed: '1.4.1' }), entry({ introduced: '10.0.0', fixed: '10.2.0' })];
    const [facts] = assess([advisory('A', { affected: lines })], [held('10.0.0'), held('1.2.0'), held('1.10.0')]);
    expect(facts).toMatchObject({ versions: ['1.2.0', '10.0.0'], fixes: { '1.2.0': '1.4.1', '10.0.0': '10.2.0' } });
  });

  test('offers no fix that another record of the package affects, be it a finding or not', () => {
    const finding = advisory('A', { affected: [entry({ fixed: '1.1.0' })] });
    const ahead = advisory('B', { affected: [entry({ introduced: '1.1.0', fixed: '1.1.5' })] });
    expect(assess([finding])[0]?.fixes).toEqual({ '1.0.0': '1.1.0' });
    expect(assess([finding, ahead])).toEqual([expect.objectContaining({ fixes: { '1.0.0': '1.1.5' } })]);
    expect(assess([finding, { ...ahead, withdrawn: '2026-01-01T00:00:00Z' }])[0]?.fixes).toEqual({ '1.0.0': '1.1.0' });
  });

  test('has no fix where no record names one', () => {
    const all = advisory('MAL-1', { affected: [{ name: 'a', versions: ['1.0.0'], ranges: [] }] });
    expect(assess([all])[0]?.fixes).toEqual({ '1.0.0': null });
  });

  test('says how the affected versions came in, and leaves the others out', () => {
    const [facts] = assess(
      [advisory('A')],
      [
        held('1.0.0', { scopes: ['dev'], path: ['x@1.0.0', 'y@1.0.0'], keys: ['node_modules/x/node_modules/a'] }),
        held('1.1.0', { scopes: ['optional', 'prod'], path: ['z@1.0.0'], keys: ['node_modules/a'] }),
        held('2.0.0', { direct: true, scopes: ['peer'], path: [], keys: ['packages/b/node_modules/a'] }),
      ],
    );
    expect(facts).toMatchObject({
      direct: false,
      scopes: ['prod', 'dev', 'optional'],
      path: ['z@1.0.0'],
      keys: ['node_modules/x/node_modules/a', 'node_modules/a'],
    });
    expect(facts?.ways).toEqual({
      '1.0.0': { direct: false, scopes: ['dev'], path: ['x@1.0.0', 'y@1.0.0'] },
      '1.1.0': { direct: false, scopes: ['prod', 'optional'], path: ['z@1.0.0'] },
    });
  });

  test('is not led astray by names that objects have', () => {
    const everything = advisory('MAL-1', {
      affected: [{ name: '__proto__', versions: [], ranges: [{ events: [{ introduced: '0' }] }] }],
    });
    const facts = assessPackage({ packageName: '__proto__', held: [held('__proto__')], advisories: [everything] });
    expect(facts[0]?.versions).toEqual(['__proto__']);
    expect(Object.entries(facts[0]?.fixes ?? {})).toEqual([['__proto__', null]]);
    expect(Object.keys(facts[0]?.ways ?? {})).toEqual(['__proto__']);
  });
});
